import { QueueFullError, RequestAbandonedError } from '../inference-errors.js';

/** Computes a portion: one result a text. */
export type PortionRunner<Result> = (texts: readonly string[]) => Promise<Result[]>;

interface QueuedRequest<Result> {
  texts: readonly string[];
  results: Result[];
  settled: boolean;
  resolve: (results: Result[]) => void;
  reject: (error: unknown) => void;
}

/**
 * A bounded waiting line before one thread, cut into portions of a few milliseconds: what is urgent waits for one
 * portion at most, however much other work lies there.
 */
export class PortionQueue<Result> {
  private readonly urgent: QueuedRequest<Result>[] = [];
  private readonly patient: QueuedRequest<Result>[] = [];
  private running = false;
  private occupied = 0;

  /**
   * @param limits.capacity texts that may be inside at once; a single request of any size is let into an empty line
   * @param limits.portion UTF-16 units computed at once; a longer text is a portion of its own
   */
  constructor(
    private readonly name: string,
    private readonly run: PortionRunner<Result>,
    private readonly limits: { capacity: number; portion: number },
  ) {}

  /** Texts inside, waiting or being computed. */
  get load(): number {
    return this.occupied;
  }

  /**
   * @param signal the caller has gone: what waits is dropped
   * @returns one result a text, in order
   * @throws QueueFullError, RequestAbandonedError, and what the runner throws
   */
  add(texts: readonly string[], isUrgent: boolean, signal: AbortSignal): Promise<Result[]> {
    if (this.occupied > 0 && this.occupied + texts.length > this.limits.capacity) {
      throw new QueueFullError(this.name, 1_000);
    }
    if (texts.length === 0) return Promise.resolve([]);
    this.occupied += texts.length;
    const finished = new Promise<Result[]>((resolve, reject) => {
      const request: QueuedRequest<Result> = { texts, results: [], settled: false, resolve, reject };
      const abandon = (): void => this.settle(request, () => reject(new RequestAbandonedError()));
      signal.addEventListener('abort', abandon, { once: true });
      (isUrgent ? this.urgent : this.patient).push(request);
      if (signal.aborted) abandon();
    });
    if (!this.running) void this.work();
    return finished;
  }

  private async work(): Promise<void> {
    this.running = true;
    for (let request = this.next(); request; request = this.next()) await this.runPortion(request);
    this.running = false;
  }

  private next(): QueuedRequest<Result> | undefined {
    return this.urgent[0] ?? this.patient[0];
  }

  private async runPortion(request: QueuedRequest<Result>): Promise<void> {
    const done = request.results.length;
    const portion = request.texts.slice(done, done + this.portionLength(request.texts, done));
    try {
      request.results.push(...(await this.run(portion)));
      if (request.results.length >= request.texts.length) {
        this.settle(request, () => request.resolve(request.results));
      }
    } catch (error) {
      this.settle(request, () => request.reject(error));
    }
  }

  private portionLength(texts: readonly string[], from: number): number {
    let size = 0;
    let end = from;
    for (const text of texts.slice(from)) {
      size += text.length;
      if (end > from && size > this.limits.portion) break;
      end++;
    }
    return end - from;
  }

  private settle(request: QueuedRequest<Result>, tell: () => void): void {
    if (request.settled) return;
    request.settled = true;
    this.occupied -= request.texts.length;
    for (const lane of [this.urgent, this.patient]) {
      const place = lane.indexOf(request);
      if (place >= 0) lane.splice(place, 1);
    }
    tell();
  }
}

import { ModelInterruptedError, QueueFullError, RequestAbandonedError } from '../inference-errors.js';
import { batchLimits, nextBatchSize } from './batch-plan.js';
import type { BatchResult, EmbeddingBatch, TokenSelection, TokenTask } from './embedding-thread.js';

/** Computes one batch. */
export interface BatchRunner {
  call(batch: EmbeddingBatch): Promise<BatchResult>;
}

/** What came of one text. */
export interface EmbeddedText {
  vector: Float32Array;
  /** Where the task asked for them. */
  tokens?: Uint8Array;
}

/** How a lane is doing, for /metrics. */
export interface LaneCounters {
  texts: number;
  tokens: number;
  /** Tokens computed with padding. */
  paddedTokens: number;
  batches: number;
  rejected: number;
  abandoned: number;
}

interface WaitingText {
  ids: Int32Array;
  index: number;
  selection: TokenSelection | undefined;
}

interface LaneRequest {
  task: TokenTask | undefined;
  /** Takes its turns before those that are not. */
  urgent: boolean;
  /** Longest first. */
  waiting: WaitingText[];
  embedded: EmbeddedText[];
  unfinished: number;
  settled: boolean;
  resolve: (embedded: EmbeddedText[]) => void;
  reject: (error: unknown) => void;
}

/** What a request may want beside sentence vectors in its turn. */
export interface LaneOptions {
  /** Requests with the same task object share batches. Texts of 'tokens' go one a request: their results differ in length. */
  task?: TokenTask;
  /** Of each text, for the task 'centred'. */
  selections?: readonly TokenSelection[];
  /** True while a person waits. */
  urgent?: boolean;
}

interface BatchRow {
  request: LaneRequest;
  text: WaitingText;
}

/**
 * A bounded waiting line before a few runners of the same model. Requests take turns, one batch each, and what a
 * request leaves free in its batch others of like length fill: a large upload can't hold up a small one.
 */
export class EmbeddingLane {
  readonly counters: LaneCounters = { texts: 0, tokens: 0, paddedTokens: 0, batches: 0, rejected: 0, abandoned: 0 };
  private readonly turns: LaneRequest[] = [];
  private readonly idle: BatchRunner[] = [];
  private occupied = 0;
  private millisecondsPerText = 100;

  /** @param capacity texts that may be inside at once, waiting or computed. */
  constructor(
    readonly name: string,
    private readonly capacity: number,
  ) {}

  /** Texts inside, waiting or being computed. */
  get load(): number {
    return this.occupied;
  }

  /**
   * Keeps room for texts before they are tokenised.
   * @throws QueueFullError; a single request of any size is let into an empty lane.
   */
  reserve(texts: number): void {
    if (this.occupied > 0 && this.occupied + texts > this.capacity) {
      this.counters.rejected++;
      const excess = this.occupied + texts - this.capacity;
      throw new QueueFullError(this.name, Math.max(1_000, Math.ceil(excess * this.millisecondsPerText)));
    }
    this.occupied += texts;
  }

  /** Gives reserved room back when the texts never came to be computed. */
  release(texts: number): void {
    this.occupied -= texts;
  }

  /**
   * Computes texts for which room was reserved, and gives the room back.
   * @param signal the caller has gone: what waits is dropped, what is computed is thrown away.
   * @throws RequestAbandonedError, ModelInterruptedError
   */
  embed(
    texts: readonly Int32Array[],
    signal: AbortSignal,
    { task, selections, urgent = false }: LaneOptions = {},
  ): Promise<EmbeddedText[]> {
    return new Promise((resolve, reject) => {
      const request: LaneRequest = {
        task,
        urgent,
        waiting: texts
          .map((ids, index) => ({ ids, index, selection: selections?.[index] }))
          .sort((a, b) => b.ids.length - a.ids.length),
        embedded: new Array<EmbeddedText>(texts.length),
        unfinished: texts.length,
        settled: false,
        resolve,
        reject,
      };
      if (texts.length === 0) return resolve([]);
      const abandon = (): void => {
        this.counters.abandoned++;
        this.fail(request, new RequestAbandonedError());
      };
      if (signal.aborted) return abandon();
      signal.addEventListener('abort', abandon, { once: true });
      this.queue(request);
      this.startBatches();
    });
  }

  /** A runner joins: from now on it takes batches. */
  addRunner(runner: BatchRunner): void {
    this.idle.push(runner);
    this.startBatches();
  }

  private queue(request: LaneRequest): void {
    const place = request.urgent ? this.turns.findIndex((other) => !other.urgent) : -1;
    this.turns.splice(place === -1 ? this.turns.length : place, 0, request);
  }

  private startBatches(): void {
    while (this.idle.length > 0 && this.turns.length > 0) {
      const runner = this.idle.shift() as BatchRunner;
      void this.run(runner, this.takeBatch());
    }
  }

  private async run(runner: BatchRunner, rows: BatchRow[]): Promise<void> {
    const started = performance.now();
    try {
      const result = await runner.call(joined(rows));
      this.count(rows, performance.now() - started);
      this.deliver(rows, result);
    } catch (error) {
      for (const { request } of rows) this.fail(request, new ModelInterruptedError(this.name, error));
    } finally {
      this.occupied -= rows.length;
      this.idle.push(runner);
    }
    this.startBatches();
  }

  private takeBatch(): BatchRow[] {
    const request = this.turns.shift() as LaneRequest;
    const size = nextBatchSize(request.waiting.map((text) => text.ids.length));
    const rows = request.waiting.splice(0, size).map((text) => ({ request, text }));
    this.fillFromOthers(rows);
    if (request.waiting.length > 0) this.queue(request);
    return rows;
  }

  private fillFromOthers(rows: BatchRow[]): void {
    const task = rows[0]?.request.task;
    const longest = rows[0]?.text.ids.length ?? 0;
    const room = Math.min(batchLimits.rows, Math.floor(batchLimits.paddedTokens / longest));
    for (let turn = 0; turn < this.turns.length && rows.length < room;) {
      const other = this.turns[turn] as LaneRequest;
      const first = other.task === task ? other.waiting.findIndex((text) => text.ids.length <= longest) : -1;
      const fitting = first === -1 ? [] : other.waiting.slice(first, first + room - rows.length);
      const taken = fitting.filter((text) => 2 * text.ids.length > longest);
      other.waiting.splice(first, taken.length);
      rows.push(...taken.map((text) => ({ request: other, text })));
      if (other.waiting.length === 0) this.turns.splice(turn, 1);
      else turn++;
    }
  }

  private deliver(rows: readonly BatchRow[], { vectors, tokens }: BatchResult): void {
    const dimensions = vectors.length / rows.length;
    rows.forEach(({ request, text }, row) => {
      const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      request.embedded[text.index] = tokens?.[row] ? { vector, tokens: tokens[row] } : { vector };
      request.unfinished--;
      if (request.unfinished === 0 && !request.settled) {
        request.settled = true;
        request.resolve(request.embedded);
      }
    });
  }

  private fail(request: LaneRequest, error: unknown): void {
    if (request.settled) return;
    request.settled = true;
    this.occupied -= request.waiting.length;
    request.waiting = [];
    const turn = this.turns.indexOf(request);
    if (turn !== -1) this.turns.splice(turn, 1);
    request.reject(error);
  }

  private count(rows: readonly BatchRow[], milliseconds: number): void {
    const tokens = rows.reduce((sum, { text }) => sum + text.ids.length, 0);
    this.counters.batches++;
    this.counters.texts += rows.length;
    this.counters.tokens += tokens;
    this.counters.paddedTokens += Math.max(...rows.map(({ text }) => text.ids.length)) * rows.length;
    this.millisecondsPerText += 0.1 * (milliseconds / rows.length - this.millisecondsPerText);
  }
}

function joined(rows: readonly BatchRow[]): EmbeddingBatch {
  const lengths = rows.map(({ text }) => text.ids.length);
  const ids = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const { text } of rows) {
    ids.set(text.ids, offset);
    offset += text.ids.length;
  }
  const selections = rows.flatMap(({ text }) => text.selection ?? []);
  return { ids, lengths, task: rows[0]?.request.task, ...(selections.length > 0 && { selections }) };
}

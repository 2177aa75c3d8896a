import { TooManyQuestionsError } from '../answer-errors.js';

interface Waiting {
  tenant: string;
  start: () => void;
  onPosition: (position: number) => void;
}

/** Questions that may wait in one process. */
const mostWaiting = 64;

/**
 * A bounded number of answers at once in this process. Tenants take turns, so that a hundred questions of one do not
 * stand before the first of another; within a tenant the first comes first.
 */
export class AnswerQueue {
  private running = 0;
  private readonly waiting: Waiting[] = [];
  /** When each tenant's last answer was begun, as a count. */
  private readonly lastTurn = new Map<string, number>();
  private turns = 0;

  constructor(private readonly concurrency: number) {}

  /** @throws TooManyQuestionsError when as many wait as may */
  assertRoom(): void {
    if (this.waiting.length >= mostWaiting) throw new TooManyQuestionsError(this.waiting.length);
  }

  /**
   * Runs the work when its turn comes.
   * @param onPosition hears how many are before this one, each time that changes; never when it starts at once
   * @throws the signal's reason when aborted while waiting
   */
  async run<Result>(
    tenant: string,
    onPosition: (position: number) => void,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (this.running >= this.concurrency) await this.wait(tenant, onPosition, signal);
    else this.begin(tenant);
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.running -= 1;
      this.startNext();
    }
  }

  private wait(tenant: string, onPosition: (position: number) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const entry: Waiting = { tenant, start: resolve, onPosition };
      signal.addEventListener(
        'abort',
        () => {
          const place = this.waiting.indexOf(entry);
          if (place < 0) return;
          this.waiting.splice(place, 1);
          this.tellPositions();
          reject(signal.reason as Error);
        },
        { once: true },
      );
      this.waiting.push(entry);
      this.tellPositions();
    });
  }

  private begin(tenant: string): void {
    this.running += 1;
    this.lastTurn.set(tenant, ++this.turns);
  }

  private startNext(): void {
    const next = this.order()[0];
    if (!next || this.running >= this.concurrency) return;
    this.waiting.splice(this.waiting.indexOf(next), 1);
    this.begin(next.tenant);
    next.start();
    this.tellPositions();
  }

  /** Who is served when: the tenant whose last turn is longest ago, then the next one, round and round. */
  private order(): Waiting[] {
    const turn = new Map(this.lastTurn);
    let count = this.turns;
    const left = [...this.waiting];
    const ordered: Waiting[] = [];
    while (left.length > 0) {
      const next = left.reduce((best, each) =>
        (turn.get(each.tenant) ?? 0) < (turn.get(best.tenant) ?? 0) ? each : best,
      );
      left.splice(left.indexOf(next), 1);
      turn.set(next.tenant, ++count);
      ordered.push(next);
    }
    return ordered;
  }

  private tellPositions(): void {
    this.order().forEach((entry, index) => entry.onPosition(index + 1));
  }
}

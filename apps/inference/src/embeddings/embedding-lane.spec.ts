import { describe, expect, it } from '@jest/globals';
import { ModelInterruptedError, QueueFullError, RequestAbandonedError } from '../inference-errors.js';
import { EmbeddingLane, type BatchRunner, type EmbeddedText } from './embedding-lane.js';
import type { BatchResult, EmbeddingBatch, TokenTask } from './embedding-thread.js';

/** Gives each text the vector [first id, number of tokens], one batch whenever `step` is called. */
class SteppedRunner implements BatchRunner {
  readonly batches: EmbeddingBatch[] = [];
  private readonly open: { batch: EmbeddingBatch; resolve: (r: BatchResult) => void; reject: (e: Error) => void }[] =
    [];

  call(batch: EmbeddingBatch): Promise<BatchResult> {
    this.batches.push(batch);
    return new Promise((resolve, reject) => this.open.push({ batch, resolve, reject }));
  }

  async step(): Promise<void> {
    const { batch, resolve } = this.open.shift()!;
    let offset = 0;
    const numbers = batch.lengths.flatMap((length) => [batch.ids[(offset += length) - length]!, length]);
    const tokens = batch.selections?.map(({ centre }) => Uint8Array.from(centre));
    resolve({ vectors: Float32Array.from(numbers), ...(tokens && { tokens }) });
    await settled();
  }

  async fail(): Promise<void> {
    this.open.shift()!.reject(new Error('the thread ended'));
    await settled();
  }

  get busy(): boolean {
    return this.open.length > 0;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const texts = (name: number, ...lengths: number[]): Int32Array[] =>
  lengths.map((length) => new Int32Array(length).fill(name));
const never = new AbortController().signal;

function laneWith(capacity = 100): { lane: EmbeddingLane; runner: SteppedRunner } {
  const lane = new EmbeddingLane('test', capacity);
  const runner = new SteppedRunner();
  lane.addRunner(runner);
  return { lane, runner };
}

function embed(lane: EmbeddingLane, ids: Int32Array[], signal = never): Promise<EmbeddedText[]> {
  lane.reserve(ids.length);
  return lane.embed(ids, signal);
}

describe('the embedding lane', () => {
  it('returns vectors in the order of the texts, whatever order they were computed in', async () => {
    const { lane, runner } = laneWith();
    const result = embed(lane, texts(7, 10, 300, 20, 200));
    while (runner.busy) await runner.step();
    expect((await result).map(({ vector }) => vector[1])).toEqual([10, 300, 20, 200]);
    expect(lane.load).toBe(0);
  });

  it('gives each text the tokens that were measured from its own centre', async () => {
    const { lane, runner } = laneWith();
    lane.reserve(3);
    const selections = [1, 2, 3].map((value) => ({ places: Uint16Array.of(1), centre: Float32Array.of(value) }));
    const task: TokenTask = { kind: 'centred', form: 'bits' };
    const result = lane.embed(texts(7, 10, 300, 20), never, { task, selections });
    while (runner.busy) await runner.step();
    expect((await result).map(({ tokens }) => tokens?.[0])).toEqual([1, 2, 3]);
  });

  it('lets a small request pass between the batches of a large one', async () => {
    const { lane, runner } = laneWith();
    void embed(lane, texts(1, 500, 500, 500, 500));
    const small = embed(lane, texts(2, 20));
    for (let batch = 0; batch < 3; batch++) await runner.step();
    expect((await small)[0]?.vector[0]).toBe(2);
    expect(runner.busy).toBe(true);
  });

  it('fills a batch with texts of other requests when they are of like length', async () => {
    const { lane, runner } = laneWith();
    void embed(lane, texts(1, 512));
    void embed(lane, texts(2, 100));
    void embed(lane, texts(3, 90, 20));
    await runner.step();
    expect(runner.batches[1]?.lengths).toEqual([100, 90]);
  });

  it('lets what a person waits for pass, and mixes no tasks in a batch', async () => {
    const { lane, runner } = laneWith();
    void embed(lane, texts(1, 500));
    void embed(lane, texts(2, 100));
    lane.reserve(2);
    const task: TokenTask = { kind: 'coverage', question: new Float32Array() };
    void lane.embed(texts(3, 100, 30), new AbortController().signal, { task, urgent: true });
    for (let batch = 0; batch < 3; batch++) await runner.step();
    expect(runner.batches.map((batch) => [batch.lengths, batch.task])).toEqual([
      [[500], undefined],
      [[100], task],
      [[30], task],
      [[100], undefined],
    ]);
  });

  it('refuses what it has no room for, with a time to come back', () => {
    const { lane } = laneWith(10);
    lane.reserve(8);
    expect(() => lane.reserve(3)).toThrow(QueueFullError);
    expect(lane.load).toBe(8);
    lane.release(8);
    expect(() => lane.reserve(50)).not.toThrow();
  });

  it('drops the waiting texts of a caller that has gone, and no one else’s', async () => {
    const { lane, runner } = laneWith();
    const caller = new AbortController();
    const gone = embed(lane, texts(1, 500, 400), caller.signal);
    const staying = embed(lane, texts(2, 300));
    caller.abort();
    await expect(gone).rejects.toThrow(RequestAbandonedError);
    while (runner.busy) await runner.step();
    expect((await staying)[0]?.vector[0]).toBe(2);
    expect(runner.batches.map((batch) => batch.lengths)).toEqual([[500], [300]]);
    expect(lane.load).toBe(0);
  });

  it('fails only what was in the batch of a thread that ended, and goes on', async () => {
    const { lane, runner } = laneWith();
    const lost = embed(lane, texts(1, 500));
    const next = embed(lane, texts(2, 300));
    const outcome = expect(lost).rejects.toThrow(ModelInterruptedError);
    await runner.fail();
    await outcome;
    await runner.step();
    expect((await next)[0]?.vector[0]).toBe(2);
    expect(lane.load).toBe(0);
  });
});

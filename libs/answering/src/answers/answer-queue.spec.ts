import { describe, expect, it } from '@jest/globals';
import { AnswerQueue } from './answer-queue.js';

const nothing = () => undefined;
const never = new AbortController().signal;

/** Work that lasts until it is let go. */
function held() {
  let release: () => void = nothing;
  const until = new Promise<void>((resolve) => (release = resolve));
  return { release, work: () => until };
}

describe('the queue of answers', () => {
  it('lets tenants take turns, each in its own order', async () => {
    const queue = new AnswerQueue(1);
    const first = held();
    const order: string[] = [];
    const ask = (tenant: string, name: string) => queue.run(tenant, nothing, never, async () => void order.push(name));
    const running = queue.run('big', nothing, never, first.work);
    const waiting = [ask('big', 'big 1'), ask('big', 'big 2'), ask('small', 'small 1'), ask('big', 'big 3')];
    first.release();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['small 1', 'big 1', 'big 2', 'big 3']);
  });

  it('tells how many are before one, each time that changes', async () => {
    const queue = new AnswerQueue(1);
    const [first, second] = [held(), held()];
    const positions: number[] = [];
    const running = queue.run('a', nothing, never, first.work);
    const next = queue.run('a', nothing, never, second.work);
    const last = queue.run(
      'a',
      (position) => positions.push(position),
      never,
      async () => undefined,
    );
    first.release();
    await running;
    second.release();
    await Promise.all([next, last]);
    expect(positions).toEqual([2, 1]);
  });

  it('forgets one who gives up, and goes on', async () => {
    const queue = new AnswerQueue(1);
    const first = held();
    const giveUp = new AbortController();
    const running = queue.run('a', nothing, never, first.work);
    const waiting = queue.run('a', nothing, giveUp.signal, async () => 'never');
    const other = queue.run('a', nothing, never, async () => 'done');
    giveUp.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    first.release();
    await running;
    await expect(other).resolves.toBe('done');
  });

  it('serves the next one after a failure', async () => {
    const queue = new AnswerQueue(1);
    await expect(queue.run('a', nothing, never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(queue.run('a', nothing, never, async () => 'done')).resolves.toBe('done');
  });
});

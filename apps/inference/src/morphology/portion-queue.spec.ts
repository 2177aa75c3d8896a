import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortionQueue } from './portion-queue.js';

const never = new AbortController().signal;
let portions: string[][];
/** Called to let the portion being computed end. */
let finish: (() => void)[];
let queue: PortionQueue<string>;
beforeEach(() => {
  portions = [];
  finish = [];
  queue = new PortionQueue<string>(
    'spec',
    async (texts) => {
      portions.push([...texts]);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (texts.includes('bad')) throw new Error('bad text');
      return texts.map((text) => text.toUpperCase());
    },
    { capacity: 10, portion: 4 },
  );
});

/** Lets every portion end until nothing is computed any more. */
async function drain(): Promise<void> {
  for (let step = 0; step < 50; step++) {
    finish.shift()?.();
    await Promise.resolve();
  }
}

describe('a queue of portions', () => {
  it('gives each text its result, computed a few at a time', async () => {
    const results = queue.add(['ab', 'cd', 'efghij', 'k'], false, never);
    await drain();
    expect(await results).toEqual(['AB', 'CD', 'EFGHIJ', 'K']);
    expect(portions).toEqual([['ab', 'cd'], ['efghij'], ['k']]);
    expect(queue.load).toBe(0);
  });

  it('lets what is urgent wait for one portion only', async () => {
    const patient = queue.add(['abcd', 'efgh', 'ijkl'], false, never);
    const urgent = queue.add(['now'], true, never);
    await drain();
    expect(portions.map(([first]) => first)).toEqual(['abcd', 'now', 'efgh', 'ijkl']);
    expect(await urgent).toEqual(['NOW']);
    expect(await patient).toHaveLength(3);
  });

  it('drops what nobody waits for any more', async () => {
    const caller = new AbortController();
    const first = queue.add(['abcd'], false, never);
    const dropped = queue.add(['efgh'], false, caller.signal);
    caller.abort();
    await expect(dropped).rejects.toMatchObject({ code: 'REQUEST_ABANDONED' });
    await drain();
    await first;
    expect(portions).toEqual([['abcd']]);
  });

  it('fails the request whose text fails, and goes on with the next', async () => {
    const failing = expect(queue.add(['bad'], false, never)).rejects.toThrow('bad text');
    const next = queue.add(['good'], false, never);
    await drain();
    await failing;
    expect(await next).toEqual(['GOOD']);
  });

  it('refuses more than it holds, but one request of any size', async () => {
    const large = queue.add(new Array<string>(11).fill('a'), false, never);
    expect(() => queue.add(['b'], true, never)).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    await drain();
    expect(await large).toHaveLength(11);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Embedder, PassageText } from '@onggi/models';
import { embedPassages } from './embed-passages.js';
import { untilReached } from './until-reached.js';
import { DatabaseUnavailableError } from '@onggi/platform';

const passages = Array.from({ length: 100 }, (_, n): PassageText => ({ text: String(n), language: 'en' }));
const never = new AbortController().signal;

function embedder(call: (texts: string[], signal: AbortSignal) => Promise<void>): Embedder {
  return {
    async embedPassages(given: readonly PassageText[], signal: AbortSignal) {
      const texts = given.map(({ text }) => text);
      await call(texts, signal);
      return texts.map((text) => Float32Array.of(Number(text)));
    },
  } as unknown as Embedder;
}

describe('embedding passages', () => {
  it('keeps their order, whatever order the calls end in, and asks for each once', async () => {
    const asked: string[] = [];
    let inFlight = 0;
    let most = 0;
    const model = embedder(async (texts) => {
      asked.push(...texts);
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, Number(texts[0]) % 3));
      inFlight--;
    });
    const done: number[] = [];
    const vectors = await embedPassages(model, passages, never, (count) => done.push(count));
    expect(vectors.map(({ vector: [value] }) => value)).toEqual(passages.map(({ text }) => Number(text)));
    expect([...asked].sort()).toEqual(passages.map(({ text }) => text).sort());
    expect(most).toBe(3);
    expect(done.at(-1)).toBe(100);
  });

  it('stops the other calls when one fails', async () => {
    const aborted: boolean[] = [];
    const model = embedder(async (texts, signal) => {
      if (texts[0] === '16') throw new RangeError('of its own');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      aborted.push(signal.aborted);
    });
    await expect(embedPassages(model, passages, never)).rejects.toThrow('of its own');
    expect(aborted).toEqual([true, true]);
  });
});

describe('work while something is away', () => {
  it('is done again until it is reached, and any other error passes', async () => {
    let tries = 0;
    const work = async () => {
      if (++tries < 3) throw new DatabaseUnavailableError('spec');
      return tries;
    };
    expect(await untilReached(never, work)).toBe(3);
    await expect(untilReached(never, () => Promise.reject(new RangeError('other')))).rejects.toThrow('other');
  });

  it('is given up when the process stops', async () => {
    const stopping = new AbortController();
    const waiting = untilReached(stopping.signal, async () => {
      setImmediate(() => stopping.abort());
      throw new DatabaseUnavailableError('spec');
    });
    await expect(waiting).rejects.toThrow();
  });
});

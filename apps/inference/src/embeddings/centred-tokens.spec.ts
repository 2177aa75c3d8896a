import { describe, expect, it } from '@jest/globals';
import { centred, comparedTokens, packedSigns } from './centred-tokens.js';

describe('tokens that are compared', () => {
  const isWord = Uint8Array.of(0, 0, 1, 1);
  const places = (prefix: number, ...ids: number[]) => [...comparedTokens(Int32Array.from(ids), prefix, isWord)];

  it('are the words, without begin, end and prefix', () => {
    expect(places(2, 0, 2, 1, 3, 1, 2, 0)).toEqual([3, 5]);
  });

  it('are all, where there is no word', () => {
    expect(places(1, 0, 2, 1, 1, 0)).toEqual([2, 3]);
    expect(places(1, 0, 2, 0)).toEqual([]);
  });
});

describe('centred tokens', () => {
  it('are what is left of each without the centre, of length 1', () => {
    const tokens = centred(Float32Array.of(9, 9, 1, 0, 0, 1), Uint16Array.of(1, 2), Float32Array.of(0.5, 0.5));
    expect([...tokens]).toEqual([0.5, -0.5, -0.5, 0.5].map((value) => expect.closeTo(value * Math.SQRT2)));
  });

  it('stay without direction where the centre is all there was', () => {
    const token = Float32Array.of(0.6, 0.8);
    expect([...centred(token, Uint16Array.of(0), token)]).toEqual([0, 0]);
  });
});

describe('packed signs', () => {
  it('have a bit a dimension, the first lowest', () => {
    expect([...packedSigns(Float32Array.of(1, -1, 0, 1, -1, -1, -1, 2, 3, -3))]).toEqual([0b1000_1001, 0b01]);
  });
});

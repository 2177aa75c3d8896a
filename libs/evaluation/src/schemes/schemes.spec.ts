import { describe, expect, it } from '@jest/globals';
import { Bm25Index, frequenciesOf } from './bm25.js';
import { bestPlaces, cosines, reciprocalRankFusion } from './rankings.js';
import { bigramTokens, whitespaceTokens, wordTokens } from './tokens.js';

describe('terms', () => {
  it.each([
    ['between blanks', whitespaceTokens, ['펌프(p-101)의', '압력은?']],
    ['of words', wordTokens, ['펌프', 'p', '101', '의', '압력은']],
    ['of pairs', bigramTokens, ['펌프', 'p', '101', '의', '압력', '력은']],
  ])('%s', (_, tokens, expected) => expect(tokens('펌프(P-101)의  압력은?')).toEqual(expected));

  it('of pairs part Hangul from what it touches', () =>
    expect(bigramTokens('API를 쓴다')).toEqual(['api', '를', '쓴다']));
});

describe('BM25', () => {
  // Three passages of 2, 1 and 3 tokens, 2 on average. df: a 2, b 1, c 1.
  const index = new Bm25Index([['a', 'b'], ['a'], ['c', 'c', 'd']].map(frequenciesOf));
  const term = (token: string, weight = 1) => ({ token, weight });

  it('gives rare terms more, and long passages less', () => {
    // ln(1 + 1.5/2.5) = 0.4700; damping 1.2, 0.75 and 1.65; 0.4700 · 2.2/2.2 and · 2.2/1.75.
    expect([...index.scores([term('a')])]).toEqual([expect.closeTo(0.47, 4), expect.closeTo(0.5909, 4), 0]);
    // ln(1 + 2.5/1.5) = 0.9808; 0.9808 · 2 · 2.2/(2 + 1.65).
    expect(index.scores([term('c')])[2]).toBeCloseTo(1.1824, 4);
  });

  it('adds terms up by their weights, and knows nothing of others', () => {
    expect(index.scores([term('a', 2), term('b', 0.5), term('x')])[0]).toBeCloseTo(2 * 0.47 + 0.5 * 0.9808, 3);
    expect(index.idf('x')).toBeCloseTo(0.9808, 4);
  });

  it('knows where a term stands', () => expect([index.placesOf('a'), index.placesOf('x')]).toEqual([[0, 1], []]));
});

describe('rankings', () => {
  it('go by score, then by place', () => {
    expect(bestPlaces(Float64Array.of(1, 3, 3, 0), 3)).toEqual([1, 2, 0]);
    expect(bestPlaces(Float64Array.of(1, 0, 2), 3, 0)).toEqual([2, 0]);
  });

  it('by vectors are cosines', () => {
    const passages = [Float32Array.of(0.6, 0.8), Float32Array.of(-1, 0)];
    expect([...cosines(Float32Array.of(1, 0), passages)]).toEqual([expect.closeTo(0.6), -1]);
  });

  it('are fused by reciprocal ranks', () => {
    // 0: 1/61 + 1/63; 1: 1/62 + 1/61; 2: 1/63; 3: 1/62.
    expect(
      reciprocalRankFusion([
        [0, 1, 2],
        [1, 3, 0],
      ]),
    ).toEqual([1, 0, 3, 2]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Language } from '@onggi/platform';
import { rerankScores } from './rerank-scores.js';

const candidate = (language: Language, score: number, relevance: number | null) => ({ language, score, relevance });

describe('scores of both stages', () => {
  it('are the first one’s and the weighted z of the relevance', () => {
    const reranked = rerankScores([candidate('ko', 2, 0.1), candidate('ko', 1, 0.3)], 0.75);
    expect(reranked).toEqual([
      { language: 'ko', relevance: 0.3, z: expect.closeTo(1), score: expect.closeTo(1.75) },
      { language: 'ko', relevance: 0.1, z: expect.closeTo(-1), score: expect.closeTo(1.25) },
    ]);
  });

  it('measure a page against those of its own language', () => {
    const korean = [candidate('ko', 3, 0.9), candidate('ko', 2.9, 0.8)];
    const english = [candidate('en', 2.8, 0.4), candidate('en', 1, 0.2), candidate('en', 1, 0.2)];
    const order = rerankScores([...korean, ...english], 1).map(({ relevance }) => relevance);
    expect(order).toEqual([0.4, 0.9, 0.8, 0.2, 0.2]);
  });

  it('neither raise nor lower a page that could not be read', () => {
    const reranked = rerankScores([candidate('ko', 2, null), candidate('ko', 1.9, 0.1), candidate('ko', 1.8, 0.3)], 1);
    expect(reranked.map(({ relevance, z }) => [relevance, Math.round(z)])).toEqual([
      [0.3, 1],
      [null, 0],
      [0.1, -1],
    ]);
    expect(reranked[1]).toMatchObject({ score: 2 });
  });

  it('compare relevances of one measure only', () => {
    const [one, other] = [{ model: 'one' }, { model: 'other' }];
    const reranked = rerankScores(
      [
        { ...candidate('ko', 2, 0.1), measure: one },
        { ...candidate('ko', 2, 0.3), measure: one },
        { ...candidate('ko', 2, 0.8), measure: other },
        { ...candidate('ko', 2, 0.9), measure: other },
      ],
      1,
    );
    expect(reranked.map(({ relevance }) => relevance)).toEqual([0.3, 0.9, 0.1, 0.8]);
  });

  it.each([
    ['one candidate', [candidate('ko', 2, 0.9)]],
    ['the same relevance everywhere', [candidate('ko', 2, 0.9), candidate('ko', 1, 0.9)]],
    ['none', []],
  ])('are the first one’s with %s', (_, candidates) => {
    expect(rerankScores(candidates, 1)).toEqual(candidates.map((each) => ({ ...each, z: 0 })));
  });
});

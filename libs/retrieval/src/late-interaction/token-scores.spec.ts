import { describe, expect, it } from '@jest/globals';
import type { Language } from '@onggi/platform';
import { tokenScores, tokenWeights } from './token-scores.js';

/** A Korean question's tokens are usually nearer to Korean passages. */
const similarity = {
  ko: { ko: { mean: 0.3, deviation: 0.02 }, en: { mean: 0.25, deviation: 0.02 } },
  en: { ko: { mean: 0.26, deviation: 0.02 }, en: { mean: 0.3, deviation: 0.03 } },
};
const candidate = (language: Language, relevance: number | null, score = 1) => ({
  language,
  relevance,
  score,
  similarity,
});
const order = (candidates: ReturnType<typeof candidate>[], question: Language = 'ko') =>
  tokenScores(candidates, question, { within: 0.5, usual: 1 }).map(({ relevance }) => relevance);

describe('scores by tokens', () => {
  it('put a page of the other language first that covers the question, where those of its own cover little', () => {
    expect(order([candidate('ko', 0.31), candidate('ko', 0.29), candidate('en', 0.3), candidate('en', 0.24)])).toEqual([
      0.3, 0.31, 0.29, 0.24,
    ]);
  });

  it('leave a page of the other language behind that is only the best of a poor lot', () => {
    expect(order([candidate('ko', 0.36), candidate('ko', 0.3), candidate('en', 0.25), candidate('en', 0.24)])).toEqual([
      0.36, 0.25, 0.3, 0.24,
    ]);
  });

  it('tell both readings, and add each with its weight', () => {
    const [first, second] = tokenScores([candidate('en', 0.36, 2), candidate('en', 0.3, 1)], 'en', {
      within: 0.5,
      usual: 0.75,
    });
    expect(first).toMatchObject({ z: expect.closeTo(1), above: expect.closeTo(1), score: expect.closeTo(3.25) });
    expect(second).toMatchObject({ z: expect.closeTo(-1), above: expect.closeTo(-1), score: expect.closeTo(-0.25) });
  });

  it('neither raise nor lower a passage without tokens', () => {
    const [, middle] = tokenScores(
      [candidate('ko', 0.34, 1.1), candidate('ko', null, 1), candidate('ko', 0.3, 0.9)],
      'ko',
      { within: 0.5, usual: 1 },
    );
    expect(middle).toMatchObject({ relevance: null, z: 0, above: 0, score: 1 });
  });

  it('compare relevances of one measure only', () => {
    const [one, other] = [{ model: 'one' }, { model: 'other' }];
    const scored = tokenScores(
      [
        { ...candidate('ko', 0.3), measure: one },
        { ...candidate('ko', 0.32), measure: one },
        { ...candidate('ko', 0.8), measure: other },
        { ...candidate('ko', 0.82), measure: other },
      ],
      'ko',
      { within: 0, usual: 1 },
    );
    expect(scored.map(({ above }) => above)).toEqual([0.5, 0.5, -0.5, -0.5].map((each) => expect.closeTo(each)));
  });

  it('go by the passages of each language alone for a model of which nothing is known', () => {
    expect(tokenWeights('en', false, false)).toEqual({ within: 0.25, usual: 0 });
    expect(tokenWeights('ko', true, false).usual).toBe(0);
    const unknown = [
      { language: 'ko' as const, relevance: 0.4, score: 1 },
      { language: 'ko' as const, relevance: 0.2, score: 1 },
    ];
    expect(tokenScores(unknown, 'ko', tokenWeights('ko', true, false)).map(({ above }) => above)).toEqual([0, 0]);
  });
});

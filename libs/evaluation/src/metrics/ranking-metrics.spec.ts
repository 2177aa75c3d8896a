import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distinct, rankingScores } from './ranking-metrics.js';

const judged = (grades: Record<string, number>) => new Map(Object.entries(grades));

describe('the scores of a ranking', () => {
  it('are those of trec_eval on a graded example', () => {
    // success_1, success_5, success_10, recall_10, recip_rank, ndcg_cut_10 computed by hand:
    // DCG = 2/log2(3) + 1/log2(5), IDCG = 2/log2(2) + 1/log2(3) + 1/log2(4)
    const scores = rankingScores(['x', 'a', 'y', 'b'], judged({ a: 2, b: 1, c: 1, y: 0, x: -1 }));
    expect(scores).toMatchObject({ 'hit@1': 0, 'hit@5': 1, 'hit@10': 1, 'recall@10': 2 / 3, 'mrr@10': 0.5 });
    expect(scores?.['ndcg@10']).toBeCloseTo((2 / Math.log2(3) + 1 / Math.log2(5)) / (2 + 1 / Math.log2(3) + 1 / 2), 12);
  });

  it('see ten documents and no more', () => {
    const ranking = [...Array.from({ length: 10 }, (_, index) => `x${index}`), 'a'];
    expect(rankingScores(ranking, judged({ a: 1 }))).toEqual({
      'hit@1': 0,
      'hit@5': 0,
      'hit@10': 0,
      'recall@10': 0,
      'mrr@10': 0,
      'ndcg@10': 0,
    });
  });

  it('do not exist where nothing is relevant', () => {
    expect(rankingScores(['a'], judged({}))).toBeUndefined();
    expect(rankingScores(['a'], judged({ a: 0 }))).toBeUndefined();
  });

  it('lie between 0 and 1, and are 1 for the ideal ranking', () => {
    const grades = fc.dictionary(fc.string({ minLength: 1, maxLength: 2 }), fc.integer({ min: 1, max: 3 }), {
      minKeys: 1,
      maxKeys: 10,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(grades, fc.array(fc.string({ minLength: 1, maxLength: 2 })), (relevant, ranking) => {
        const scores = Object.values(rankingScores(distinct(ranking), judged(relevant))!);
        const ideal = Object.entries(relevant).sort((left, right) => right[1] - left[1]);
        const best = Object.values(
          rankingScores(
            ideal.map(([id]) => id),
            judged(relevant),
          )!,
        );
        return scores.every((score) => score >= 0 && score <= 1) && best.every((score) => Math.abs(score - 1) < 1e-9);
      }),
    );
  });
});

describe('distinct documents', () => {
  it('stand where their first passage stands', () => {
    expect(distinct(['a', 'b', 'a', 'c', 'b'])).toEqual(['a', 'b', 'c']);
  });
});

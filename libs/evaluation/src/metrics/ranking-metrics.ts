import type { Judgements } from '../evaluation-set/evaluation-set.js';

/**
 * How well one query's documents are ranked, each value from 0 to 1. Over distinct documents: a document stands where its
 * best passage stands. With k the cut, R the relevant documents (grade above 0) and d₁ d₂ … the ranking:
 * - `hit@k` (success@k): 1 if any of R is among the first k.
 * - `recall@k`: |R ∩ {d₁ … d_k}| / |R|.
 * - `mrr@k`: 1 / rank of the first of R, 0 beyond k; its mean is the mean reciprocal rank (Voorhees, TREC-8, 1999).
 * - `ndcg@k`: Σ grade(d_i) / log₂(i + 1) over the first k, divided by the largest sum that any ranking of the judged
 *   documents reaches (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002; gain = grade, as trec_eval's ndcg_cut and BEIR).
 */
export interface RankingScores {
  'hit@1': number;
  'hit@5': number;
  'hit@10': number;
  'recall@10': number;
  'mrr@10': number;
  'ndcg@10': number;
}

/** Names of the scores, in the order in which they are reported. */
export const rankingMetrics = ['hit@1', 'hit@5', 'hit@10', 'recall@10', 'mrr@10', 'ndcg@10'] as const;

const cut = 10;

/** Each value once, where it first stands. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/**
 * @param ranking ids of distinct documents, best first
 * @returns undefined when nothing is relevant: such a query says nothing about a ranking
 */
export function rankingScores(ranking: readonly string[], judgements: Judgements): RankingScores | undefined {
  const gains = [...judgements.values()].filter((grade) => grade > 0);
  if (gains.length === 0) return undefined;
  const found = ranking.map((document) => Math.max(judgements.get(document) ?? 0, 0));
  const first = found.findIndex((gain) => gain > 0);
  const hit = (k: number): number => (first >= 0 && first < k ? 1 : 0);
  return {
    'hit@1': hit(1),
    'hit@5': hit(5),
    'hit@10': hit(10),
    'recall@10': found.slice(0, cut).filter((gain) => gain > 0).length / gains.length,
    'mrr@10': hit(cut) === 0 ? 0 : 1 / (first + 1),
    'ndcg@10': discounted(found) / discounted(gains.sort((left, right) => right - left)),
  };
}

function discounted(gains: readonly number[]): number {
  return gains.slice(0, cut).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

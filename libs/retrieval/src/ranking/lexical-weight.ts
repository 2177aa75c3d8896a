import type { Language } from '@onggi/platform';
import { rankingWeights, type RankingWeights } from './ranking-weights.js';

/**
 * β, the weight of BM25 beside the cosine's z.
 * @param share of the passages searched that are in the list's language
 */
export function lexicalWeight(
  question: Language,
  list: Language,
  share: number,
  { alone, mixed, mixedFrom }: RankingWeights = rankingWeights,
): number {
  if (question !== list) return mixed;
  const mixture = Math.min(1, (1 - share) / mixedFrom);
  return alone[list] + mixture * (mixed - alone[list]);
}

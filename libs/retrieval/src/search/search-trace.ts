import type { Language } from '@onggi/platform';
import type { CandidateList } from '../passage-index/passage-index.js';
import type { RankedCandidate } from '../ranking/rank-candidates.js';
import type { TokenTrace } from '../late-interaction/compare-tokens.js';
import type { RerankTrace } from '../reranking/rerank-trace.js';
import type { QuestionTerm } from './question-terms.js';

/** How a candidate came to its place. Ranks count from 1 within its list; null where that leg gave it nothing. */
export interface TracedCandidate extends RankedCandidate {
  rank: number;
  denseRank: number;
  lexicalRank: number | null;
}

/** Why a search gave what it gave: every stage with its numbers. Holds no text but the question's own terms. */
export interface SearchTrace {
  language: Language;
  terms: QuestionTerm[];
  lists: Omit<CandidateList, 'candidates'>[];
  candidates: TracedCandidate[];
  /** The best passages compared token by token, where their tokens are stored. */
  tokens?: TokenTrace;
  /** The reranker, where one was asked. */
  rerank?: RerankTrace;
}

export function traceOf(
  language: Language,
  terms: readonly QuestionTerm[],
  lists: readonly CandidateList[],
  ranked: readonly RankedCandidate[],
): SearchTrace {
  const denseRanks = new Map<string, number>();
  const lexicalRanks = new Map<string, number>();
  for (const { candidates } of lists) {
    const byDense = [...candidates].sort((left, right) => right.dense - left.dense);
    const byLexical = candidates.filter((each) => each.lexical > 0).sort((left, right) => right.lexical - left.lexical);
    byDense.forEach((each, index) => denseRanks.set(each.chunkId, index + 1));
    byLexical.forEach((each, index) => lexicalRanks.set(each.chunkId, index + 1));
  }
  return {
    language,
    terms: [...terms],
    lists: lists.map(({ candidates: _, ...list }) => list),
    candidates: ranked.map((each, index) => ({
      ...each,
      rank: index + 1,
      denseRank: denseRanks.get(each.chunkId) ?? 0,
      lexicalRank: lexicalRanks.get(each.chunkId) ?? null,
    })),
  };
}

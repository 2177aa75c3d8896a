import type { CandidateList } from '../passage-index/passage-index.js';
import type { RankedCandidate } from '../ranking/rank-candidates.js';

/** The same candidates with what their versions gain, in their new order. */
export function preferVersions(
  ranked: readonly RankedCandidate[],
  gains: ReadonlyMap<string, number>,
): RankedCandidate[] {
  if (gains.size === 0) return [...ranked];
  return ranked
    .map((candidate) => {
      const preference = gains.get(candidate.versionId) ?? 0;
      return preference === 0 ? candidate : { ...candidate, preference, score: candidate.score + preference };
    })
    .sort((left, right) => right.score - left.score);
}

/**
 * Lists with the candidates of a narrower search added. Both searches give the same cosine and BM25 to a passage, so it is
 * measured by its list's own mean, deviation and best BM25 as if it had been found by the wider one.
 */
export function withCandidatesOf(wide: readonly CandidateList[], narrow: readonly CandidateList[]): CandidateList[] {
  return wide.map((list) => {
    const known = new Set(list.candidates.map(({ chunkId }) => chunkId));
    const added = narrow
      .filter(({ tenant, language }) => tenant === list.tenant && language === list.language)
      .flatMap(({ candidates }) => candidates.filter(({ chunkId }) => !known.has(chunkId)));
    return { ...list, candidates: [...list.candidates, ...added] };
  });
}

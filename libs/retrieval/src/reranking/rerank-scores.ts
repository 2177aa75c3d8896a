import type { Language } from '@onggi/platform';

/** What a reranker was given, and what it said. */
export interface ReadCandidate {
  language: Language;
  /** Of the first stage. */
  score: number;
  /** The second stage's; null where it could not tell. */
  relevance: number | null;
  /** What it was measured with, where that differs: only relevances of one measure are compared. */
  measure?: unknown;
}

/** What became of it. */
export interface RerankedScore {
  /** Standard deviations of the relevance above the mean of the candidates in its language; 0 without a relevance. */
  z: number;
  /** Of both stages. */
  score: number;
}

/**
 * The score of the first stage plus `weight` times the relevance's z inside each language: models favour pages in the
 * question's language, and only against pages of its own language a page in the other one shows what it is worth.
 * A candidate without a relevance keeps its score, and says nothing about the others.
 * @returns best first; equals in the order they came
 */
export function rerankScores<Candidate extends ReadCandidate>(
  candidates: readonly Candidate[],
  weight: number,
): (Candidate & RerankedScore)[] {
  return candidates
    .map((candidate) => {
      const { language, measure } = candidate;
      const alike = candidates.filter((each) => each.language === language && each.measure === measure);
      const z = deviationsAbove(candidate.relevance, spreadOf(alike));
      return { ...candidate, z, score: candidate.score + weight * z };
    })
    .sort((left, right) => right.score - left.score);
}

interface Spread {
  mean: number;
  deviation: number;
}

function deviationsAbove(relevance: number | null, spread: Spread): number {
  return relevance !== null && spread.deviation > 0 ? (relevance - spread.mean) / spread.deviation : 0;
}

function spreadOf(candidates: readonly ReadCandidate[]): Spread {
  const known = candidates.flatMap(({ relevance }) => relevance ?? []);
  const mean = known.reduce((sum, relevance) => sum + relevance, 0) / known.length;
  const variance = known.reduce((sum, relevance) => sum + (relevance - mean) ** 2, 0) / known.length;
  return { mean, deviation: Math.sqrt(variance) };
}

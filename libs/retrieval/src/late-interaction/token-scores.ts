import type { SimilarityConstants } from '@onggi/models';
import type { Language } from '@onggi/platform';
import { rerankScores, type ReadCandidate, type RerankedScore } from '../reranking/rerank-scores.js';

/** How much the comparison of tokens weighs beside the first stage's score. */
export interface TokenWeights {
  /** Of a passage's deviations above those read in its language. */
  within: number;
  /** Of its deviations above what is usual between the question's language and its own. */
  usual: number;
}

/** By the question's language where all are of one; what else was measured: docs/adr/0016-stored-token-vectors.md. */
const weights: { alone: Record<Language, TokenWeights>; mixed: TokenWeights } = {
  alone: { ko: { within: 0, usual: 0.15 }, en: { within: 0, usual: 0.75 } },
  mixed: { within: 0.5, usual: 0.75 },
};
/** Of models of which nobody has computed what is usual. */
const withoutConstants: { alone: TokenWeights; mixed: TokenWeights } = {
  alone: { within: 0.25, usual: 0 },
  mixed: { within: 0.5, usual: 0 },
};

/** Every weight that `tokenWeights` may choose, as an evaluation run records them. */
export const allTokenWeights = { ...weights, withoutConstants };

/** A passage with its late interaction as its relevance, measured with tokens of a model. */
export interface ComparedCandidate extends ReadCandidate {
  /** What is usual for the model; undefined where nobody has computed it. */
  similarity?: SimilarityConstants;
}

export interface TokenScore extends RerankedScore {
  /** Usual deviations of the relevance above what is usual, less the mean of the candidates; 0 without a relevance or constants. */
  above: number;
}

/** The weights for a question in a language and the languages of the passages that were read. */
export function tokenWeights(question: Language, isMixed: boolean, hasConstants: boolean): TokenWeights {
  if (!hasConstants) return isMixed ? withoutConstants.mixed : withoutConstants.alone;
  return isMixed ? weights.mixed : weights.alone[question];
}

/**
 * The score of the first stage plus two readings of the late interaction, each with its weight: against the passages read in
 * the same language, and against what is usual between the two languages. The first always finds a best one in each language,
 * be it good or not; by the second a page that really covers the question in the other language beats pages of the question's own
 * that cover little of it.
 * @returns best first; equals in the order they came
 */
export function tokenScores<Candidate extends ComparedCandidate>(
  candidates: readonly Candidate[],
  question: Language,
  { within, usual }: TokenWeights,
): (Candidate & TokenScore)[] {
  const deviations = new Map(candidates.map((each) => [each, deviationOf(each, question)]));
  const meanOf = (measure: unknown): number => {
    const known = candidates.filter((each) => each.measure === measure).flatMap((each) => deviations.get(each) ?? []);
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const means = new Map([...new Set(candidates.map(({ measure }) => measure))].map((each) => [each, meanOf(each)]));
  const withUsual = candidates.map((candidate) => {
    const deviation = deviations.get(candidate);
    const above = deviation === undefined ? 0 : deviation - (means.get(candidate.measure) ?? 0);
    return { ...candidate, above, score: candidate.score + usual * above };
  });
  return rerankScores(withUsual, within);
}

function deviationOf({ relevance, language, similarity }: ComparedCandidate, question: Language): number | undefined {
  if (relevance === null || !similarity) return undefined;
  const { mean, deviation } = similarity[question][language];
  return (relevance - mean) / deviation;
}

import type { SimilarityConstants } from '@onggi/models';
import type { Language } from '@onggi/platform';
import type { Candidate, CandidateList } from '../passage-index/passage-index.js';
import { lexicalWeight } from './lexical-weight.js';
import { rankingWeights, type RankingWeights } from './ranking-weights.js';

/** A candidate with its score and what it was made of. */
export interface RankedCandidate extends Candidate {
  tenant: string;
  language: Language;
  /** Standard deviations of the cosine above the mean of its language's passages; 0 where the question had no vector. */
  z: number;
  /** Weight of the lexical leg in its list. */
  beta: number;
  /** What its document gains by fitting what the question says about documents; undefined for nothing. */
  preference?: number;
  score: number;
}

/** Constants of the model in whose space a tenant is searched; undefined where it has none. */
export type UnrelatedOf = (tenant: string) => SimilarityConstants | undefined;

/** From so many passages on, mean and deviation are taken as they were measured. */
const enoughPassages = 512;

/**
 * One ranking from lists of several languages (and tenants): z of the cosine within its list, plus β of BM25 against
 * the best of its list, plus a bonus for exact codes. Scores of a list are comparable with those of another because each
 * is measured against its own passages; raw cosines are not (any page of the question's language beats the right page of
 * the other), and ranks throw away how sure a leg is (reciprocal rank fusion lost 4 points of R@1 against this).
 */
export function rankCandidates(
  lists: readonly CandidateList[],
  question: Language,
  unrelated: UnrelatedOf = () => undefined,
  weights: RankingWeights = rankingWeights,
): RankedCandidate[] {
  const { convincingShare, codeBonus } = weights;
  const total = lists.reduce((sum, list) => sum + list.visible, 0);
  return lists
    .flatMap((list) => {
      const usual = unrelated(list.tenant)?.[question][list.language];
      const spread = list.dense && shrunkSpread({ ...list, dense: list.dense }, usual);
      const beta = lexicalWeight(question, list.language, list.visible / total, weights);
      const convincing = Math.max(list.bestLexical, convincingShare * list.wholeLexical);
      return list.candidates.map((candidate): RankedCandidate => {
        const z = spread ? (candidate.dense - spread.mean) / spread.deviation : 0;
        const lexical = convincing > 0 ? (beta * candidate.lexical) / convincing : 0;
        const score = z + lexical + codeBonus * candidate.code;
        return { ...candidate, tenant: list.tenant, language: list.language, z, beta, score };
      });
    })
    .sort((left, right) => right.score - left.score || (left.chunkId < right.chunkId ? -1 : 1));
}

/**
 * Mean and deviation of a list, drawn towards the model's constants while it has few passages: of three passages none is
 * ever more than 1.15 deviations above their mean, so three English pages could never win in a Korean corpus.
 * @param usual undefined for a model of which nobody has computed them: the list's own are all there is
 */
export function shrunkSpread(
  list: { visible: number; dense: { mean: number; deviation: number } },
  usual: { mean: number; deviation: number } | undefined,
): { mean: number; deviation: number } {
  if (!usual) return { mean: list.dense.mean, deviation: list.dense.deviation || 1 };
  const own = Math.min(1, list.visible / enoughPassages);
  const variance = own * list.dense.deviation ** 2 + (1 - own) * usual.deviation ** 2;
  return { mean: own * list.dense.mean + (1 - own) * usual.mean, deviation: Math.sqrt(variance) || usual.deviation };
}

import type { EvaluationSet } from '../evaluation-set/evaluation-set.js';
import type { PairedDifference } from '../metrics/bootstrap.js';
import { compareRuns, evaluationReport, type EvaluationReport } from '../report/evaluation-report.js';
import type { QueryOutcome } from '../report/query-outcome.js';
import { scoreQueries, type QueryScores } from '../report/score-queries.js';

/** How well one scheme ranks a set. */
export interface SchemeReport extends Pick<EvaluationReport, 'retrieval' | 'intervals' | 'by_language'> {
  name: string;
  /** Of this scheme less the one that it is compared with, by metric; null for that one itself. */
  differences: Partial<Record<string, PairedDifference>> | null;
}

/** A scheme whose queries have been run. */
export interface RankedSet {
  name: string;
  scores: QueryScores[];
  outcomes: readonly QueryOutcome[];
}

export function rankedSet(set: EvaluationSet, name: string, outcomes: readonly QueryOutcome[]): RankedSet {
  return { name, outcomes, scores: scoreQueries(set, outcomes) };
}

/** @param other what it is compared with, query by query */
export function schemeReport(set: EvaluationSet, ranked: RankedSet, other: RankedSet): SchemeReport {
  const { retrieval, intervals, by_language } = evaluationReport(set, ranked.outcomes, ranked.scores, {
    rejected: 0,
    failed: 0,
  });
  const differences = ranked === other ? null : compareRuns(ranked.scores, other.scores);
  return { name: ranked.name, retrieval, intervals, by_language, differences };
}

/** How often two ways to run the same ranking give the same. */
export interface Agreement {
  /** Queries. */
  of: number;
  /** The same document first. */
  sameFirst: number;
  /** The same first ten documents in the same order. */
  sameTen: number;
}

export function agreement(one: RankedSet, other: RankedSet): Agreement {
  const others = new Map(other.outcomes.map(({ queryId, found }) => [queryId, firstTen(found)]));
  const pairs = one.outcomes.map(({ queryId, found }) => [firstTen(found), others.get(queryId) ?? []] as const);
  return {
    of: pairs.length,
    sameFirst: pairs.filter(([left, right]) => left[0] === right[0]).length,
    sameTen: pairs.filter(([left, right]) => left.join('\n') === right.join('\n')).length,
  };
}

function firstTen(found: readonly string[]): string[] {
  return [...new Set(found)].slice(0, 10);
}

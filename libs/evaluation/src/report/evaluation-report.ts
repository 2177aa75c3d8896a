import type { SetQuery } from '../evaluation-set/evaluation-set.js';
import { answerMetrics } from '../metrics/answer-metrics.js';
import { bootstrapInterval, pairedBootstrap, type Interval, type PairedDifference } from '../metrics/bootstrap.js';
import { rankingMetrics } from '../metrics/ranking-metrics.js';
import { mean, quantile } from '../metrics/summary-statistics.js';
import { verdictOf, type JudgedDifference, type VerdictOptions } from '../metrics/verdict.js';
import type { QueryOutcome } from './query-outcome.js';
import type { LanguagePair, QueryScores } from './score-queries.js';

export type RankingMetric = (typeof rankingMetrics)[number];
export type AnswerMetric = (typeof answerMetrics)[number];
/** Means over queries, from 0 to 1; null where no query says anything about it. */
export type Means<Metric extends string> = Record<Metric, number | null>;
export type Latency = { p50: number; p95: number };

/** What an evaluation says, as `onggi eval --json` prints it. */
export interface EvaluationReport {
  retrieval: Means<RankingMetric>;
  /** Null when no answers were asked for. */
  answers: Means<AnswerMetric> | null;
  /** Null for a pair that the set does not have. */
  by_language: Record<LanguagePair, (Means<RankingMetric> & { queries: number }) | null>;
  /** Of searches, as the client saw them. */
  latency_ms: Latency | null;
  /** Of answers, likewise. */
  answer_latency_ms: Latency | null;
  /** 95 % bootstrap intervals of the means, by metric. */
  intervals: Partial<Record<RankingMetric | AnswerMetric, [low: number, high: number]>>;
  counts: EvaluationCounts;
}

export interface EvaluationCounts {
  documents: number;
  /** Documents that could not be published. */
  rejected: number;
  queries: number;
  /** Queries with a relevant document, of which the retrieval means are taken. */
  judged: number;
  unanswerable: number;
  /** Answers that came. */
  answered: number;
  /** Queries that came to nothing, after all attempts. */
  failed: number;
  ignored_judgements: number;
}

const pairs: readonly LanguagePair[] = ['ko-ko', 'en-en', 'ko-en', 'en-ko'];

/** What a report says of a set beside its scores. */
export interface ReportedSet {
  documents: { length: number };
  queries: readonly Pick<SetQuery, 'unanswerable'>[];
  ignoredJudgements: number;
}

/** Means, intervals, latencies and counts of a run. @param failures what did not come to be judged */
export function evaluationReport(
  set: ReportedSet,
  outcomes: readonly QueryOutcome[],
  scores: readonly QueryScores[],
  failures: { rejected: number; failed: number },
): EvaluationReport {
  const answered = scores.filter(({ answer }) => answer !== undefined);
  return {
    retrieval: meansOf(rankingMetrics, (metric) => rankingValues(scores, metric)),
    answers: answered.length === 0 ? null : meansOf(answerMetrics, (metric) => answerValues(scores, metric)),
    by_language: Object.fromEntries(
      pairs.map((pair) => [pair, pairMeans(scores, pair)]),
    ) as EvaluationReport['by_language'],
    latency_ms: latency(outcomes.flatMap(({ searchMs }) => searchMs ?? [])),
    answer_latency_ms: latency(outcomes.flatMap(({ answerMs }) => answerMs ?? [])),
    intervals: intervals(scores),
    counts: {
      documents: set.documents.length,
      rejected: failures.rejected,
      queries: set.queries.length,
      judged: rankingValues(scores, 'hit@1').length,
      unanswerable: set.queries.filter(({ unanswerable }) => unanswerable).length,
      answered: answered.length,
      failed: failures.failed,
      ignored_judgements: set.ignoredJudgements,
    },
  };
}

/** A run against another run of the same set, metric by metric, over the queries that both have. */
export function compareRuns(
  run: readonly QueryScores[],
  other: readonly QueryScores[],
): Partial<Record<RankingMetric | AnswerMetric, PairedDifference>> {
  return byMetric(run, other, (pairs) =>
    pairedBootstrap(
      pairs.map(([mine]) => mine),
      pairs.map(([, theirs]) => theirs),
    ),
  );
}

/** The metric whose fall is a gain. */
const lowerIsBetter: RankingMetric | AnswerMetric = 'abstained_wrong';

/**
 * The same with a verdict on each metric: whether the run is better than the other.
 * @returns differences of run less other, also where less is better
 */
export function judgeRuns(
  run: readonly QueryScores[],
  other: readonly QueryScores[],
  options: VerdictOptions = {},
): Partial<Record<RankingMetric | AnswerMetric, JudgedDifference>> {
  return byMetric(run, other, (pairs, metric) => {
    const differences = pairs.map(([mine, theirs]) => mine - theirs);
    if (metric !== lowerIsBetter) return verdictOf(differences, options);
    const judged = verdictOf(
      differences.map((each) => -each),
      options,
    );
    return { ...judged, difference: judged.difference && negated(judged.difference) };
  });
}

function negated({ mean: middle, low, high, p }: PairedDifference): PairedDifference {
  return { mean: -middle, low: -high, high: -low, p };
}

function byMetric<Result>(
  run: readonly QueryScores[],
  other: readonly QueryScores[],
  compare: (pairs: readonly [mine: number, theirs: number][], metric: RankingMetric | AnswerMetric) => Result,
): Partial<Record<RankingMetric | AnswerMetric, Result>> {
  const others = new Map(other.map((scores) => [scores.queryId, scores]));
  const compared: [string, Result][] = [];
  for (const metric of [...rankingMetrics, ...answerMetrics]) {
    const pairs = run.flatMap((scores): [number, number][] => {
      const [mine, theirs] = [valueOf(scores, metric), valueOf(others.get(scores.queryId), metric)];
      return mine === undefined || theirs === undefined ? [] : [[mine, theirs]];
    });
    if (pairs.length > 0) compared.push([metric, compare(pairs, metric)]);
  }
  return Object.fromEntries(compared) as Partial<Record<RankingMetric | AnswerMetric, Result>>;
}

function valueOf(scores: QueryScores | undefined, metric: RankingMetric | AnswerMetric): number | undefined {
  return { ...scores?.retrieval, ...scores?.answer }[metric];
}

function rankingValues(scores: readonly QueryScores[], metric: RankingMetric): number[] {
  return scores.flatMap(({ retrieval }) => retrieval?.[metric] ?? []);
}

function answerValues(scores: readonly QueryScores[], metric: AnswerMetric): number[] {
  return scores.flatMap(({ answer }) => answer?.[metric] ?? []);
}

function pairMeans(scores: readonly QueryScores[], pair: LanguagePair): EvaluationReport['by_language'][LanguagePair] {
  const ofPair = scores.flatMap(({ byLanguage }) => byLanguage[pair] ?? []);
  if (ofPair.length === 0) return null;
  return { queries: ofPair.length, ...meansOf(rankingMetrics, (metric) => ofPair.map((each) => each[metric])) };
}

function meansOf<Metric extends string>(
  metrics: readonly Metric[],
  valuesOf: (metric: Metric) => number[],
): Means<Metric> {
  const entries = metrics.map((metric) => {
    const values = valuesOf(metric);
    return [metric, values.length === 0 ? null : rounded(mean(values))];
  });
  return Object.fromEntries(entries) as Means<Metric>;
}

function intervals(scores: readonly QueryScores[]): EvaluationReport['intervals'] {
  const found: [string, [number, number]][] = [];
  const note = (metric: string, values: readonly number[]): void => {
    if (values.length === 0) return;
    const { low, high }: Interval = bootstrapInterval(values);
    found.push([metric, [rounded(low), rounded(high)]]);
  };
  for (const metric of rankingMetrics) note(metric, rankingValues(scores, metric));
  for (const metric of answerMetrics) note(metric, answerValues(scores, metric));
  return Object.fromEntries(found);
}

function latency(milliseconds: readonly number[]): Latency | null {
  if (milliseconds.length === 0) return null;
  const sorted = [...milliseconds].sort((left, right) => left - right);
  return { p50: Math.round(quantile(sorted, 0.5)), p95: Math.round(quantile(sorted, 0.95)) };
}

/** Four digits after the point: more than any set of queries tells. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

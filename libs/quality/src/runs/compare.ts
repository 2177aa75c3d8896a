import {
  judgeRuns,
  type AnswerMetric,
  type JudgedDifference,
  type QueryScores,
  type RankingMetric,
} from '@onggi/evaluation';
import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { RunsNotComparableError } from '../quality-errors.js';
import { differingSettings, type DifferingSetting } from './differing-settings.js';
import type { EvaluationRun } from './run.js';

type Metric = RankingMetric | AnswerMetric;

/** A question on which two runs differ. */
export interface ChangedQuestion {
  questionId: string;
  text: string;
  lang: Language;
  /** The scores that differ, before (`other`) and after (`run`). */
  scores: Partial<Record<Metric, { run: number; other: number }>>;
}

/** One run against another, on the questions that both asked in the same form. */
export interface RunComparison {
  run: string;
  other: string;
  /** Questions compared; with two versions fewer than either has. */
  questions: number;
  /** Differences are run less other. */
  metrics: Partial<Record<Metric, JudgedDifference>>;
  /** What decides figures and differs. */
  settings: DifferingSetting[];
  /** Those that lost most first, 200 at most. */
  changed: ChangedQuestion[];
}

interface PairRow {
  query_id: string;
  text: string;
  language: Language;
  run_scores: QueryScores;
  other_scores: QueryScores;
}

const shownChanges = 200;

/** @throws RunsNotComparableError */
export async function compare(
  transaction: TenantTransaction,
  run: EvaluationRun,
  other: EvaluationRun,
): Promise<RunComparison> {
  if (run.set.id !== other.set.id || run.status !== 'finished' || other.status !== 'finished') {
    throw new RunsNotComparableError();
  }
  const pairs = await pairsOf(transaction, run, other);
  return {
    run: run.id,
    other: other.id,
    questions: pairs.length,
    metrics: judgeRuns(
      pairs.map(({ run_scores: scores }) => scores),
      pairs.map(({ other_scores: scores }) => scores),
    ),
    settings: differingSettings(run, other),
    changed: changesOf(pairs).slice(0, shownChanges),
  };
}

/** A question that was edited in between is another one: its scores do not compare. */
async function pairsOf(transaction: TenantTransaction, run: EvaluationRun, other: EvaluationRun): Promise<PairRow[]> {
  const { tenant } = transaction.context;
  return transaction.rows<PairRow>(
    sql`SELECT a.query_id, a.text, a.language, mine.scores AS run_scores, theirs.scores AS other_scores
        FROM onggi.evaluation_query a
        JOIN onggi.evaluation_query b
          ON b.tenant_id = a.tenant_id AND b.set_id = a.set_id AND b.version = ${other.version} AND b.query_id = a.query_id
          AND (b.text, b.language, b.answers, b.unanswerable, b.judgements) = (a.text, a.language, a.answers, a.unanswerable, a.judgements)
        JOIN onggi.evaluation_outcome mine ON mine.tenant_id = a.tenant_id AND mine.run_id = ${run.id} AND mine.query_id = a.query_id
        JOIN onggi.evaluation_outcome theirs ON theirs.tenant_id = a.tenant_id AND theirs.run_id = ${other.id} AND theirs.query_id = a.query_id
        WHERE a.tenant_id = ${tenant} AND a.set_id = ${run.set.id} AND a.version = ${run.version}
        ORDER BY a.query_id`,
  );
}

function changesOf(pairs: readonly PairRow[]): ChangedQuestion[] {
  const changed = pairs.flatMap(({ query_id: questionId, text, language: lang, ...pair }) => {
    const scores = differingScores(pair.run_scores, pair.other_scores);
    return Object.keys(scores).length === 0 ? [] : [{ questionId, text, lang, scores }];
  });
  return changed.sort((left, right) => gainOf(left) - gainOf(right));
}

function differingScores(run: QueryScores, other: QueryScores): ChangedQuestion['scores'] {
  const before: Record<string, number> = { ...other.retrieval, ...other.answer };
  const after: Record<string, number> = { ...run.retrieval, ...run.answer };
  const differing = Object.entries(after).flatMap(([metric, value]) => {
    const old = before[metric];
    return old === undefined || old === value ? [] : [[metric, { run: value, other: old }]];
  });
  return Object.fromEntries(differing) as ChangedQuestion['scores'];
}

/** By what a reader of the ranking feels first, then by the answer. */
function gainOf({ scores }: ChangedQuestion): number {
  const gains = [scores['ndcg@10'], scores.correct].map((each) => (each ? each.run - each.other : 0));
  return gains.reduce((sum, gain) => sum + gain, 0);
}

export { EvaluationSetError } from './evaluation-set/evaluation-set-error.js';
export type { EvaluationSet, Judgements, SetDocument, SetQuery } from './evaluation-set/evaluation-set.js';
export { readEvaluationSet, readQueries } from './evaluation-set/read-evaluation-set.js';
export { writeEvaluationSet } from './evaluation-set/write-evaluation-set.js';
export { readAutoRag } from './evaluation-set/read-autorag.js';
export { fromSquad, type SquadFile } from './evaluation-set/from-squad.js';
export { codeSet } from './codes/code-set.js';
export { fromManuals, MANUAL_VARIANTS, type ManualsOptions, type ManualVariant } from './manuals/from-manuals.js';
export { readManualQuestions, type Half, type ManualQuestion } from './manuals/manual-questions.js';
export { readManuals, type ManualPage, type PageText } from './manuals/read-manuals.js';
export { answerMetrics, holdsAnswer, type AnswerScores, type JudgedAnswer } from './metrics/answer-metrics.js';
export type { Interval, PairedDifference } from './metrics/bootstrap.js';
export { distinct, rankingMetrics, type RankingScores } from './metrics/ranking-metrics.js';
export { verdictOf, type JudgedDifference, type Verdict, type VerdictOptions } from './metrics/verdict.js';
export {
  compareRuns,
  evaluationReport,
  judgeRuns,
  type AnswerMetric,
  type EvaluationReport,
  type RankingMetric,
  type ReportedSet,
} from './report/evaluation-report.js';
export type { QueryOutcome } from './report/query-outcome.js';
export {
  passagesJudged,
  scoreQueries,
  type LanguagePair,
  type QueryScores,
  type ScoredSet,
} from './report/score-queries.js';
export type { ComparisonRequest, SchemeComparison } from './comparison/compare-schemes.js';
export type { SchemeReport } from './comparison/scheme-report.js';

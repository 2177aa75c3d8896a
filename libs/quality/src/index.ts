export { QualityModule } from './quality.module.js';
export {
  IndexSwitchedError,
  InvalidSetKeyError,
  NoEvidenceError,
  NothingApprovedError,
  RunsNotComparableError,
  SearchMeasuredOnlyError,
  StarterGoneError,
  UnknownDocumentsError,
  UnmeasurableQuestionError,
} from './quality-errors.js';
export type { EvaluationSetDetail, EvaluationSetSummary, SetName, SetVersion } from './sets/evaluation-set.js';
export { EvaluationSetsService } from './sets/sets.service.js';
export type {
  EvaluationQuestion,
  GivenJudgement,
  GivenQuestion,
  QuestionChange,
  QuestionOrigin,
  QuestionState,
  RelevantDocument,
} from './questions/question.js';
export {
  QuestionsService,
  type AddedQuestions,
  type QuestionFilter,
  type QuestionPage,
} from './questions/questions.service.js';
export { FeedbackService, feedbackSetKey } from './feedback/feedback.service.js';
export type { EvaluationRun, WorkFailure, WorkStatus } from './runs/run.js';
export { EvaluationRunsService, type RunRequest } from './runs/runs.service.js';
export type { ChangedQuestion, RunComparison } from './runs/compare.js';
export { SwitchEvidence, type SwitchRuns } from './runs/switch-evidence.js';
export { QueryMeasurement } from './runs/measure-query.js';
export { RunEvaluation, type RunEvaluationParts } from './runs/run-evaluation.js';
export type { QuestionProposal } from './proposals/proposal.js';
export { ProposalsService } from './proposals/proposals.service.js';
export { ProposeQuestions } from './proposals/propose-questions.js';
export { recoverEvaluations } from './recover-evaluations.js';

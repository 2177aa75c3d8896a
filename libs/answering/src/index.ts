export { AnsweringModule, type AnsweringOptions } from './answering.module.js';
export {
  AnswerInterruptedError,
  EmptyQuestionError,
  ExpertNotFoundError,
  longestQuestion,
  QuestionTooLongError,
  TooManyQuestionsError,
} from './answer-errors.js';
export { multiQuerySettings } from './asking/configured-multi-query.js';
export type { MultiQuerySetting } from './asking/multi-query.js';
export { AnswerEvents } from './answers/answer-events.js';
export { InvalidFeedbackError, keepFeedback, type AnsweredQuestion, type Feedback } from './answers/answer-feedback.js';
export { AnswerService, type Question } from './answers/answer.service.js';
export { UnrecordedAnswers, type UnrecordedAnswer } from './answers/unrecorded-answers.js';
export type {
  Answer,
  AnswerEvent,
  AnswerFailure,
  AnswerSentence,
  AnswerStatus,
  AnswerTimings,
  AnswerUsage,
  Citation,
  Searched,
  StepName,
} from './answers/answer.js';
export {
  ConversationService,
  InvalidTitleError,
  type Conversation,
  type ConversationSummary,
} from './conversations/conversation.service.js';
export type { AnsweringExpert, Expert, ExpertDefinition } from './experts/expert.js';
export { expertNamed, ExpertService, type SearchScope } from './experts/expert.service.js';
export type { Locator } from './sources/place.js';
export { promptVersions, type PromptVersions } from './prompt-versions.js';
export { storableText } from './storable-text.js';

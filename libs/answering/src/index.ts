export { AnsweringModule, type AnsweringOptions } from './answering.module.js';
export {
  AnswerInterruptedError,
  EmptyQuestionError,
  ExpertNotFoundError,
  longestQuestion,
  QuestionTooLongError,
  TooManyQuestionsError,
} from './answer-errors.js';
export { AnswerEvents } from './answers/answer-events.js';
export { AnswerService, InvalidFeedbackError, type Feedback, type Question } from './answers/answer.service.js';
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
export type { Expert, ExpertDefinition } from './experts/expert.js';
export { ExpertService, type SearchScope } from './experts/expert.service.js';
export type { Locator } from './sources/place.js';

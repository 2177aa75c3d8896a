import { RightsEndedError } from '@onggi/identity';
import { DatabaseUnavailableError, InternalError, InvalidInputError, OnggiError, type Language } from '@onggi/platform';
import { ModelBusyError, ModelRefusedError, ModelReplyError, ModelUnavailableError } from '@onggi/models';
import type { AnswerFailure } from './answers/answer.js';

/** Characters of a question, at most. */
export const longestQuestion = 4_000;

/** The process that was writing the answer died. Asking again is safe. */
export class AnswerInterruptedError extends OnggiError {
  constructor() {
    super({
      code: 'ANSWER_INTERRUPTED',
      httpStatus: 503,
      message: {
        ko: '답을 쓰던 서버가 멈추어 답이 끝나지 못했습니다.',
        en: 'The server that was writing this answer stopped before it was done.',
      },
      remedy: { ko: '같은 질문을 다시 보내세요.', en: 'Send the question again.' },
      retryable: true,
      retryAfterMs: 1_000,
    });
  }
}

/** So many questions wait in this process that another one would wait too long. */
export class TooManyQuestionsError extends OnggiError {
  constructor(waiting: number) {
    super({
      code: 'TOO_MANY_QUESTIONS',
      httpStatus: 429,
      message: {
        ko: `지금 ${waiting}개의 질문이 기다리고 있어 더 받을 수 없습니다.`,
        en: `${waiting} questions are waiting already, so no more can be taken.`,
      },
      remedy: { ko: '잠시 뒤 다시 보내세요.', en: 'Send it again in a moment.' },
      retryable: true,
      retryAfterMs: 10_000,
      data: { waiting },
    });
  }
}

/** One person or key has as many answers in hand as it may. */
export class TooManyRunningAnswersError extends OnggiError {
  constructor(running: number) {
    super({
      code: 'TOO_MANY_RUNNING_ANSWERS',
      httpStatus: 429,
      message: {
        ko: `답변 ${running}개를 아직 쓰고 있어 질문을 더 받을 수 없습니다.`,
        en: `${running} of your answers are still being written, so no more questions can be taken.`,
      },
      remedy: {
        ko: '앞의 답변이 끝나거나 취소된 뒤에 다시 보내세요.',
        en: 'Send it again when one of them has ended or was cancelled.',
      },
      retryable: true,
      retryAfterMs: 5_000,
      data: { running },
    });
  }
}

/** A question without a word in it. */
export class EmptyQuestionError extends InvalidInputError {
  constructor() {
    super(
      { ko: '질문이 비어 있습니다.', en: 'The question is empty.' },
      { ko: '알고 싶은 것을 적어 보내세요.', en: 'Write what you want to know.' },
    );
  }
}

/** A question longer than anyone writes by hand. */
export class QuestionTooLongError extends InvalidInputError {
  constructor(characters: number) {
    super(
      {
        ko: `질문이 너무 깁니다. ${longestQuestion.toLocaleString('en')}자까지 물을 수 있는데 ${characters.toLocaleString('en')}자입니다.`,
        en: `The question is too long: ${characters.toLocaleString('en')} characters; the limit is ${longestQuestion.toLocaleString('en')}.`,
      },
      {
        ko: '질문을 줄이고, 긴 글은 문서로 올린 뒤 물으세요.',
        en: 'Shorten it; upload a long text as a document and ask about it.',
      },
      { characters },
    );
  }
}

/** An expert that does not exist, or knows nothing that the caller may read. */
export class ExpertNotFoundError extends OnggiError {
  constructor() {
    super({
      code: 'EXPERT_NOT_FOUND',
      httpStatus: 404,
      message: {
        ko: '그런 전문가가 없거나 물을 권한이 없습니다.',
        en: "This expert doesn't exist or isn't shared with you.",
      },
      remedy: {
        ko: '전문가 목록에서 키를 확인하세요.',
        en: 'Check the key in the list of experts.',
      },
    });
  }
}

const storedFailures: Record<string, () => OnggiError> = {
  ANSWER_INTERRUPTED: () => new AnswerInterruptedError(),
  RIGHTS_ENDED: () => new RightsEndedError(),
  MODEL_UNAVAILABLE: () => new ModelUnavailableError('chat', undefined),
  MODEL_BUSY: () => new ModelBusyError('chat', 5_000),
  MODEL_REFUSED: () => new ModelRefusedError('chat', 0, 'stored'),
  MODEL_REPLY_INVALID: () => new ModelReplyError('chat', 'stored'),
  DATABASE_UNAVAILABLE: () => new DatabaseUnavailableError(undefined),
};

/** A failure as a reader sees it. Only its code is stored; the words are those of today. */
export function failureOf(code: string, language: Language): AnswerFailure {
  const error = (storedFailures[code] ?? (() => new InternalError(undefined)))();
  return {
    code,
    message: error.localizedMessage[language],
    remedy: error.remedy[language],
    retryable: error.retryable,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

import type { Answer } from '@onggi/answering';
import { OnggiError } from '@onggi/platform';

/** The failure of an answer, as an error of the door it was asked through. */
export class AnswerFailedError extends OnggiError {}

export function failedAnswer(answer: Answer): AnswerFailedError {
  const { code, message, remedy, retryable, retryAfterMs } = answer.error ?? {
    code: 'ANSWER_FAILED',
    message: answer.language === 'ko' ? '답변을 만들지 못했습니다.' : 'The answer could not be made.',
    remedy: answer.language === 'ko' ? '다시 물어보세요.' : 'Ask again.',
    retryable: true,
  };
  return new AnswerFailedError({
    code,
    httpStatus: code === 'RIGHTS_ENDED' ? 403 : retryable ? 503 : 500,
    message: { ko: message, en: message },
    remedy: { ko: remedy, en: remedy },
    retryable,
    retryAfterMs,
    data: { answerId: answer.id },
  });
}

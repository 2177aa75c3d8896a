import { OnggiError } from '@onggi/platform';
import { ModelInterruptedError, RequestAbandonedError } from '../inference-errors.js';
import type { ChatFailure } from './chat-job.js';

/** Prompt and answer together do not fit into the model's context. */
export class ContextLengthError extends OnggiError {
  constructor(failure: { promptTokens: number; maximumTokens: number; contextTokens: number }) {
    const { promptTokens, maximumTokens, contextTokens } = failure;
    super({
      code: 'CONTEXT_LENGTH_EXCEEDED',
      httpStatus: 400,
      message: {
        ko: `모델이 읽을 수 있는 길이는 ${contextTokens} 토큰입니다. 요청은 ${promptTokens} 토큰에 답 ${maximumTokens} 토큰입니다.`,
        en: `This model's maximum context length is ${contextTokens} tokens. The messages have ${promptTokens} tokens and ${maximumTokens} are asked for the completion.`,
      },
      remedy: {
        ko: '메시지나 max_tokens 를 줄이세요.',
        en: 'Shorten the messages or lower max_tokens.',
      },
      data: failure,
    });
  }
}

/** The schema or the choices can't be turned into a grammar. */
export class UnsupportedSchemaError extends OnggiError {
  constructor(problem: string) {
    super({
      code: 'SCHEMA_UNSUPPORTED',
      httpStatus: 400,
      message: {
        ko: `이 형식으로 답을 강제할 수 없습니다: ${problem}`,
        en: `Answers can't be forced into this format: ${problem}`,
      },
      remedy: {
        ko: 'type, properties, items, enum, const, oneOf, minLength, maxLength, minItems, maxItems 만 쓰세요.',
        en: 'Use only type, properties, items, enum, const, oneOf, minLength, maxLength, minItems and maxItems.',
      },
    });
  }
}

/** A failure of the chat process as the error of its caller. */
export function chatError(failure: ChatFailure): OnggiError {
  switch (failure.kind) {
    case 'context':
      return new ContextLengthError(failure);
    case 'schema':
      return new UnsupportedSchemaError(failure.problem);
    case 'cancelled':
      return new RequestAbandonedError();
    case 'internal':
      return new ModelInterruptedError('chat', new Error(failure.problem));
  }
}

import { asOnggiError, languageOf, OnggiError } from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The request asks for a model that this server does not serve. */
export class ModelNotFoundError extends OnggiError {
  constructor(model: string, served: readonly string[]) {
    super({
      code: 'MODEL_NOT_FOUND',
      httpStatus: 404,
      message: { ko: `모델 ${model} 이 없습니다.`, en: `The model ${model} does not exist here.` },
      remedy: { ko: `있는 모델: ${served.join(', ')}`, en: `Models served: ${served.join(', ')}` },
    });
  }
}

/** The key is missing or wrong. */
export class InvalidApiKeyError extends OnggiError {
  constructor() {
    super({
      code: 'INVALID_API_KEY',
      httpStatus: 401,
      message: { ko: '키가 없거나 올바르지 않습니다.', en: 'The key is missing or not valid.' },
      remedy: {
        ko: 'ONGGI_INFERENCE_KEY 의 값을 Authorization: Bearer 로 보내세요.',
        en: 'Send the value of ONGGI_INFERENCE_KEY as Authorization: Bearer.',
      },
    });
  }
}

/** The request's body is not what the operation takes. */
export class InvalidRequestError extends OnggiError {
  /** @param problem which field and why. */
  constructor(problem: string, httpStatus = 400) {
    super({
      code: 'INVALID_REQUEST',
      httpStatus,
      message: { ko: `요청이 올바르지 않습니다: ${problem}`, en: `The request is not valid: ${problem}` },
      remedy: { ko: '요청을 고쳐 다시 보내세요.', en: 'Correct the request and send it again.' },
    });
  }
}

/** An error as OpenAI's clients read it; `remedy` is an addition that they skip. */
export interface OpenAiErrorBody {
  error: { message: string; type: string; param: null; code: string; remedy: string };
}

/** Sends any failure in OpenAI's form, with Retry-After where a later try may succeed. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = knownError(error);
  if (known.httpStatus >= 500 && !known.retryable) request.log.error({ err: known, cause: known.cause }, known.message);
  if (known.retryAfterMs !== undefined) void reply.header('retry-after', String(Math.ceil(known.retryAfterMs / 1_000)));
  void reply.status(known.httpStatus).send(openAiErrorBody(known, request.headers['accept-language']));
}

/** @param acceptLanguage the header; English without it, as for every machine. */
export function openAiErrorBody(error: unknown, acceptLanguage: string | undefined): OpenAiErrorBody {
  const known = knownError(error);
  const language = acceptLanguage === undefined ? 'en' : languageOf(acceptLanguage);
  return {
    error: {
      message: known.localizedMessage[language],
      type: errorType(known.httpStatus),
      param: null,
      code: known.code.toLowerCase(),
      remedy: known.remedy[language],
    },
  };
}

/** Fastify's own refusals (broken JSON, a body too large) carry a status below 500 and say what is wrong. */
function knownError(error: unknown): OnggiError {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (!(error instanceof OnggiError) && error instanceof Error && typeof status === 'number' && status < 500) {
    return new InvalidRequestError(error.message, status);
  }
  return asOnggiError(error);
}

function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

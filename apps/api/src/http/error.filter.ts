import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import {
  asOnggiError,
  createLogger,
  InvalidInputError,
  NotFoundError,
  OnggiError,
  PayloadTooLargeError,
  toErrorBody,
  type ErrorBody,
} from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scimErrorBody } from '../scim/scim-error.js';
import { scimMediaType } from '../scim/scim.decorators.js';
import { readerLanguage } from './request.js';

const log = createLogger('http');

/** Every failure leaves through here, as the error body of the contract. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw exception;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = namedError(exception);
    logFailure(error, request.id);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
    const body = toErrorBody(error, readerLanguage(request), request.id);
    if (request.url.startsWith('/scim/')) {
      void reply.status(error.httpStatus).header('content-type', scimMediaType).send(scimErrorBody(error, body));
      return;
    }
    void reply
      .status(error.httpStatus)
      .send(request.url.startsWith('/v1/') ? openAiError(error, body) : { error: body });
  }
}

/** Faults of our own with their cause; what a client did wrong only at debug level. */
export function logFailure(error: OnggiError, requestId: string): void {
  const entry = { requestId, code: error.code, data: error.data, cause: error.cause };
  if (error.httpStatus >= 500) log.error({ ...entry, stack: error.stack }, error.message);
  else log.debug(entry, error.message);
}

/** Any thrown value as a named error; the framework's own refusals become ours. */
export function namedError(exception: unknown): OnggiError {
  if (exception instanceof OnggiError) return exception;
  if (isUnstorable(exception)) return new UnstorableTextError(exception);
  const status = statusOf(exception);
  if (status === 404) return new NotFoundError();
  if (status === 413) return new PayloadTooLargeError('1 MB');
  if (status === 415) return new UnsupportedMediaTypeError();
  if (status !== undefined && status >= 400 && status < 500) {
    return new InvalidInputError(
      { ko: '요청을 읽을 수 없습니다.', en: 'The request could not be read.' },
      {
        ko: '본문이 올바른 JSON인지, Content-Type이 맞는지 확인하세요.',
        en: 'Check that the body is valid JSON and the Content-Type is right.',
      },
      { status },
    );
  }
  return asOnggiError(exception);
}

/** PostgreSQL's text holds no NUL, its JSON no half of a surrogate pair; the door looks at bodies, this at all else. */
function isUnstorable(exception: unknown): boolean {
  for (let error = exception, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1)
    if ('code' in error && (error.code === '22021' || error.code === '22P05')) return true;
  return false;
}

export class UnsupportedMediaTypeError extends OnggiError {
  constructor() {
    super({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      httpStatus: 415,
      message: { ko: '이 형식의 본문은 받지 않습니다.', en: 'A body of this type is not taken.' },
      remedy: {
        ko: 'Content-Type: application/json 으로 보내세요. 파일은 multipart/form-data 로 올립니다.',
        en: 'Send it as Content-Type: application/json; files go as multipart/form-data.',
      },
    });
  }
}

class UnstorableTextError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'INVALID_INPUT',
      httpStatus: 400,
      message: {
        ko: '저장할 수 없는 문자(NUL이나 잘린 문자)가 있습니다.',
        en: 'A text holds a character that cannot be stored (NUL, or half a character).',
      },
      remedy: { ko: '그 문자를 빼고 다시 보내세요.', en: 'Take it out and send it again.' },
      cause,
    });
  }
}

function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception === 'object' && exception !== null && 'statusCode' in exception)
    return Number(exception.statusCode);
  return undefined;
}

/** Clients of OpenAI's API look for `type`; the rest of our body stands beside it. */
export function openAiError(error: OnggiError, body: ErrorBody): { error: ErrorBody & { type: string; param: null } } {
  const type =
    error.httpStatus === 401
      ? 'authentication_error'
      : error.httpStatus < 500
        ? 'invalid_request_error'
        : 'server_error';
  return { error: { ...body, type, param: null } };
}

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
  const status = statusOf(exception);
  if (status === 404) return new NotFoundError();
  if (status === 413) return new PayloadTooLargeError('1 MB');
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

function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception === 'object' && exception !== null && 'statusCode' in exception)
    return Number(exception.statusCode);
  return undefined;
}

/** Clients of OpenAI's API look for `type`; the rest of our body stands beside it. */
function openAiError(error: OnggiError, body: ErrorBody): { error: ErrorBody & { type: string; param: null } } {
  const type =
    error.httpStatus === 401
      ? 'authentication_error'
      : error.httpStatus < 500
        ? 'invalid_request_error'
        : 'server_error';
  return { error: { ...body, type, param: null } };
}

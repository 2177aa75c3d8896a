import { toErrorBody, type OnggiError } from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openAiError } from '../http/error.filter.js';
import { readerLanguage } from '../http/request.js';

/** Answers with the error body of the contract, in the shape of the door that was knocked at. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: OnggiError): void {
  if (error.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  const body = toErrorBody(error, readerLanguage(request), request.id);
  void reply.status(error.httpStatus).send(bodyFor(request.url, error, body));
}

function bodyFor(url: string, error: OnggiError, body: ReturnType<typeof toErrorBody>): object {
  if (url.startsWith('/v1/')) return openAiError(error, body);
  if (/^\/graphql(\?|$)/.test(url)) return { data: null, errors: [{ message: body.message, extensions: body }] };
  return { error: body };
}

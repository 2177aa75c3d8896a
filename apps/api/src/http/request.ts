import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Caller } from '@onggi/identity';
import { languageOf, type Language } from '@onggi/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request after the guard: who sent it stands on it. */
export type OnggiRequest = FastifyRequest & { caller?: Caller };

/** What resolvers get as GraphQL context. */
export interface GraphqlContext {
  request: OnggiRequest;
  reply?: FastifyReply;
}

/** The HTTP request behind a handler, whether a route or a resolver. */
export function requestOf(context: ExecutionContext): OnggiRequest {
  if (context.getType<string>() !== 'graphql') return context.switchToHttp().getRequest<OnggiRequest>();
  return GqlExecutionContext.create(context).getContext<GraphqlContext>().request;
}

/** The language that the reader wants messages in. */
export function readerLanguage(request: FastifyRequest): Language {
  const header = request.headers['accept-language'];
  return languageOf(Array.isArray(header) ? header[0] : header);
}

const signals = new WeakMap<FastifyRequest['raw'], AbortSignal>();

/** Aborts when the connection of the request closes. One signal a request: a WebSocket's carries many operations. */
export function signalOf({ raw }: FastifyRequest): AbortSignal {
  const known = signals.get(raw);
  if (known) return known;
  const closed = new AbortController();
  signals.set(raw, closed.signal);
  const { socket } = raw;
  const abort = () => closed.abort();
  socket.once('close', abort);
  // Whoever left while they were being let in has closed it already.
  if (socket.destroyed) abort();
  // A kept-alive socket outlives the request; its listeners must not pile up.
  raw.once('close', () => socket.off('close', abort));
  return closed.signal;
}

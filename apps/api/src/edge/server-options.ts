import type { Socket } from 'node:net';
import { languageOf, newId, toErrorBody, type OnggiError } from '@onggi/platform';
import type { ConnectionError, FastifyServerOptions } from 'fastify';
import { BadAddressError, BadRequestLineError, HeadersTooLargeError, SlowRequestError } from './edge-errors.js';
import type { EdgeConfiguration } from './edge-settings.js';
import { sendError } from './send-error.js';

/** JSON bodies, bytes; uploads are streamed past this limit by their own parser. */
const bodyLimit = 1024 * 1024;
const maxHeaderSize = 16 * 1024;
const headersTimeoutMs = 15_000;
/** For the largest upload over a slow line; JSON bodies have a limit of their own (body-patience.ts). */
const requestTimeoutMs = 3_600_000;
const checkEveryMs = 5_000;
/** A name or id in a path; ids have 36 characters, keys of corpora 63. */
const maxParamLength = 200;

/** How Fastify listens: what is too large, too slow or no HTTP at all is answered before a request exists. */
export function serverOptions({ ONGGI_TRUSTED_PROXIES }: EdgeConfiguration): FastifyServerOptions {
  return {
    bodyLimit,
    forceCloseConnections: true,
    genReqId: () => newId(),
    trustProxy: ONGGI_TRUSTED_PROXIES.length > 0 ? ONGGI_TRUSTED_PROXIES : false,
    requestTimeout: requestTimeoutMs,
    http: { maxHeaderSize, headersTimeout: headersTimeoutMs, connectionsCheckingInterval: checkEveryMs },
    routerOptions: { maxParamLength },
    frameworkErrors: (_error, request, reply) => sendError(request, reply, new BadAddressError()),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
  } as FastifyServerOptions;
}

function refuseConnection(error: ConnectionError, socket: Socket): void {
  // The other side has gone, or a reply has begun: nothing more can be said.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const failure = failureOf(error.code);
  const header = /^accept-language: *(.*)$/im.exec(rawText(error))?.[1];
  const requestId = newId();
  const body = JSON.stringify({ error: toErrorBody(failure, languageOf(header), requestId) });
  socket.end(
    [
      `HTTP/1.1 ${failure.httpStatus} ${failure.code}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** What was received of the request; the type describes it as JSON would show it. */
function rawText({ rawPacket }: ConnectionError): string {
  const bytes: unknown = rawPacket;
  return Buffer.isBuffer(bytes) ? bytes.toString('latin1') : '';
}

function failureOf(code: string | undefined): OnggiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLargeError();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new SlowRequestError(headersTimeoutMs / 1000);
  return new BadRequestLineError();
}

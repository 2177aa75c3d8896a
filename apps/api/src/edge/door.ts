import rateLimit from '@fastify/rate-limit';
import webSocket from '@fastify/websocket';
import type { OnggiError } from '@onggi/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { logFailure, namedError, UnsupportedMediaTypeError } from '../http/error.filter.js';
import { AddressRate } from './address-rate.js';
import { limitBodyPatience } from './body-patience.js';
import { BadAddressError, ForeignOriginError, MethodNotAllowedError, UnknownHostError } from './edge-errors.js';
import type { EdgeConfiguration } from './edge-settings.js';
import { hostCheck, isLoopback, nameOf } from './host-names.js';
import { formBody, jsonBody } from './json-body.js';
import { setSecurityHeaders } from './security-headers.js';
import { sendError } from './send-error.js';

/** Bytes of one message, text and variables of a subscription. */
const webSocketBytes = 64 * 1024;

/**
 * What a request passes before anything of it is looked at: its size, whom it names, where it comes from and how often,
 * and how its body is written. Authentication and the limits of principal and tenant follow in the guards.
 */
export async function openDoor(fastify: FastifyInstance, configuration: EdgeConfiguration): Promise<void> {
  await fastify.register(rateLimit, { global: false });
  // Before Mercurius registers it with room for a megabyte: a subscription is a few hundred bytes.
  await fastify.register(webSocket, { options: { maxPayload: webSocketBytes } });
  const publicUrl = configuration.ONGGI_PUBLIC_URL;
  const ownName = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const { ONGGI_ALLOWED_HOSTS: allowed, HOST } = configuration;
  const isOurs = hostCheck(allowed.length > 0 || isLoopback(HOST) ? [...allowed, ...ownName] : [], HOST);
  const addresses = new AddressRate(fastify, configuration.ONGGI_RATE_ADDRESS);

  fastify.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(request, reply, publicUrl?.startsWith('https:') === true);
    const refusal = refusalOf(request, isOurs) ?? (await addresses.refusalOf(request));
    if (!refusal) return;
    sendError(request, reply, refusal);
    return reply;
  });
  fastify.addHook('onResponse', (request, reply) => addresses.count(request, reply.statusCode));

  fastify.setErrorHandler((thrown, request, reply) => {
    const error = namedError(thrown);
    logFailure(error, request.id);
    sendError(request, reply, error);
  });
  limitBodyPatience(fastify);
  takeBodies(fastify);
}

function refusalOf(request: FastifyRequest, isOurs: (host: string | undefined) => boolean): OnggiError | undefined {
  const [path = ''] = request.url.split('?', 1);
  // Those who ask for health know the address of a pod, not the name of the service.
  if (!path.startsWith('/health/') && !isOurs(request.host)) return new UnknownHostError();
  if (!isReadable(request.url)) return new BadAddressError();
  const { upgrade, origin } = request.headers;
  // Browsers send our cookie along with a WebSocket of any page, and ask nobody before.
  if (upgrade !== undefined && origin !== undefined && !isSameOrigin(origin, request)) return new ForeignOriginError();
  if (path === '/graphql' && upgrade === undefined && request.method !== 'POST')
    return new MethodNotAllowedError('POST');
  return undefined;
}

function isReadable(url: string): boolean {
  try {
    return !decodeURIComponent(url).includes('\0');
  } catch {
    // URIError: not percent-encoded UTF-8.
    return false;
  }
}

function isSameOrigin(origin: string, request: FastifyRequest): boolean {
  return (
    URL.canParse(origin) &&
    nameOf(new URL(origin).host) === nameOf(request.host) &&
    portOf(origin) === portOf(`${request.protocol}://${request.host}`)
  );
}

function portOf(origin: string): string {
  const { port, protocol } = new URL(origin);
  return port || (protocol === 'https:' ? '443' : '80');
}

const json = /^application\/(?:scim\+)?json(?:\s*;|$)/i;
const form = 'application/x-www-form-urlencoded';

/** JSON and uploads, nothing else: a form of another site can send neither without asking first. */
function takeBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(json, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    jsonBody(body),
  );
  // Identity providers tell of a logout by a form; whoever else sends one can do nothing with it.
  fastify.addContentTypeParser(form, { parseAs: 'buffer' }, async ({ url }: FastifyRequest, body: Buffer) => {
    if (!/^[^?]*\/backchannel-logout$/.test(url)) throw new UnsupportedMediaTypeError();
    return formBody(body);
  });
  // Uploads reach their handler as an untouched stream: they are piped, never buffered.
  fastify.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
}

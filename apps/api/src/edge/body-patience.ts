import type { FastifyInstance } from 'fastify';
import { SlowRequestError } from './edge-errors.js';
import { sendError } from './send-error.js';

const jsonPatienceMs = 30_000;
/** Between two pieces of an upload; longer than storing what came before takes. */
const uploadSilenceMs = 120_000;

/** Ends requests whose body trickles in: a JSON body has 30 s in all, an upload 2 min from piece to piece. */
export function limitBodyPatience(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    const { socket } = request.raw;
    if (request.headers['content-type']?.startsWith('multipart/')) {
      socket.setTimeout(uploadSilenceMs);
      request.raw.once('close', () => socket.setTimeout(0)).once('end', () => socket.setTimeout(0));
      return payload;
    }
    const timer = setTimeout(() => {
      void reply.header('connection', 'close');
      sendError(request, reply, new SlowRequestError(jsonPatienceMs / 1000));
    }, jsonPatienceMs);
    const stop = () => clearTimeout(timer);
    payload.once('end', stop).once('close', stop).once('error', stop);
    return payload;
  });
}

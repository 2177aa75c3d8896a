import { createHash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '@onggi/platform';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { ModelServer } from '../model-server.js';
import { registerChatRoutes } from './chat-routes.js';
import { embeddingModels, registerEmbeddingRoutes } from './embedding-routes.js';
import { registerMorphologyRoutes } from './morphology-routes.js';
import { InvalidApiKeyError, InvalidRequestError, sendError } from './openai-errors.js';
import { registerRerankRoutes, rerankModel } from './rerank-routes.js';

/** A call of 2,048 long passages in Korean fits. */
const bodyLimitBytes = 32 * 1024 * 1024;

/** The HTTP side, not yet listening. With a key everything but the health checks asks for it. */
export function createServer(models: ModelServer, key: string | undefined, logger: Logger): FastifyInstance {
  const server = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
  });
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply));
  server.setNotFoundHandler((request, reply) => {
    sendError(new InvalidRequestError(`${request.method} ${request.url} does not exist`, 404), request, reply);
  });
  if (key !== undefined) {
    server.addHook('onRequest', async (request) => {
      if (!request.url.startsWith('/health/') && !isKey(request.headers.authorization, key)) {
        throw new InvalidApiKeyError();
      }
    });
  }
  registerHealthRoutes(server, models);
  registerEmbeddingRoutes(server, models);
  registerRerankRoutes(server, models);
  registerMorphologyRoutes(server, models);
  registerChatRoutes(server, models);
  return server;
}

function registerHealthRoutes(server: FastifyInstance, models: ModelServer): void {
  server.get('/health/live', async () => ({ status: 'live' }));
  server.get('/health/ready', async (_request, reply) => {
    const health = models.health();
    return reply.status(health.ready ? 200 : 503).send(health);
  });
  server.get('/metrics', async () => models.metrics());
  server.get('/v1/models', async () => {
    const created = 0;
    const ids = [...Object.keys(embeddingModels), rerankModel, ...models.chatModelIds()];
    return { object: 'list', data: ids.map((id) => ({ id, object: 'model', created, owned_by: 'onggi' })) };
  });
}

/** Compared in constant time, whatever the lengths. */
function isKey(authorization: string | undefined, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${key}`));
}

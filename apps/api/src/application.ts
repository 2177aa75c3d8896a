import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { operations } from '@onggi/identity';
import { newId } from '@onggi/platform';
import { ApiModule } from './api.module.js';
import type { ApiConfiguration } from './configuration.js';
import { BodyValidationPipe } from './http/validation.js';
import { checkOperations } from './permission/check-operations.js';
import { controllerRoutes, graphqlOperations, noteRoutes } from './permission/served-operations.js';
import { webFolder } from './web/web.controller.js';

/** JSON bodies; uploads are streamed past this limit by their own parser. */
const bodyLimitBytes = 1024 * 1024;

/**
 * The whole HTTP application, not yet listening.
 * @param machineKey the installation's own key
 * @throws OperationsError when a route or GraphQL field has no entry in the table of operations, or an entry no operation
 */
export async function createApplication(
  configuration: ApiConfiguration,
  machineKey: string,
  table = operations,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    genReqId: () => newId(),
  });
  const routes = noteRoutes(adapter.getInstance());
  const application = await NestFactory.create<NestFastifyApplication>(
    ApiModule.register(configuration, machineKey),
    adapter,
    {
      logger: ['error', 'warn'],
      abortOnError: false,
    },
  );
  application.useGlobalPipes(new BodyValidationPipe());
  const fastify = application.getHttpAdapter().getInstance();
  // Uploads reach their handler as an untouched stream (application/octet-stream and multipart are piped, never buffered).
  fastify.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  fastify.addContentTypeParser(
    'application/scim+json',
    { parseAs: 'string' },
    fastify.getDefaultJsonParser('error', 'error'),
  );
  fastify.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
  });
  await serveBuiltFiles(application);
  const document = SwaggerModule.createDocument(
    application,
    new DocumentBuilder().setTitle('Onggi').setVersion('1').addBearerAuth().build(),
  );
  SwaggerModule.setup('api/docs', application, document, {
    ui: false,
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
  });
  application.enableShutdownHooks();
  await startGuarded(application, routes, table);
  return application;
}

/** Starts everything but the listening; ends it again when what operations require is not settled. */
async function startGuarded(
  application: NestFastifyApplication,
  routes: ReadonlySet<string>,
  table: typeof operations,
): Promise<void> {
  await application.init();
  await application.getHttpAdapter().getInstance().ready();
  const fields = graphqlOperations(application);
  try {
    const guarded = new Set([...controllerRoutes(application), ...fields]);
    checkOperations({ operations: [...routes, ...fields], guarded }, table);
  } catch (error) {
    await application.close();
    throw error;
  }
}

/** What the page is made of, all but its HTML. Names in assets/ hold a hash of their content; the rest is asked for anew. */
async function serveBuiltFiles(application: NestFastifyApplication): Promise<void> {
  if (!existsSync(webFolder)) return;
  await application.register(fastifyStatic, {
    root: webFolder,
    wildcard: false,
    index: false,
    globIgnore: ['**/index.html'],
    cacheControl: false,
    setHeaders: (reply, file) => {
      const hashed = file.startsWith(path.join(webFolder, 'assets'));
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { operations } from '@onggi/identity';
import { ApiModule } from './api.module.js';
import type { ApiConfiguration } from './configuration.js';
import { openDoor } from './edge/door.js';
import { builtFilePolicy } from './edge/security-headers.js';
import { serverOptions } from './edge/server-options.js';
import { BodyValidationPipe } from './http/validation.js';
import { apiDocument } from './openapi/api-document.js';
import { checkOperations } from './permission/check-operations.js';
import { controllerRoutes, graphqlOperations, noteRoutes } from './permission/served-operations.js';
import { webFolder } from './web/web.controller.js';

/**
 * Nest sets its error handler after the routes are made, which take the one that is there by then: what fails before a
 * handler is reached (bodies, sizes, types) would leave in Fastify's words. The door sets ours first.
 */
class DoorAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance<ReturnType<FastifyAdapter['setErrorHandler']>>();
  }
}

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
  const adapter = new DoorAdapter(serverOptions(configuration));
  const routes = noteRoutes(adapter.getInstance());
  const application = await NestFactory.create<NestFastifyApplication>(
    ApiModule.register(configuration, machineKey),
    adapter,
    {
      logger: ['error', 'warn'],
      abortOnError: false,
      bodyParser: false,
    },
  );
  application.useGlobalPipes(new BodyValidationPipe());
  await openDoor(application.getHttpAdapter().getInstance(), configuration);
  await serveBuiltFiles(application);
  SwaggerModule.setup('api/docs', application, apiDocument(application), {
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
      reply.header('content-security-policy', builtFilePolicy);
    },
  });
}

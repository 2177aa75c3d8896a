import { existsSync } from 'node:fs';
import path from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { webFolder } from '../web/web.controller.js';
import { routeName } from './operation-name.js';

/** Notes each route as the server registers it, whoever does. To be called before the first. */
export function noteRoutes(server: Pick<FastifyInstance, 'addHook'>): Set<string> {
  const noted = new Set<string>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (!isFileOfThePage(url)) noted.add(routeName(each, url));
  });
  return noted;
}

/** A file that the built page is made of: one more address of the page. */
function isFileOfThePage(url: string): boolean {
  return url !== '/' && !url.includes('*') && existsSync(path.join(webFolder, url));
}

/** The names of all queries, mutations and subscriptions. */
export function graphqlOperations(application: NestFastifyApplication): string[] {
  const { schema } = application.get(GraphQLSchemaHost);
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
}

/** Routes that a controller handles: the guard stands before these, and before no others. */
export function controllerRoutes(application: NestFastifyApplication): Set<string> {
  const scanner = new MetadataScanner();
  const routes = new Set<string>();
  for (const { instance } of application.get(DiscoveryService).getControllers()) {
    const controller = instance as Record<string, object>;
    for (const base of pathsOf(controller.constructor)) {
      for (const key of scanner.getAllMethodNames(Object.getPrototypeOf(controller) as object)) {
        const handler = controller[key];
        const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
        if (handler === undefined || method === undefined) continue;
        for (const own of pathsOf(handler)) routes.add(routeName(RequestMethod[method], joined(base, own)));
      }
    }
  }
  return routes;
}

/** The path under which the server knows a handler: no slash at its end. */
function joined(base: string, own: string): string {
  return path.posix.join('/', base, own).replace(/(?<=.)\/$/, '');
}

function pathsOf(target: object): string[] {
  return [(Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined) ?? ''].flat();
}

import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyReply } from 'fastify';
import type { OnggiRequest } from '../http/request.js';
import { formatGraphqlErrors } from './graphql-errors.js';

/** Levels of nesting that a query may have; the schema's own needs six. */
const queryDepth = 12;

/** `/graphql`, code first; subscriptions by graphql-ws on the same path, authenticated by the upgrade request's headers. */
export function graphqlModule(): DynamicModule {
  return GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    queryDepth,
    fieldResolverEnhancers: [],
    context: (request: OnggiRequest, reply: FastifyReply) => ({ request, reply }),
    subscription: {
      fullWsTransport: true,
      context: (_connection, request) => ({ request: request as OnggiRequest }),
    },
    errorFormatter: (result, context) => formatGraphqlErrors(result, context as { request?: OnggiRequest }),
  });
}

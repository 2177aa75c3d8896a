import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { FastifyReply } from 'fastify';
import {
  Location,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { EdgeConfiguration } from '../edge/edge-settings.js';
import { refuseText } from '../edge/json-body.js';
import type { GraphqlContext, OnggiRequest } from '../http/request.js';
import { DocumentRefusedError, documentLimits, limitDocument, limitTokens } from './document-limits.js';
import { asSubscriptionError, formatGraphqlErrors, invalidDocument } from './graphql-errors.js';

/** `/graphql`, code first; subscriptions by graphql-ws on the same path, authenticated by the upgrade request's headers. */
export function graphqlModule(configuration: EdgeConfiguration): DynamicModule {
  const rules = asksForSchema(configuration) ? [] : [NoSchemaIntrospectionCustomRule];
  return GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    path: '/graphql',
    autoSchemaFile: true,
    graphiql: false,
    allowBatchedQueries: false,
    validationRules: rules,
    graphql: { parseOptions: { maxTokens: documentLimits.tokens }, validateOptions: { maxErrors: 5 } },
    fieldResolverEnhancers: [],
    context: (request: OnggiRequest, reply: FastifyReply) => ({ request, reply }),
    subscription: {
      fullWsTransport: true,
      context: (_connection, request) => ({ request: request as OnggiRequest }),
    },
    hooks: {
      preParsing: (_schema, source) => limitTokens(source),
      preValidation: (schema, document) => limitParsed(schema, document),
      // Mercurius validates what comes as a query or mutation, but no subscription.
      preSubscriptionExecution: (schema, document, context) =>
        asSubscriptionError((context as unknown as GraphqlContext).request, () =>
          limitSubscription(schema, document, rules),
        ),
    },
    errorFormatter: (result, context) => formatGraphqlErrors(result, context as { request?: OnggiRequest }),
  });
}

function asksForSchema({ ONGGI_GRAPHQL_INTROSPECTION, NODE_ENV }: EdgeConfiguration): boolean {
  return (ONGGI_GRAPHQL_INTROSPECTION ?? (NODE_ENV === 'production' ? 'off' : 'on')) === 'on';
}

/** @throws DocumentRefusedError for a syntax tree sent in place of text, which no limit of the parser has seen */
function limitParsed(schema: GraphQLSchema, document: DocumentNode): void {
  if (!(document.loc instanceof Location)) throw new DocumentRefusedError();
  limitDocument(schema, document);
}

function limitSubscription(schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]): void {
  limitParsed(schema, document);
  const text = document.loc?.source.body ?? '';
  limitTokens(text);
  refuseText(text);
  const errors = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: 5 });
  if (errors.length > 0) throw invalidDocument(errors);
}

/**
 * What the running product can be asked to do, read from the product itself: REST from /api/openapi.json, GraphQL from its
 * schema, and the table of what each operation requires, which the api holds against its routes whenever it starts.
 */
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { onggi } from '../../e2e/harness/command-line.mjs';
import { secondApi } from '../harness/second-api.mjs';

/**
 * @typedef {{name: string, kind: 'rest' | 'graphql', method: string, route: string, parameters: string[],
 *   hasBody: boolean, schema: object | undefined, query: string[], requires: string, scope: string | undefined,
 *   field?: import('graphql').GraphQLField<unknown, unknown>}} Operation
 * `parameters`: kinds of the ids in the path, such as `documents/:document`; `schema`: of the body, with what it refers to in
 * the place of references;
 * `query`: parameters after the question mark that the document names
 */

/** @returns {Promise<Operation[]>} @throws Error where the three sources do not agree */
export async function readOperations(product) {
  const [document, schema, table] = await Promise.all([
    fetchJson(`${product.url}/api/openapi.json`),
    readSchema(product),
    readTable(product),
  ]);
  const operations = [...restOperations(document, table), ...graphqlOperations(schema, table)];
  const known = new Set(operations.map(({ name }) => name));
  // Doors that are no controllers: the document does not have them, the table does.
  for (const { operation, ...required } of table) {
    if (known.has(operation)) continue;
    const [method, route] = operation.split(' ');
    if (route === undefined) throw new Error(`The table has ${operation}, the schema does not`);
    operations.push({ ...rest(method, route, {}), ...required });
  }
  return operations;
}

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/** Deep enough for `[Type!]!`, and within the depth that the product allows. */
const typeReference =
  'fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const introspection = getIntrospectionQuery({ descriptions: false }).replace(
  /fragment TypeRef [\s\S]*$/,
  typeReference,
);

async function readSchema(product) {
  const ask = async ({ url }) => {
    const body = JSON.stringify({ query: introspection });
    const reply = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return (await reply.json()).data ?? undefined;
  };
  // In production the schema is not told; another api over the same data may tell it.
  const data = (await ask(product)) ?? (await ask(await secondApi(product, { ONGGI_GRAPHQL_INTROSPECTION: 'on' })));
  if (data === undefined) throw new Error('The product does not tell its GraphQL schema');
  return buildClientSchema(data);
}

async function readTable(product) {
  const printed = await onggi(product, ['permissions', '--json']);
  if (printed.code !== 0) throw new Error(`permissions: ${printed.stderr}`);
  return printed.json.operations;
}

function restOperations({ paths, components }, table) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const route = path === '/{path}' ? '/*' : path.replaceAll(/\{(\w+)\}/g, ':$1');
      return withRequirement(rest(method.toUpperCase(), route, described, components.schemas), table);
    }),
  );
}

function rest(method, route, { requestBody, parameters = [] }, schemas = {}) {
  const [content] = Object.values(requestBody?.content ?? {});
  return {
    name: `${method} ${route}`,
    kind: 'rest',
    method,
    route,
    parameters: kindsOf(route),
    hasBody: requestBody !== undefined,
    schema: content?.schema && withoutReferences(content.schema, schemas),
    query: parameters.filter((one) => one.in === 'query').map((one) => one.name),
  };
}

/** A schema whose parts stand in it themselves; `title` is the name that each had. */
function withoutReferences(schema, schemas, within = []) {
  if (Array.isArray(schema)) return schema.map((one) => withoutReferences(one, schemas, within));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...others } = schema;
  const title = $ref?.split('/').at(-1);
  if (title !== undefined && within.includes(title)) throw new Error(`${title} lies within itself`);
  const whole = title === undefined ? others : { title, ...schemas[title], ...others };
  return Object.fromEntries(
    Object.entries(whole).map(([name, value]) => [
      name,
      withoutReferences(value, schemas, title === undefined ? within : [...within, title]),
    ]),
  );
}

/** A parameter is known by the collection before it: `/evaluation-sets/:set` is another thing than `/embedding-sets/:set`. */
export function kindsOf(route) {
  const segments = route.split('/');
  return segments.flatMap((segment, index) => (/^[:*]/.test(segment) ? [`${segments[index - 1]}/${segment}`] : []));
}

function graphqlOperations(schema, table) {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field) =>
      withRequirement(
        {
          name: `${type.name}.${field.name}`,
          kind: 'graphql',
          method: 'POST',
          route: '/graphql',
          parameters: [],
          hasBody: true,
          schema: undefined,
          query: [],
          field,
        },
        table,
      ),
    ),
  );
}

function withRequirement(operation, table) {
  const line = table.find((one) => one.operation === operation.name);
  if (line === undefined) throw new Error(`${operation.name} is served, but the table does not have it`);
  const { requires, scope, breakGlass } = line;
  return { ...operation, requires, scope, breakGlass };
}

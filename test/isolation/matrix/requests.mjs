/** From an operation and a choice of ids to the request that is sent. */
import { URLSearchParams } from 'node:url';
import { getNamedType, isInputObjectType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import { bodyOf } from './bodies.mjs';
import { graphqlArguments, kinds, plainArguments, plainQueries, queries } from './values.mjs';
import { UncoveredOperationError } from './uncovered.mjs';

/** Levels of fields that a query asks for: citations of sentences of an answer are the deepest that matter. */
const selectionDepth = 4;

/**
 * @typedef {{path: (kind: string, position: number) => string, inner: (kind: string) => string, isOwn: boolean}} Choice
 *   which id stands where; `path` gives text that is ready for an address
 * @typedef {{method: string, path: string, body?: object | FormData, subscription?: object}} Request
 */

/** @param {Choice} choice @returns {Request} @throws UncoveredOperationError where the table does not say what to send */
export function requestFor(operation, choice) {
  if (operation.kind === 'graphql') return graphqlRequest(operation, choice);
  let position = 0;
  const path = operation.route.replaceAll(/[:*]\w*/g, () => {
    const kind = operation.parameters[position];
    if (kinds[kind] === undefined) throw new UncoveredOperationError(operation, `path parameter ${kind}`);
    return choice.path(kind, position++);
  });
  const query = queryFor(operation, choice);
  const body = bodyOf(operation, choice);
  return { method: operation.method, path: query ? `${path}?${query}` : path, ...(body && { body }) };
}

/** Kinds of the ids that an operation takes beside its path, found out by building a request. */
export function innerKinds(operation) {
  const seen = new Set();
  const note = (kind) => {
    if (kinds[kind] === undefined) throw new UncoveredOperationError(operation, `id of kind ${kind}`);
    seen.add(kind);
    return kinds[kind].random();
  };
  requestFor(operation, { path: () => 'x', inner: note, isOwn: false });
  return [...seen];
}

function queryFor(operation, { inner }) {
  const made = queries[operation.name]?.(inner) ?? {};
  for (const name of operation.query)
    if (!(name in made) && !plainQueries.has(name)) throw new UncoveredOperationError(operation, `query ${name}`);
  return new URLSearchParams(made).toString();
}

function graphqlRequest(operation, choice) {
  const { field, name } = operation;
  const given = Object.fromEntries(
    field.args
      .map((argument) => [argument, valueOf(operation, field.name, argument, choice)])
      .filter(([, value]) => value !== undefined)
      .map(([argument, value]) => [argument.name, { type: argument.type, value }]),
  );
  const declared = Object.entries(given).map(([argument, { type }]) => `$${argument}: ${type}`);
  const passed = Object.keys(given).map((argument) => `${argument}: $${argument}`);
  const list = (items) => (items.length > 0 ? `(${items.join(', ')})` : '');
  const query = `${name.split('.')[0].toLowerCase()} ${list(declared)} { ${field.name}${list(passed)} ${selectionOf(field.type)} }`;
  const variables = Object.fromEntries(Object.entries(given).map(([argument, { value }]) => [argument, value]));
  const body = { query, variables };
  if (name.startsWith('Subscription.')) return { method: 'GET', path: '/graphql', subscription: body };
  return { method: 'POST', path: '/graphql', body };
}

function valueOf(operation, owner, { name, type }, choice) {
  const known = graphqlArguments[`${owner}/${name}`];
  const input = getNamedType(type);
  const inList = (value) => (isListType(isNonNullType(type) ? type.ofType : type) ? [value] : value);
  if (known?.kind) return inList(choice.inner(known.kind));
  if (known) return choice.isOwn && known.own !== undefined ? known.own : known.value;
  if (isInputObjectType(input)) {
    // The matrix asks no model: what narrows a question is tried with a search.
    if (owner === 'AskInput') return undefined;
    const fields = Object.values(input.getFields()).map((field) => [
      field.name,
      valueOf(operation, input.name, field, choice),
    ]);
    return inList(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
  }
  if (isNonNullType(type) || !plainArguments.has(name))
    throw new UncoveredOperationError(operation, `argument ${owner}/${name}`);
  return undefined;
}

function selectionOf(type, depth = selectionDepth) {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    ({ args, type: own }) => !args.some((argument) => isNonNullType(argument.type)) && (depth > 1 || isLeaf(own)),
  );
  return `{ ${['__typename', ...fields.map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`)].join(' ')} }`;
}

const isLeaf = (type) => isLeafType(getNamedType(type));

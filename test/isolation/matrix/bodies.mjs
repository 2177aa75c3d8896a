/**
 * A body from its schema in the OpenAPI document: ids wherever the schema says that a field names something (`x-names`), and
 * plain values by the table. What the schema does not say keeps the suite from running.
 */
import { UncoveredOperationError } from './uncovered.mjs';
import { bodiless, leftOut, plainBodies, plainFields, wholeBodies } from './values.mjs';

/** @returns {object | FormData | undefined} @throws UncoveredOperationError */
export function bodyOf(operation, { inner, isOwn }) {
  const { name, method, route, schema, hasBody, isBare } = operation;
  if (isBare) return undefined;
  if (hasBody && Object.keys(schema?.properties ?? {}).length === 0 && wholeBodies[name] === undefined)
    throw new UncoveredOperationError(operation, 'a body without a schema');
  if (schema !== undefined) checkFields(operation, schema);
  if (wholeBodies[name]) return wholeBodies[name](inner, isOwn);
  if (schema !== undefined) return filled(operation, schema, plainBodies[schema.title]?.(isOwn) ?? {}, inner);
  if (/^(POST|PUT|PATCH)$/.test(method) && !bodiless.test(route))
    throw new UncoveredOperationError(operation, 'a body');
  return undefined;
}

/** Whose id or key stands in a field, or in each entry of a list; undefined where it names nothing. */
const kindOf = (property) =>
  property['x-names'] ?? property.items?.['x-names'] ?? (property.format === 'email' ? 'email' : undefined);

/** What lies inside a field, or inside each entry of a list. */
const insideOf = (property) => [property, property.items].find((one) => one?.properties !== undefined);

const holdsIds = (schema) =>
  Object.values(schema.properties).some((property) => {
    const inside = insideOf(property);
    return kindOf(property) !== undefined || (inside !== undefined && holdsIds(inside));
  });

/** Plain values, and ids in every field that names something. */
function filled(operation, schema, plain, inner) {
  const body = { ...plain };
  for (const [name, property] of Object.entries(schema.properties)) {
    if (leftOut.has(`${schema.title}.${name}`)) continue;
    const value = valueOf(operation, property, plain[name], inner);
    if (value !== undefined) body[name] = value;
  }
  // An id that a principal does not have makes no request (`build`); a plain value that is not known is a gap of the table.
  const missing = (schema.required ?? []).find(
    (name) => !(name in body) && kindOf(schema.properties[name] ?? {}) === undefined,
  );
  if (missing !== undefined) throw new UncoveredOperationError(operation, `field ${schema.title}.${missing}`);
  return body;
}

function valueOf(operation, property, plain, inner) {
  const isList = property.type === 'array';
  const kind = kindOf(property);
  if (kind !== undefined) return isList ? [inner(kind)] : asTyped(property, inner(kind));
  const inside = insideOf(property);
  if (inside === undefined || !holdsIds(inside)) return plain;
  if (!isList) return filled(operation, inside, plain ?? {}, inner);
  return (plain ?? [{}]).map((one) => filled(operation, inside, one, inner));
}

const asTyped = ({ type }, id) => (type === 'integer' ? Number(id) : id);

/** Every text and number of the schema names something, is one of a few words, has a form of its own, or is known to be plain. */
function checkFields(operation, schema) {
  for (const [name, property] of Object.entries(schema.properties)) {
    const inside = insideOf(property);
    const place = `${schema.title ?? operation.name}.${name}`;
    if (inside) checkFields(operation, { title: place, ...inside });
    else if (kindOf(property) === undefined && isOpen(property) && !plainFields.has(name) && !plainFields.has(place))
      throw new UncoveredOperationError(operation, `what ${place} names`);
  }
}

function isOpen(property) {
  const alternatives = property.oneOf ??
    property.anyOf ?? [property.type === 'array' ? (property.items ?? {}) : property];
  return alternatives.some(
    ({ type, enum: words, format, pattern }) =>
      type !== 'boolean' && type !== 'null' && type !== 'object' && !words && !format && !pattern,
  );
}

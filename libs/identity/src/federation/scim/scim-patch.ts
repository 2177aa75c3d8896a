import { ScimError } from './scim-errors.js';
import { parsePath, type ScimCondition, type ScimPath } from './scim-filter.js';

/** A resource as JSON, its known attributes in their canonical spelling. */
export type ScimResource = Record<string, unknown>;

/** What a resource type is made of: attribute in lower case → how it is spelt, and its parts where it has any. */
export type ScimAttributes = Readonly<
  Record<string, { name: string; multiple?: boolean; parts?: Readonly<Record<string, string>> }>
>;

type Value = Record<string, unknown>;
type Operation = 'add' | 'replace' | 'remove';

/**
 * Applies a PatchOp message (RFC 7644, 3.5.2), in the shapes that Entra ID and Okta send as well: operations in capitals,
 * no path and dotted names in the value, `remove` with the values to be removed beside the path. Attributes that are not
 * kept here are passed over.
 * @returns the resource afterwards; the given one stays as it is
 * @throws ScimError
 */
export function applyPatch(resource: ScimResource, message: unknown, attributes: ScimAttributes): ScimResource {
  const patched = structuredClone(resource);
  for (const { op, path, value } of operationsOf(message)) {
    if (path !== undefined) applyAt(patched, op, parsePath(path), value, attributes);
    else if (op === 'remove') throw new ScimError('noTarget', saying('path'));
    else for (const [name, one] of Object.entries(asObject(value))) applyNamed(patched, op, name, one, attributes);
  }
  return patched;
}

/** Known attributes in their spelling; everything else is dropped. */
export function canonical(resource: unknown, attributes: ScimAttributes): ScimResource {
  return applyPatch({}, { Operations: [{ op: 'add', value: resource }] }, attributes);
}

function operationsOf(message: unknown): { op: Operation; path: string | undefined; value: unknown }[] {
  const list = Object.entries(asObject(message)).find(([name]) => name.toLowerCase() === 'operations')?.[1];
  if (!Array.isArray(list) || list.length === 0) throw new ScimError('invalidSyntax', saying('Operations'));
  return list.map((entry) => {
    const { op, path, value } = asObject(entry);
    const operation = typeof op === 'string' ? op.toLowerCase() : '';
    if (operation !== 'add' && operation !== 'replace' && operation !== 'remove') {
      throw new ScimError('invalidSyntax', saying('op'));
    }
    if (path !== undefined && typeof path !== 'string') throw new ScimError('invalidPath', saying('path'));
    return { op: operation, path: path === '' ? undefined : path, value };
  });
}

/** The name of a value without a path is a path of its own, or the schema's name before an object of attributes. */
function applyNamed(resource: ScimResource, op: Operation, name: string, value: unknown, attributes: ScimAttributes) {
  if (/^urn:ietf:params:scim:schemas:core:2\.0:(User|Group)$/i.test(name)) {
    for (const [inner, one] of Object.entries(asObject(value))) applyNamed(resource, op, inner, one, attributes);
    return;
  }
  // Other schemas' attributes are not kept, and their names are no paths.
  if (/^urn:/i.test(name) && !/:core:2\.0:(User|Group):/i.test(name)) return;
  applyAt(resource, op, parsePath(name), value, attributes);
}

function applyAt(resource: ScimResource, op: Operation, path: ScimPath, value: unknown, attributes: ScimAttributes) {
  const attribute = Object.hasOwn(attributes, path.attribute) ? attributes[path.attribute] : undefined;
  if (!attribute) return;
  const { name, multiple, parts } = attribute;
  if (multiple) resource[name] = patchValues(asList(resource[name]), op, path, value, parts ?? {});
  else if (parts) resource[name] = patchParts(resource[name], op, path.sub, value, parts);
  else if (op === 'remove' || value === null) delete resource[name];
  else resource[name] = value;
}

function patchParts(
  present: unknown,
  op: Operation,
  sub: string | undefined,
  value: unknown,
  parts: Readonly<Record<string, string>>,
): Value | undefined {
  const before = present === undefined ? {} : asObject(present);
  if (sub === undefined) {
    return op === 'remove' || value === null ? undefined : { ...before, ...spelt(value, parts) };
  }
  const part = parts[sub];
  if (part === undefined) return before;
  const { [part]: _, ...others } = before;
  return op === 'remove' || value === null ? others : { ...others, [part]: value };
}

function patchValues(
  present: Value[],
  op: Operation,
  path: ScimPath,
  value: unknown,
  parts: Readonly<Record<string, string>>,
): Value[] | undefined {
  const { where, sub } = path;
  if (op === 'remove') return removeValues(present, path, value, parts);
  if (where === undefined && sub === undefined) {
    const given = asList(value).map((one) => spelt(one, parts));
    return op === 'replace' ? given : joined(present, given);
  }
  const change = sub === undefined ? spelt(value, parts) : { [parts[sub] ?? sub]: value };
  const chosen = (one: Value) => where === undefined || matches(one, where, parts);
  if (!present.some(chosen)) {
    // A value that is named by what it shall be, as Entra ID does for a first e-mail.
    return joined(present, [{ ...Object.fromEntries(where?.map((one) => namedPart(one, parts)) ?? []), ...change }]);
  }
  return present.map((one) => (chosen(one) ? { ...one, ...change } : one));
}

function removeValues(
  present: Value[],
  { where, sub }: ScimPath,
  value: unknown,
  parts: Readonly<Record<string, string>>,
): Value[] | undefined {
  if (where !== undefined) {
    if (sub === undefined) return present.filter((one) => !matches(one, where, parts));
    return present.map((one) => {
      if (!matches(one, where, parts)) return one;
      const { [parts[sub] ?? sub]: _, ...others } = one;
      return others;
    });
  }
  if (value === undefined || value === null) return undefined;
  const gone = new Set(asList(value).map((one) => spelt(one, parts)['value']));
  return present.filter((one) => !gone.has(one['value']));
}

/** Values are the same by their `value`; at most one of them, the last that is said, is the primary. */
function joined(present: Value[], given: Value[]): Value[] {
  const values = new Map(present.map((one) => [one['value'], one]));
  for (const one of given) values.set(one['value'], { ...values.get(one['value']), ...one });
  const all = [...values.values()];
  const primary = given.findLast((one) => isTrue(one['primary']))?.['value'];
  if (primary === undefined) return all;
  return all.map((one) => (one['value'] === primary || !isTrue(one['primary']) ? one : { ...one, primary: false }));
}

function matches(one: Value, where: ScimCondition[], parts: Readonly<Record<string, string>>): boolean {
  return where.every(({ attribute, value }) => {
    const own = one[parts[attribute] ?? attribute];
    return own === value || (typeof value === 'boolean' && isTrue(own) === value);
  });
}

function namedPart({ attribute, value }: ScimCondition, parts: Readonly<Record<string, string>>): [string, unknown] {
  return [parts[attribute] ?? attribute, value];
}

/** @param value an object, or the plain value that some clients send in its place */
function spelt(value: unknown, parts: Readonly<Record<string, string>>): Value {
  if (typeof value === 'string') return { value };
  return Object.fromEntries(
    Object.entries(asObject(value)).flatMap(([name, one]) => {
      const part = parts[name.toLowerCase()];
      return part === undefined || one === null ? [] : [[part, one]];
    }),
  );
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function asList(value: unknown): Value[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Value[];
}

function asObject(value: unknown): Value {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Value;
  throw new ScimError('invalidSyntax', saying('value'));
}

function saying(name: string) {
  return { ko: `'${name}'이(가) 없거나 올바르지 않습니다.`, en: `'${name}' is missing or not valid.` };
}

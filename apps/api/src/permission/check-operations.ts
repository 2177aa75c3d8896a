import type { Operation } from '@onggi/identity';

const place = 'libs/identity/src/permission/operations.ts';

/** The table of operations and what is served do not fit: the application must not start. */
export class OperationsError extends Error {
  override readonly name = 'OperationsError';
}

/** What the application serves, by the names of the table. */
interface Served {
  /** Routes and GraphQL fields. */
  operations: Iterable<string>;
  /** Those before which the guard stands. */
  guarded: ReadonlySet<string>;
}

/** @throws OperationsError naming each operation without an entry, each entry without an operation, each unguarded one */
export function checkOperations(served: Served, table: Readonly<Record<string, Operation>>): void {
  const names = new Set(served.operations);
  const problems = [
    ...[...names]
      .filter((name) => table[name] === undefined)
      .map((name) => `'${name}' has no entry. Add a line to ${place}, such as  '${name}': member('search'),`),
    ...Object.keys(table)
      .filter((name) => !names.has(name))
      .map((name) => `'${name}' has an entry in ${place}, but is not served. Remove the line or mend its name.`),
    ...[...names]
      .filter((name) => table[name] && table[name].requires !== 'public' && !served.guarded.has(name))
      .map((name) => `'${name}' is not public, but served past the guard. Serve it by a controller.`),
  ];
  if (problems.length > 0) throw new OperationsError(`What operations require is not settled:\n${problems.join('\n')}`);
}

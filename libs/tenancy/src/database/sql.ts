/** One statement with its parameters apart from its text. */
export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Tagged template: each `${value}` becomes a numbered parameter, so no value is ever part of the text. A nested
 * statement made by this tag is spliced in, its parameters renumbered.
 */
export function sql(strings: TemplateStringsArray, ...inserted: readonly unknown[]): SqlStatement {
  const values: unknown[] = [];
  let text = strings[0] ?? '';
  inserted.forEach((value, index) => {
    text += isStatement(value) ? splice(value, values) : `$${values.push(value)}`;
    text += strings[index + 1] ?? '';
  });
  const statement = { text, values };
  made.add(statement);
  return statement;
}

/** What this tag made. Known by identity: an object from the wire that merely looks like a statement is a value. */
const made = new WeakSet<object>();

/** Nothing, for a condition that is left out. */
export const noSql: SqlStatement = sql``;

function isStatement(value: unknown): value is SqlStatement {
  return typeof value === 'object' && value !== null && made.has(value);
}

function splice(statement: SqlStatement, values: unknown[]): string {
  const base = values.length;
  values.push(...statement.values);
  return statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + base}`);
}

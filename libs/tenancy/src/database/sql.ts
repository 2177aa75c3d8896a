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
  return { text, values };
}

/** Nothing, for a condition that is left out. */
export const noSql: SqlStatement = { text: '', values: [] };

function isStatement(value: unknown): value is SqlStatement {
  return (
    typeof value === 'object' && value !== null && 'text' in value && 'values' in value && Array.isArray(value.values)
  );
}

function splice(statement: SqlStatement, values: unknown[]): string {
  const base = values.length;
  values.push(...statement.values);
  return statement.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + base}`);
}

import { operations } from './operations.js';

const columns = ['Operation', 'Requires', 'Scope of a key', 'Break-glass'];

/** The table as docs/permissions.md holds it, laid out as the formatter wants it. */
export function permissionTable(): string {
  const lines = Object.entries(operations).map(([name, operation]) => [
    `\`${name}\``,
    operation.requires,
    operation.scope ?? '',
    operation.breakGlass ? 'reads' : '',
  ]);
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...lines.map((line) => (line[index] ?? '').length)),
  );
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [
    '# What each operation requires',
    '',
    'Written by `npm run --silent onggi -- permissions --markdown > docs/permissions.md` from',
    '`libs/identity/src/permission/operations.ts`, which the guard of the api reads. What has no line is refused, and the api',
    'does not start while a route or field has none.',
    '',
    '- `public`: anyone. `platform`: the installation’s own key. `signed-in`: whoever belongs to a tenant.',
    '- `member`, `curator`, `tenant-admin`: that role or a higher one. `auditor`: the auditor and the tenant administrator.',
    '- A key with scopes must also have the scope named; without scopes it may all that its role may.',
    '- `reads`: also for the platform while a tenant’s break-glass grant is open.',
    '',
    row(columns),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...lines.map(row),
    '',
  ].join('\n');
}

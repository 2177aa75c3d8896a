import type { Command } from 'commander';
import { runModule } from '../bench/run-module.js';
import { printJson, printLine } from '../output/output.js';

interface Permissions {
  operations: { operation: string; requires: string; scope?: string; breakGlass?: true }[];
  markdown: string;
}

/** `permissions [--json]`: what each operation of the product requires, from the table that the api's guard reads. */
export function addPermissionsCommand(program: Command): void {
  program
    .command('permissions')
    .description('what each operation requires: role, and scope of a key')
    .option('--json', 'print JSON')
    .option('--markdown', 'print docs/permissions.md')
    .action(async (options: { json?: boolean; markdown?: boolean }) => {
      const { operations, markdown } = (await runModule(
        'libs/identity/dist/permission/print-permissions.js',
      )) as Permissions;
      if (options.json) printJson({ operations });
      else if (options.markdown) process.stdout.write(markdown);
      else for (const one of operations) printLine(`${one.operation}\t${one.requires}\t${one.scope ?? ''}`);
    });
}

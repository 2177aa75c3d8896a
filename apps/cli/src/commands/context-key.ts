import type { Command } from 'commander';
import { embeddedDatabaseUrl, productDatabase } from '../bench/embedded-database-url.js';
import { runModule } from '../bench/run-module.js';
import { printJson, printLine } from '../output/output.js';

interface ListedKey {
  id: string;
  createdAt: string;
  retiresAt: string | null;
}

const commands = [
  ['list', 'the keys that the database believes'],
  ['rotate', 'a new key at once, while everything runs; the old one is believed two minutes longer'],
] as const;

/** `context-key list|rotate [--json]`: the keys that tenant contexts are signed with. */
export function addContextKeyCommand(program: Command): void {
  const contextKey = program.command('context-key').description('the keys that tenant contexts are signed with');
  for (const [name, description] of commands) {
    contextKey
      .command(name)
      .description(description)
      .option('--json', 'print JSON')
      .action(async (options: { json?: boolean }) => {
        const environment = { DATABASE_URL: await embeddedDatabaseUrl(productDatabase) };
        const result = (await runModule('prisma/context-key.mjs', environment, [name])) as { keys: ListedKey[] };
        if (options.json) printJson(result);
        else for (const key of result.keys) printLine(`${key.id}\t${key.createdAt}\t${key.retiresAt ?? ''}`.trimEnd());
      });
  }
}

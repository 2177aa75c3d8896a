import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { commaList, printJson, printLine } from '../output/output.js';

interface KeyOptions {
  tenant: string;
  role: string;
  groups?: string;
  label?: string;
  name: string;
  json?: boolean;
}

/** `key create --tenant T --role member|curator|admin [--groups a,b] [--json]` */
export function addKeyCommand(program: Command): void {
  program
    .command('key')
    .description('API keys')
    .command('create')
    .requiredOption('--tenant <id>')
    .requiredOption('--role <role>', 'member, curator or admin')
    .option('--groups <keys>', 'comma list; without it a member of "everyone" only')
    .option('--label <label>', 'clearance: O, S or C')
    .option('--name <name>', 'what the key is for', 'made on the command line')
    .option('--json', 'print JSON')
    .action(async (options: KeyOptions) => {
      const machine = await ApiClient.machine();
      const made = await machine.post<{ key: string; keyId: string }>(
        `/api/v1/platform/tenants/${encodeURIComponent(options.tenant)}/keys`,
        {
          name: options.name,
          role: options.role,
          groups: commaList(options.groups),
          ...(options.label === undefined ? {} : { label: options.label }),
        },
      );
      if (options.json) printJson({ key: made.key, keyId: made.keyId });
      else printLine(made.key);
    });
}

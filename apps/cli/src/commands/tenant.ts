import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { printJson, printLine } from '../output/output.js';

interface Tenant {
  id: string;
  name: { ko: string; en: string };
  status: string;
}

/** `tenant list`, `tenant create ID` */
export function addTenantCommand(program: Command): void {
  const tenant = program.command('tenant').description('affiliates: each a tenant of its own');
  tenant
    .command('list')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const { tenants } = await (await ApiClient.machine()).get<{ tenants: Tenant[] }>('/api/v1/platform/tenants');
      if (options.json) printJson({ tenants });
      else for (const one of tenants) printLine(`${one.id}\t${one.name.ko}\t${one.name.en}\t${one.status}`);
    });
  tenant
    .command('create')
    .argument('<id>', 'lower-case letters, digits, hyphens')
    .option('--name-ko <name>')
    .option('--name-en <name>')
    .option('--json', 'print JSON')
    .action(async (id: string, options: { nameKo?: string; nameEn?: string; json?: boolean }) => {
      const made = await (
        await ApiClient.machine()
      ).post<Tenant>('/api/v1/platform/tenants', {
        id,
        ...(options.nameKo === undefined ? {} : { nameKo: options.nameKo }),
        ...(options.nameEn === undefined ? {} : { nameEn: options.nameEn }),
      });
      if (options.json) printJson(made);
      else printLine(`${made.id}\t${made.status}`);
    });
}

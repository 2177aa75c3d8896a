import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import { printJson, printLine, say } from '../output/output.js';

interface Tenant {
  id: string;
  name: { ko: string; en: string };
  status: string;
}

const pollMs = 250;
const removalLimitMs = 10 * 60_000;

/** `tenant list`, `tenant create ID`, `tenant remove ID` */
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
  tenant
    .command('remove')
    .description('the tenant and everything in it, for good')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      await removeTenant(await ApiClient.machine(), id);
      if (options.json) printJson({ id, status: 'removed' });
      else printLine(`${id}\tremoved`);
    });
}

/** Removes a tenant and waits until nothing of it is left. @throws CommandError when the worker does not get it done */
export async function removeTenant(machine: ApiClient, id: string): Promise<void> {
  await machine.delete(`/api/v1/platform/tenants/${encodeURIComponent(id)}`);
  for (const deadline = Date.now() + removalLimitMs; Date.now() < deadline; await sleep(pollMs)) {
    const { tenants } = await machine.getPatiently<{ tenants: Tenant[] }>('/api/v1/platform/tenants');
    if (!tenants.some((tenant) => tenant.id === id)) return;
  }
  throw new CommandError(
    say({
      ko: `테넌트 '${id}'은(는) 닫혔지만 아직 다 지워지지 않았습니다.`,
      en: `The tenant '${id}' is closed, but not all of it is removed yet.`,
    }),
    say({
      ko: '작업자(worker)가 돌고 있는지 onggi doctor 로 확인하세요. 지우기는 스스로 이어집니다.',
      en: 'Check with onggi doctor that the worker is running. The removal goes on by itself.',
    }),
    'REMOVAL_PENDING',
  );
}

import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { printJson, printLine, printNote, say } from '../output/output.js';

interface Grant {
  id: string;
  reason: string;
  openedAt: string;
  expiresAt: string;
  closedBy: string | null;
  state: string;
}

interface Options {
  tenant: string;
  json?: boolean;
}

/** `break-glass open --tenant T --reason … --minutes N`, `break-glass close GRANT --tenant T`, `break-glass list --tenant T` */
export function addBreakGlassCommand(program: Command): void {
  const group = program
    .command('break-glass')
    .description(
      'the one way of the platform to a tenant’s content: for a reason and a time, read-only, seen by the tenant',
    );
  const command = (name: string, description: string): Command =>
    group.command(name).description(description).requiredOption('--tenant <id>').option('--json', 'print JSON');
  command('open', 'prints a key that reads the tenant’s published documents')
    .requiredOption('--reason <text>', 'who looks and why, at least 10 characters; the tenant reads it')
    .requiredOption('--minutes <n>', '1 to 240')
    .action((options: Options & { reason: string; minutes: string }) => open(options));
  command('close', 'ends a grant at once')
    .argument('<grant>', 'id of the grant')
    .action(async (grant: string, { tenant, json }: Options) => {
      await (await ApiClient.machine()).delete(`${pathOf(tenant)}/${encodeURIComponent(grant)}`);
      if (json) printJson({ id: grant, state: 'closed' });
    });
  command('list', 'all grants that there were').action((options: Options) => list(options));
}

function pathOf(tenant: string): string {
  return `/api/v1/platform/tenants/${encodeURIComponent(tenant)}/break-glass`;
}

async function open(options: Options & { reason: string; minutes: string }): Promise<void> {
  const { tenant, reason, minutes, json } = options;
  const machine = await ApiClient.machine();
  const opened = await machine.post<{ grant: Grant; key: string }>('/api/v1/platform/break-glass', {
    tenant,
    reason,
    minutes: Number(minutes),
  });
  if (json) return printJson(opened);
  printLine(opened.key);
  const { id, expiresAt } = opened.grant;
  printNote(say({ ko: `열람 ${id}, ${expiresAt}까지`, en: `Grant ${id}, until ${expiresAt}` }));
}

async function list({ tenant, json }: Options): Promise<void> {
  const { grants } = await (await ApiClient.machine()).get<{ grants: Grant[] }>(pathOf(tenant));
  if (json) return printJson({ grants });
  for (const { id, state, openedAt, expiresAt, closedBy, reason } of grants) {
    printLine([id, state, openedAt, expiresAt, closedBy ?? '', reason].join('\t'));
  }
}

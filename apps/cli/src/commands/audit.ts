import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { printJson, printLine, say } from '../output/output.js';

interface Finding {
  kind: 'altered' | 'moved' | 'removed' | 'inserted' | 'shortened';
  sequence: number | null;
  eventId: string | null;
}

interface Verification {
  tenant: string;
  events: number;
  head: { sequence: number; hash: string } | null;
  findings: Finding[];
}

interface AuditEvent {
  sequence: number;
  at: string;
  principal: string;
  action: string;
  target: string;
  outcome: string;
  detail: object;
}

interface ListOptions {
  tenant: string;
  json?: boolean;
  [filter: string]: string | boolean | undefined;
}

const meanings: Record<Finding['kind'], { ko: string; en: string }> = {
  altered: { ko: '기록된 뒤 바뀌었습니다', en: 'was altered after it was recorded' },
  moved: { ko: '자리가 바뀌었습니다', en: 'was moved to another place' },
  removed: { ko: '지워졌습니다', en: 'was removed' },
  inserted: { ko: '나중에 끼워 넣어졌습니다', en: 'was inserted past the chain' },
  shortened: { ko: '여기서 끝나던 기록이 아닙니다', en: 'is not where the trail ended' },
};

/** `audit verify [--tenant T] [--head N:HASH] [--json]`, `audit list --tenant T [--action A] … [--json]` */
export function addAuditCommand(program: Command): void {
  const audit = program.command('audit').description('the audit trail of a tenant: proof and list');
  audit
    .command('verify')
    .description('proves that no event was altered, removed, inserted or moved; exit status 1 when one was')
    .option('--tenant <id>', 'one tenant; without it all')
    .option('--head <sequence:hash>', 'a head that an earlier verification printed, with --tenant')
    .option('--json', 'print JSON')
    .action((options: { tenant?: string; head?: string; json?: boolean }) => verify(options));
  audit
    .command('list')
    .description('events, newest first')
    .requiredOption('--tenant <id>')
    .option('--action <prefix>', 'such as document. or break-glass.')
    .option('--principal <principal>')
    .option('--target <id>')
    .option('--outcome <outcome>', 'allowed, denied or failed')
    .option('--from <time>', 'ISO 8601')
    .option('--to <time>', 'ISO 8601')
    .option('--first <n>', 'how many', '50')
    .option('--after <sequence>', 'older than this number')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => list(options));
}

async function verify(options: { tenant?: string; head?: string; json?: boolean }): Promise<void> {
  const machine = await ApiClient.machine();
  const tenants = options.tenant === undefined ? await everyTenant(machine) : [options.tenant];
  const query = options.head === undefined ? '' : `?head=${encodeURIComponent(options.head)}`;
  const verifications: Verification[] = [];
  for (const tenant of tenants) {
    verifications.push(
      await machine.get(`/api/v1/platform/tenants/${encodeURIComponent(tenant)}/audit/verification${query}`),
    );
  }
  if (options.json) printJson({ verifications });
  else for (const one of verifications) print(one);
  if (verifications.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

async function everyTenant(machine: ApiClient): Promise<string[]> {
  const { tenants } = await machine.get<{ tenants: { id: string; status: string }[] }>('/api/v1/platform/tenants');
  return tenants.filter(({ status }) => status === 'active').map(({ id }) => id);
}

function print({ tenant, events, head, findings }: Verification): void {
  const kept = head === null ? '' : `\t${head.sequence}:${head.hash}`;
  const state = findings.length === 0 ? say({ ko: '온전함', en: 'intact' }) : say({ ko: '손상됨', en: 'BROKEN' });
  printLine(`${tenant}\t${events}\t${state}${kept}`);
  for (const { kind, sequence, eventId } of findings) {
    printLine(`${tenant}\t#${sequence ?? '-'}\t${eventId ?? '-'}\t${say(meanings[kind])}`);
  }
}

async function list({ tenant, json, ...filters }: ListOptions): Promise<void> {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(filters)) if (typeof value === 'string') given.set(key, value);
  const client = await ApiClient.forTenant(tenant, 'auditor', []);
  const page = await client.get<{ events: AuditEvent[] }>(`/api/v1/audit?${given}`);
  if (json) return printJson(page);
  for (const one of page.events) {
    const { sequence, at, principal, action, target, outcome, detail } = one;
    printLine([sequence, at, principal, action, target, outcome, JSON.stringify(detail)].join('\t'));
  }
}

import { InvalidArgumentError, type Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { commaList, printJson, printLine } from '../output/output.js';

interface TenantOptions {
  tenant: string;
  json?: boolean;
}

interface CreateOptions extends TenantOptions {
  role: string;
  groups?: string;
  label?: string;
  name: string;
  scopes?: string;
  addresses?: string;
  expires?: number;
}

interface ListedKey {
  id: string;
  name: string;
  role: string;
  status: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

/** `key list|create|rotate|revoke`, as the installation itself: without the limits of a maker. */
export function addKeyCommand(program: Command): void {
  const key = program.command('key').description('API keys');
  const perTenant = (name: string) => key.command(name).requiredOption('--tenant <id>').option('--json', 'print JSON');
  perTenant('list').description('keys that were not revoked').action(list);
  perTenant('create')
    .description('prints a new key, this once')
    .requiredOption('--role <role>', 'member, curator, admin (or tenant-admin), auditor or service')
    .option('--groups <keys>', 'comma list; without it a member of "everyone" only')
    .option('--label <label>', 'clearance: O, S or C')
    .option('--name <name>', 'what the key is for', 'made on the command line')
    .option('--scopes <scopes>', 'comma list; without it whatever the role may')
    .option('--addresses <blocks>', 'comma list of CIDR blocks; without it from everywhere')
    .option('--expires <days>', 'days until it expires; without it never', quantity)
    .action(create);
  perTenant('rotate')
    .description('prints a second secret of a key; the former one works until its grace ends')
    .argument('<key-id>')
    .option('--grace <hours>', 'hours, 0 for none', quantity, 24)
    .action(rotate);
  perTenant('revoke').description('ends a key for good').argument('<key-id>').action(revoke);
}

async function list(options: TenantOptions): Promise<void> {
  const { keys } = await (await ApiClient.machine()).get<{ keys: ListedKey[] }>(keysOf(options));
  if (options.json) printJson({ keys });
  else for (const one of keys) printLine(lineOf(one));
}

function lineOf({ id, role, status, lastUsedAt, expiresAt, name }: ListedKey): string {
  return [id, role, status, `used ${lastUsedAt ?? 'never'}`, `expires ${expiresAt ?? 'never'}`, name].join('  ');
}

async function create(options: CreateOptions): Promise<void> {
  const { name, role, groups, label, scopes, addresses, expires } = options;
  const made = await (
    await ApiClient.machine()
  ).post<{ key: string; keyId: string }>(keysOf(options), {
    name,
    role,
    groups: commaList(groups),
    ...(label === undefined ? {} : { label }),
    ...(scopes === undefined ? {} : { scopes: commaList(scopes) }),
    ...(addresses === undefined ? {} : { addresses: commaList(addresses) }),
    ...(expires === undefined ? {} : { expiresInSeconds: Math.round(expires * 24 * 3600) }),
  });
  if (options.json) printJson({ key: made.key, keyId: made.keyId });
  else printLine(made.key);
}

async function rotate(keyId: string, options: TenantOptions & { grace: number }): Promise<void> {
  const made = await (
    await ApiClient.machine()
  ).post<{ key: string; keyId: string; previousExpiresAt: string }>(
    `${keysOf(options)}/${encodeURIComponent(keyId)}/rotate`,
    { graceSeconds: Math.round(options.grace * 3600) },
  );
  if (options.json) printJson(made);
  else printLine(made.key);
}

async function revoke(keyId: string, options: TenantOptions): Promise<void> {
  await (await ApiClient.machine()).delete(`${keysOf(options)}/${encodeURIComponent(keyId)}`);
  if (options.json) printJson({ keyId, status: 'revoked' });
}

/** A number that a limit is set by: what is none must not pass for no limit. */
function quantity(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It has to be a number.');
  return Number(text);
}

function keysOf({ tenant }: TenantOptions): string {
  return `/api/v1/platform/tenants/${encodeURIComponent(tenant)}/keys`;
}

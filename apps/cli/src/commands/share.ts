import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { commaList, printJson, printLine, say } from '../output/output.js';

interface Options {
  tenant: string;
  json?: boolean;
}

interface OfferOptions extends Options {
  to: string;
  corpus: string;
  purpose: string;
  days: string;
  label?: string;
  opens?: string;
}

interface Share {
  id: string;
  owner: string;
  receiver: string;
  corpus: { name: { ko: string; en: string } } | null;
  label: string;
  groups: string[] | null;
  status: string;
  expiresAt: string | null;
}

const path = '/api/v1/corpus-shares';

/** `share offer|accept|revoke|list --tenant T`: corpora that tenants open to each other, as an administrator of one. */
export function addShareCommand(program: Command): void {
  const share = program.command('share').description('corpora that tenants open to each other');
  const command = (name: string, description: string): Command =>
    share.command(name).description(description).requiredOption('--tenant <id>').option('--json', 'print JSON');
  command('list', 'what the tenant gave and received').action(list);
  command('offer', 'offers a corpus of the tenant to another one')
    .requiredOption('--to <tenant>', 'the tenant that it is offered to')
    .requiredOption('--corpus <key>', 'key or id')
    .requiredOption('--purpose <text>', 'what it is for; both sides see it')
    .requiredOption('--days <days>', 'days until it expires')
    .option('--label <label>', 'highest label that is opened: O, S or C', 'O')
    .option('--opens <groups>', 'comma list of own groups whose documents are opened; without it everyone’s')
    .action(offer);
  command('accept', 'accepts an offer to the tenant')
    .argument('<share-id>')
    .option('--groups <keys>', 'comma list of own groups that get it; without it everyone')
    .action(accept);
  command('revoke', 'ends an offer or a share, from either side, for good').argument('<share-id>').action(revoke);
}

function admin({ tenant }: Options): Promise<ApiClient> {
  return ApiClient.forTenant(tenant, 'admin', []);
}

async function list(options: Options): Promise<void> {
  const found = await (await admin(options)).get<{ shares: Share[] }>(path);
  if (options.json) printJson(found);
  else for (const one of found.shares) printLine(lineOf(one));
}

async function offer(options: OfferOptions): Promise<void> {
  const { to, corpus, purpose, days, label, opens } = options;
  const made = await (
    await admin(options)
  ).post<Share>(path, {
    receiver: to,
    corpus,
    purpose,
    label,
    expiresAt: new Date(Date.now() + Number(days) * 24 * 3600 * 1000).toISOString(),
    ...(opens === undefined ? {} : { opens: commaList(opens) }),
  });
  print(options, made);
}

async function accept(id: string, options: Options & { groups?: string }): Promise<void> {
  const groups = options.groups === undefined ? {} : { groups: commaList(options.groups) };
  print(options, await (await admin(options)).post<Share>(`${path}/${encodeURIComponent(id)}/accept`, groups));
}

async function revoke(id: string, options: Options): Promise<void> {
  await (await admin(options)).delete(`${path}/${encodeURIComponent(id)}`);
  if (options.json) printJson({ id, status: 'ended' });
  else printLine(`${id}  ended`);
}

function print({ json }: Options, share: Share): void {
  if (json) printJson(share);
  else printLine(lineOf(share));
}

function lineOf({ id, owner, receiver, corpus, label, groups, status, expiresAt }: Share): string {
  const given = groups ? [groups.join(',')] : [];
  return [id, status, `${owner} → ${receiver}`, corpus ? say(corpus.name) : '', label, ...given, expiresAt ?? ''].join(
    '  ',
  );
}

import type { Command } from 'commander';
import { commaList, printJson, printLine } from '../output/output.js';
import {
  administratorOf,
  endShare,
  lineOf,
  printShare,
  termsOf,
  type OfferOptions,
  type Share,
  type ShareOptions,
} from './affiliate-share.js';

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
  command('revoke', 'ends an offer or a share, from either side, for good')
    .argument('<share-id>')
    .action((id: string, options: ShareOptions) => endShare(path, id, options));
}

async function list(options: ShareOptions): Promise<void> {
  const found = await (await administratorOf(options)).get<{ shares: Share[] }>(path);
  if (options.json) printJson(found);
  else for (const one of found.shares) printLine(lineOf(one));
}

async function offer(options: OfferOptions & { corpus: string }): Promise<void> {
  const body = { corpus: options.corpus, ...termsOf(options) };
  printShare(options, await (await administratorOf(options)).post<Share>(path, body));
}

async function accept(id: string, options: ShareOptions & { groups?: string }): Promise<void> {
  const body = options.groups === undefined ? {} : { groups: commaList(options.groups) };
  const url = `${path}/${encodeURIComponent(id)}/accept`;
  printShare(options, await (await administratorOf(options)).post<Share>(url, body));
}

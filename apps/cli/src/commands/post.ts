import type { Command } from 'commander';
import { printJson, printLine } from '../output/output.js';
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

const path = '/api/v1/posts';

/** `post grant|accept|end|list --tenant T`: second posts and secondments of people, as an administrator of one side. */
export function addPostCommand(program: Command): void {
  const post = program.command('post').description('second posts and secondments of people between tenants');
  const command = (name: string, description: string): Command =>
    post.command(name).description(description).requiredOption('--tenant <id>').option('--json', 'print JSON');
  command('list', 'those here and those of own people elsewhere').action(list);
  command('grant', 'lets a person of another tenant read here; it begins when that tenant accepts')
    .requiredOption('--to <tenant>', 'the tenant that the person belongs to')
    .requiredOption('--email <address>', 'of the person there')
    .requiredOption('--purpose <text>', 'what it is for; both sides see it')
    .option('--secondment', 'a secondment, which needs --days; without it a second post')
    .option('--days <days>', 'days until it expires; without it until it is ended')
    .option('--label <label>', 'highest label that is opened: O, S or C', 'O')
    .option('--opens <groups>', 'comma list of own groups that the person reads with; without it everyone’s documents')
    .action(grant);
  command('accept', 'accepts one for a person of the tenant')
    .argument('<post-id>')
    .option('--person <id>', 'where the e-mail is not that of exactly one person')
    .action(accept);
  command('end', 'ends it, from either side, for good')
    .argument('<post-id>')
    .action((id: string, options: ShareOptions) => endShare(path, id, options));
}

async function list(options: ShareOptions): Promise<void> {
  const found = await (await administratorOf(options)).get<{ posts: Share[] }>(path);
  if (options.json) printJson(found);
  else for (const one of found.posts) printLine(lineOf(one));
}

async function grant(options: OfferOptions & { email: string; secondment?: boolean }): Promise<void> {
  const kind = options.secondment ? 'secondment' : 'post';
  const body = { kind, email: options.email, ...termsOf(options) };
  printShare(options, await (await administratorOf(options)).post<Share>(path, body));
}

async function accept(id: string, options: ShareOptions & { person?: string }): Promise<void> {
  const body = options.person === undefined ? {} : { personId: options.person };
  const url = `${path}/${encodeURIComponent(id)}/accept`;
  printShare(options, await (await administratorOf(options)).post<Share>(url, body));
}

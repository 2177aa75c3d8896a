import { ApiClient } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import { commaList, printJson, printLine, say } from '../output/output.js';

/** What the commands of one tenant's administrator have in common. */
export interface ShareOptions {
  tenant: string;
  json?: boolean;
}

/** As the API shows what one tenant opens to another; the fields that a line has. */
export interface Share {
  id: string;
  kind: 'corpus' | 'post' | 'secondment';
  owner: string;
  receiver: string;
  corpus: { name: { ko: string; en: string } } | null;
  email: string | null;
  label: string;
  groups: string[] | null;
  status: string;
  expiresAt: string | null;
}

/** The terms that an offer of either kind has. */
export interface OfferOptions extends ShareOptions {
  to: string;
  purpose: string;
  days?: string;
  label?: string;
  opens?: string;
}

export function administratorOf({ tenant }: ShareOptions): Promise<ApiClient> {
  return ApiClient.forTenant(tenant, 'admin', []);
}

/** @throws CommandError for days that are no number */
export function termsOf({ to, purpose, days, label, opens }: OfferOptions): object {
  return {
    receiver: to,
    purpose,
    label,
    ...(days === undefined ? {} : { expiresAt: expiryIn(days) }),
    ...(opens === undefined ? {} : { opens: commaList(opens) }),
  };
}

function expiryIn(days: string): string {
  const count = Number(days);
  const expiry = new Date(Date.now() + count * 24 * 3600 * 1000);
  if (count > 0 && !Number.isNaN(expiry.getTime())) return expiry.toISOString();
  throw new CommandError(
    say({ ko: `'${days}'은(는) 날수가 아닙니다.`, en: `'${days}' is not a number of days.` }),
    say({ ko: '--days 90처럼 0보다 큰 수를 쓰세요.', en: 'Give a number above 0, as in --days 90.' }),
  );
}

export async function endShare(path: string, id: string, options: ShareOptions): Promise<void> {
  await (await administratorOf(options)).delete(`${path}/${encodeURIComponent(id)}`);
  if (options.json) printJson({ id, status: 'ended' });
  else printLine(`${id}  ended`);
}

export function printShare({ json }: ShareOptions, share: Share): void {
  if (json) printJson(share);
  else printLine(lineOf(share));
}

/** Id, status, direction, what, label, who gets it, end. */
export function lineOf({ id, owner, receiver, kind, corpus, email, label, groups, status, expiresAt }: Share): string {
  const what = corpus ? say(corpus.name) : `${kind} ${email ?? ''}`;
  const given = groups ? [groups.join(',')] : [];
  return [id, status, `${owner} → ${receiver}`, what, label, ...given, expiresAt ?? ''].join('  ');
}

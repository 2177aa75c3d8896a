import { sql, type TenantTransaction } from '@onggi/tenancy';
import { isIPv6 } from 'node:net';
import { sha256 } from '../credentials/api-key.js';
import { TooManyAttemptsError } from './password-errors.js';

/** Wrong tries that cost nothing, and the longest pause after more: whoever guesses gets a few hundred a day. */
interface Patience {
  free: number;
  longestMs: number;
}
const patience: Record<'account' | 'address', Patience> = {
  // A pause that others can cause by trying has to stay short.
  account: { free: 5, longestMs: 5 * 60_000 },
  address: { free: 20, longestMs: 15 * 60_000 },
};
const firstPauseMs = 5_000;
/** After so long without a wrong try all is forgotten. */
const forgottenAfter = '1 day';

export interface Attempt {
  email: string;
  address: string;
}

/**
 * Counts a try as a wrong one before it is known to be, so that many at once are not heard as one. Unknown accounts are
 * counted like known ones.
 * @throws TooManyAttemptsError while a pause lasts; such a try is not counted
 */
export async function beginAttempt(transaction: TenantTransaction, attempt: Attempt): Promise<void> {
  const { tenant } = transaction.context;
  for (const [kind, subject] of subjectsOf(attempt)) {
    const { free, longestMs } = patience[kind];
    const begun = await transaction.first(
      sql`INSERT INTO onggi.sign_in_attempt AS a (tenant_id, kind, subject, failures, failed_at, retry_at)
          VALUES (${tenant}, ${kind}, ${subject}, 1, clock_timestamp(), clock_timestamp())
          ON CONFLICT (tenant_id, kind, subject) DO UPDATE SET
            failures = CASE WHEN a.failed_at < clock_timestamp() - ${forgottenAfter}::interval THEN 1 ELSE a.failures + 1 END,
            failed_at = clock_timestamp(),
            retry_at = clock_timestamp() + CASE
              WHEN a.failed_at < clock_timestamp() - ${forgottenAfter}::interval OR a.failures + 1 < ${free} THEN interval '0'
              ELSE least(${longestMs}::float8, ${firstPauseMs} * 2::float8 ^ least(a.failures + 1 - ${free}, 20)) * interval '1 millisecond' END
            WHERE a.retry_at <= clock_timestamp()
          RETURNING 1`,
    );
    if (!begun) throw new TooManyAttemptsError(await pauseOf(transaction, kind, subject));
  }
}

/** The try was right: the account's wrong ones are forgotten, and the address has one less. */
export async function attemptSucceeded(transaction: TenantTransaction, attempt: Attempt): Promise<void> {
  const { tenant } = transaction.context;
  for (const [kind, subject] of subjectsOf(attempt)) {
    await transaction.execute(
      sql`UPDATE onggi.sign_in_attempt SET failures = CASE WHEN kind = 'account' THEN 0 ELSE greatest(failures - 1, 0) END,
            retry_at = clock_timestamp()
          WHERE tenant_id = ${tenant} AND kind = ${kind} AND subject = ${subject}`,
    );
  }
  await transaction.execute(
    sql`DELETE FROM onggi.sign_in_attempt
        WHERE tenant_id = ${tenant} AND failed_at < clock_timestamp() - ${forgottenAfter}::interval`,
  );
}

async function pauseOf(transaction: TenantTransaction, kind: string, subject: Buffer): Promise<number> {
  const row = await transaction.first<{ pause: number }>(
    sql`SELECT ceil(extract(epoch FROM retry_at - clock_timestamp()) * 1000)::int AS pause FROM onggi.sign_in_attempt
        WHERE tenant_id = ${transaction.context.tenant} AND kind = ${kind} AND subject = ${subject}`,
  );
  return Math.max(row?.pause ?? 0, 1_000);
}

function subjectsOf({ email, address }: Attempt): ['account' | 'address', Buffer][] {
  return [
    ['account', sha256(email)],
    ['address', sha256(networkOf(address))],
  ];
}

/** One subscriber has 2^64 IPv6 addresses at hand. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const rest = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((group) => group !== '').length;
  return [...groups, ...Array.from({ length: Math.max(rest, 0) }, () => '0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

import { OnggiError } from '@onggi/platform';
import type { ContextKey, ContextKeys } from './context-keys.js';
import type { TenantContext } from './tenant-context.js';

/** The one transaction that a signed context is good for. */
export interface TransactionMark {
  /** Process id of the connection's backend. */
  backend: number;
  /** Start of the transaction, microseconds since 1970 by the server's clock. Does not come again in a backend. */
  began: number;
}

/** What transactionMark() reads. `began` is text, because drivers differ in what they make of a bigint. */
export interface TransactionMarkRow {
  backend: number;
  began: string;
}

/** Said right after BEGIN. */
export const transactionMarkQuery =
  'SELECT pg_backend_pid() AS backend, (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint::text AS began';

export function transactionMark(row: TransactionMarkRow | undefined): TransactionMark {
  if (row === undefined) throw new Error('the server did not say which transaction this is');
  return { backend: row.backend, began: Number(row.began) };
}

/** Longer than any transaction of ours, short enough to be useless when stolen. */
const lifetimeSeconds = 60;

/**
 * The value of the transaction-local setting `onggi.context` that tenancy.context() believes in this transaction and in no
 * other: key id, HMAC-SHA256 and what they stand for.
 */
export function signedContext(context: TenantContext, key: ContextKey, mark: TransactionMark): string {
  const expires = mark.began + lifetimeSeconds * 1_000_000;
  const signed = JSON.stringify({ ...context, ...mark, expires });
  return key.id + key.mac(signed) + signed;
}

/**
 * Sets the context of a transaction, by the newest key that the database knows: a key may reach a process before it
 * reaches the database.
 * @param set sets the value, and tells whether tenancy.context() believes it
 * @throws ContextRefusedError when the database knows none of the keys
 */
export async function enterContext(
  context: TenantContext,
  keys: ContextKeys,
  mark: TransactionMark,
  set: (value: string) => Promise<boolean>,
): Promise<void> {
  for (const key of keys.current()) {
    if (await set(signedContext(context, key, mark))) return;
  }
  throw new ContextRefusedError();
}

/** Without it a transaction would find every table empty, which looks like an answer. */
export class ContextRefusedError extends OnggiError {
  constructor() {
    super({
      code: 'CONTEXT_REFUSED',
      httpStatus: 503,
      message: {
        ko: '데이터베이스가 이 프로세스의 서명 키를 알지 못합니다.',
        en: 'The database does not know the key with which this process signs.',
      },
      remedy: {
        ko: '관리자: 같은 context.key로 node prisma/migrate.mjs 를 실행하세요.',
        en: 'Administrators: run node prisma/migrate.mjs with the same context.key.',
      },
      retryable: true,
      retryAfterMs: 5_000,
    });
  }
}

import { randomBytes } from 'node:crypto';
import { newId } from '@onggi/platform';
import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import { sha256 } from '../credentials/api-key.js';

/** However busy it is, a session ends then. Left idle it ends after 8 h (tenancy.find_session). */
const lifetimeMs = 12 * 60 * 60 * 1000;

export interface StartedSession {
  sessionId: string;
  /** 256 random bits, for the cookie; only its hash is stored. */
  token: string;
  expiresAt: Date;
}

/** A session of a person who has proved to be that person. Each sign-in gets a new one. */
export async function startSession(
  transaction: TenantTransaction,
  personId: string,
  of: { userAgent?: string | undefined; by: 'password' | 'demo' | 'oidc' },
): Promise<StartedSession> {
  const token = randomBytes(32).toString('base64url');
  const [sessionId, expiresAt] = [newId(), new Date(Date.now() + lifetimeMs)];
  await transaction.execute(
    sql`INSERT INTO onggi.session (tenant_id, session_id, token_hash, person_id, expires_at, user_agent)
        VALUES (${transaction.context.tenant}, ${sessionId}, ${sha256(token)}, ${personId}, ${expiresAt},
                ${(of.userAgent ?? '').slice(0, 200)})`,
  );
  await recordAudit(transaction, {
    action: 'session.start',
    target: sessionId,
    detail: { by: of.by, person: personId },
  });
  return { sessionId, token, expiresAt };
}

/** Ends all sessions of a person but one. @returns how many */
export function endSessions(transaction: TenantTransaction, personId: string, except?: string): Promise<number> {
  return transaction.execute(
    sql`UPDATE onggi.session SET revoked_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND person_id = ${personId} AND revoked_at IS NULL
          AND session_id IS DISTINCT FROM ${except ?? null}::uuid`,
  );
}

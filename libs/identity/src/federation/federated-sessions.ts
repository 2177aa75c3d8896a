import { sql, type TenantTransaction } from '@onggi/tenancy';

/** A session of ours as the provider knows it. */
export interface ProviderSession {
  issuer: string;
  subject: string;
  /** Undefined where the provider does not name its sessions. */
  sid: string | undefined;
}

/** Notes which session of the provider a session of ours began with. */
export async function rememberProviderSession(
  transaction: TenantTransaction,
  sessionId: string,
  { issuer, subject, sid }: ProviderSession,
): Promise<void> {
  await transaction.execute(
    sql`INSERT INTO onggi.oidc_session (tenant_id, session_id, issuer, subject, sid)
        VALUES (${transaction.context.tenant}, ${sessionId}, ${issuer}, ${subject}, ${sid ?? null})`,
  );
}

/** @returns how many of the sessions that began at this issuer were still going on */
export function endSessionsOfProvider(transaction: TenantTransaction, issuer: string): Promise<number> {
  return endWhere(transaction, sql`o.issuer = ${issuer}`);
}

/** Ends the sessions of a subject, of one session of the provider, or of both where both are said. */
export function endSessionsOf(
  transaction: TenantTransaction,
  issuer: string,
  of: { subject: string | undefined; sid: string | undefined },
): Promise<number> {
  return endWhere(
    transaction,
    sql`o.issuer = ${issuer} AND (${of.subject ?? null}::text IS NULL OR o.subject = ${of.subject ?? null})
        AND (${of.sid ?? null}::text IS NULL OR o.sid = ${of.sid ?? null})`,
  );
}

function endWhere(transaction: TenantTransaction, condition: ReturnType<typeof sql>): Promise<number> {
  const { tenant } = transaction.context;
  return transaction.execute(
    sql`UPDATE onggi.session s SET revoked_at = now()
        WHERE s.tenant_id = ${tenant} AND s.revoked_at IS NULL
          AND EXISTS (SELECT FROM onggi.oidc_session o
                      WHERE o.tenant_id = s.tenant_id AND o.session_id = s.session_id AND ${condition})`,
  );
}

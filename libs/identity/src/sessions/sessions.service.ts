import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, UnauthenticatedError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { sha256 } from '../credentials/api-key.js';

const lifetimeMs = 12 * 60 * 60 * 1000;

@Injectable()
export class SessionsService {
  constructor(private readonly database: TenantDb) {}

  /**
   * Signs a demo account in.
   * @param context platform context of the account's tenant
   * @returns the session's token, 256 random bits, for the cookie; only its hash is stored
   * @throws UnauthenticatedError when there is no such demo account
   */
  async startForDemoAccount(context: TenantContext, email: string): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + lifetimeMs);
    await this.database.run(context, async (transaction) => {
      const sessionId = newId();
      const written = await transaction.execute(
        sql`INSERT INTO onggi.session (tenant_id, session_id, token_hash, person_id, expires_at)
            SELECT tenant_id, ${sessionId}, ${sha256(token)}, person_id, ${expiresAt} FROM onggi.person
            WHERE tenant_id = ${context.tenant} AND email = ${email.toLowerCase()} AND demo AND status = 'active'`,
      );
      if (written === 0) throw new UnauthenticatedError();
      await recordAudit(transaction, { action: 'session.start', target: sessionId, detail: { demo: true } });
    });
    return { token, expiresAt };
  }

  async end(context: TenantContext, sessionId: string): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await transaction.execute(
        sql`UPDATE onggi.session SET revoked_at = now() WHERE tenant_id = ${context.tenant} AND session_id = ${sessionId}`,
      );
      await recordAudit(transaction, { action: 'session.end', target: sessionId });
    });
  }
}

import { Injectable } from '@nestjs/common';
import { isId, NotFoundError, UnauthenticatedError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { endSessions, startSession, type StartedSession } from './session-rows.js';

/** A session as its person sees it. */
export interface Session {
  id: string;
  createdAt: Date;
  /** Precise to a minute. */
  lastSeenAt: Date;
  expiresAt: Date;
  /** What the browser calls itself. */
  userAgent: string;
}

@Injectable()
export class SessionsService {
  constructor(private readonly database: TenantDb) {}

  /**
   * Signs a demo account in.
   * @param context platform context of the account's tenant
   * @throws UnauthenticatedError when there is no such demo account
   */
  async startForDemoAccount(context: TenantContext, email: string, userAgent?: string): Promise<StartedSession> {
    return this.database.run(context, async (transaction) => {
      const person = await transaction.first<{ person_id: string }>(
        sql`SELECT person_id FROM onggi.person
            WHERE tenant_id = ${context.tenant} AND email = ${email.toLowerCase()} AND demo AND status = 'active'`,
      );
      if (!person) throw new UnauthenticatedError();
      return startSession(transaction, person.person_id, { userAgent, by: 'demo' });
    });
  }

  /** A person's sessions that are open, the newest first. */
  async list(context: TenantContext, personId: string): Promise<Session[]> {
    return this.database.run(context, (transaction) =>
      transaction.rows<Session>(
        sql`SELECT session_id AS id, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt",
                   user_agent AS "userAgent"
            FROM onggi.session WHERE tenant_id = ${context.tenant} AND person_id = ${personId} AND revoked_at IS NULL
              AND expires_at > clock_timestamp() AND last_seen_at > clock_timestamp() - interval '8 hours'
            ORDER BY created_at DESC, session_id DESC`,
      ),
    );
  }

  async end(context: TenantContext, sessionId: string): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await transaction.execute(
        sql`UPDATE onggi.session SET revoked_at = now() WHERE tenant_id = ${context.tenant} AND session_id = ${sessionId}`,
      );
      await recordAudit(transaction, { action: 'session.end', target: sessionId });
    });
  }

  /** Ends one of a person's own sessions. @throws NotFoundError for those of others */
  async endOwn(context: TenantContext, personId: string, sessionId: string): Promise<void> {
    if (!isId(sessionId)) throw new NotFoundError();
    await this.database.run(context, async (transaction) => {
      const ended = await transaction.execute(
        sql`UPDATE onggi.session SET revoked_at = coalesce(revoked_at, now())
            WHERE tenant_id = ${context.tenant} AND session_id = ${sessionId} AND person_id = ${personId}`,
      );
      if (ended === 0) throw new NotFoundError();
      await recordAudit(transaction, { action: 'session.end', target: sessionId });
    });
  }

  /** Ends a person's sessions but the one that stays. @returns how many */
  async endOthers(context: TenantContext, personId: string, stays: string): Promise<number> {
    return this.database.run(context, async (transaction) => {
      const ended = await endSessions(transaction, personId, stays);
      await recordAudit(transaction, { action: 'session.end_others', target: personId, detail: { ended } });
      return ended;
    });
  }
}

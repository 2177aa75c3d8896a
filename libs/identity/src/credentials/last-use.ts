import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createLogger } from '@onggi/platform';
import { sql, TenantDb, type SqlStatement, type TenantContext } from '@onggi/tenancy';

const log = createLogger('identity');
/** How precise the times are; each credential is written at most so often. */
const everyMs = 60_000;
/** Credentials that are remembered as just written. Beyond it they are forgotten, and written once too often. */
const mostRemembered = 10_000;

/** Notes when a key was used and a session was seen, beside the request and at most once a minute for each. */
@Injectable()
export class LastUse implements OnModuleDestroy {
  private readonly noted = new Map<string, number>();
  private writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: TenantDb) {}

  keyUsed(context: TenantContext, keyId: string): void {
    this.note(
      context,
      keyId,
      sql`UPDATE onggi.api_key SET last_used_at = now() WHERE tenant_id = ${context.tenant} AND key_id = ${keyId}
            AND (last_used_at IS NULL OR last_used_at < now() - interval '55 seconds')`,
    );
  }

  sessionSeen(context: TenantContext, sessionId: string): void {
    this.note(
      context,
      sessionId,
      sql`UPDATE onggi.session SET last_seen_at = now() WHERE tenant_id = ${context.tenant} AND session_id = ${sessionId}
            AND last_seen_at < now() - interval '55 seconds'`,
    );
  }

  onModuleDestroy(): Promise<void> {
    return this.settled();
  }

  /** Waits until what was noted so far is written. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private note(context: TenantContext, id: string, statement: SqlStatement): void {
    const now = Date.now();
    if (now - (this.noted.get(id) ?? 0) < everyMs) return;
    if (this.noted.size >= mostRemembered) this.noted.clear();
    this.noted.set(id, now);
    // One after another: a burst of callers must not take the connections of their requests.
    this.writing = this.writing.then(() =>
      this.database
        .run(context, (transaction) => transaction.execute(statement))
        .catch((error: unknown) => log.warn({ tenant: context.tenant, error: String(error) }, 'a use was not noted')),
    );
  }
}

import type { TenantContext } from '../context/tenant-context.js';
import { sql } from '../database/sql.js';
import type { TenantDb } from '../database/tenant-db.js';
import { AuditChainCheck, mostFindings, type AuditHead, type AuditVerification } from './verify-audit.js';

export interface AuditFilter {
  /** Beginning of the action, such as `document.` or `document.read`. */
  action?: string | undefined;
  principal?: string | undefined;
  target?: string | undefined;
  outcome?: 'allowed' | 'denied' | 'failed' | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Events a page, 1–500. Default 50. */
  first?: number | undefined;
  /** Number of the last event of the page before. */
  after?: number | undefined;
}

export interface AuditEvent {
  sequence: number;
  id: string;
  at: Date;
  principal: string;
  action: string;
  target: string;
  outcome: 'allowed' | 'denied' | 'failed';
  detail: Record<string, unknown>;
}

export interface AuditPage {
  /** Newest first. */
  events: AuditEvent[];
  /** `after` of the next page; null at the end. */
  next: number | null;
}

/** A tenant's audit trail, read and proven as onggi_auditor, which may do nothing else. */
export class AuditTrail {
  /** @param database of onggi_auditor */
  constructor(private readonly database: TenantDb) {}

  async list(context: TenantContext, filter: AuditFilter): Promise<AuditPage> {
    const first = Math.min(Math.max(Math.trunc(filter.first ?? 50), 1), 500);
    const { action, principal, target, outcome, from, to, after } = filter;
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<AuditEvent & { sequence: string }>(
        sql`SELECT l.sequence, e.event_id AS id, e.at, e.principal, e.action, e.target, e.outcome, e.detail
            FROM onggi.audit_link l JOIN onggi.audit_event e ON e.tenant_id = l.tenant_id AND e.event_id = l.event_id
            WHERE l.tenant_id = ${context.tenant}
              AND (${after ?? null}::bigint IS NULL OR l.sequence < ${after ?? null}::bigint)
              AND (${action ?? null}::text IS NULL OR starts_with(e.action, ${action ?? null}))
              AND (${principal ?? null}::text IS NULL OR e.principal = ${principal ?? null})
              AND (${target ?? null}::text IS NULL OR e.target = ${target ?? null})
              AND (${outcome ?? null}::text IS NULL OR e.outcome = ${outcome ?? null})
              AND (${from ?? null}::timestamptz IS NULL OR e.at >= ${from ?? null})
              AND (${to ?? null}::timestamptz IS NULL OR e.at < ${to ?? null})
            ORDER BY l.sequence DESC LIMIT ${first + 1}`,
      ),
    );
    const events = rows.slice(0, first).map((row) => ({ ...row, sequence: Number(row.sequence) }));
    return { events, next: rows.length > first ? (events.at(-1)?.sequence ?? null) : null };
  }

  /** Proves the trail as it was when this began; what comes meanwhile is for the next time. */
  async verify(context: TenantContext, kept?: AuditHead): Promise<AuditVerification> {
    const check = new AuditChainCheck(context.tenant, kept);
    const ends = await this.ends(context);
    const end = Math.max(ends.head?.sequence ?? 0, ends.lastLink);
    // Each page is a transaction: a context does not outlive a minute, and a long trail takes longer.
    while (await this.database.run(context, (transaction) => check.page(transaction, end)));
    return check.result(ends, await this.unlinkedEvents(context));
  }

  private async ends(context: TenantContext): Promise<{ head: AuditHead | null; lastLink: number }> {
    const row = await this.database.run(context, (transaction) =>
      transaction.first<{ sequence: string | null; hash: string; last_link: string }>(
        sql`SELECT h.sequence, encode(h.hash, 'hex') AS hash, l.last_link
            FROM (SELECT coalesce(max(sequence), 0) AS last_link FROM onggi.audit_link WHERE tenant_id = ${context.tenant}) l
            LEFT JOIN onggi.audit_head h ON h.tenant_id = ${context.tenant}`,
      ),
    );
    const head = row?.sequence == null ? null : { sequence: Number(row.sequence), hash: row.hash };
    return { head, lastLink: Number(row?.last_link ?? 0) };
  }

  private async unlinkedEvents(context: TenantContext): Promise<string[]> {
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<{ event_id: string }>(
        sql`SELECT e.event_id FROM onggi.audit_event e
            LEFT JOIN onggi.audit_link l ON l.tenant_id = e.tenant_id AND l.event_id = e.event_id
            WHERE e.tenant_id = ${context.tenant} AND l.event_id IS NULL ORDER BY e.at, e.event_id LIMIT ${mostFindings}`,
      ),
    );
    return rows.map((row) => row.event_id);
  }
}

import { newId } from '@onggi/platform';
import { sql } from '../database/sql.js';
import type { TenantTransaction } from '../database/tenant-db.js';

export interface AuditEntry {
  /** `answer.ask`, `search.query`, `document.read`, `document.upload` … */
  action: string;
  /** Id of what it was done to. */
  target?: string;
  outcome?: 'allowed' | 'denied' | 'failed';
  /** Counts, ids and durations; never a secret, never document text. */
  detail?: Record<string, unknown>;
}

/** What is done with what another tenant opens. */
export type SharedAction =
  'share.offer' | 'share.accept' | 'share.end' | 'share.search' | 'share.answer' | 'share.read';

/** One row of the append-only audit trail, in the transaction of what it records: either both exist or neither. */
export async function recordAudit(transaction: TenantTransaction, entry: AuditEntry): Promise<void> {
  const { tenant, principal } = transaction.context;
  await transaction.execute(
    sql`INSERT INTO onggi.audit_event (tenant_id, event_id, principal, action, target, outcome, detail)
        VALUES (${tenant}, ${newId()}, ${principal}, ${entry.action}, ${entry.target ?? ''}, ${entry.outcome ?? 'allowed'},
                ${JSON.stringify(entry.detail ?? {})})`,
    'record_audit',
  );
}

/**
 * Rows in the trails of other tenants: what was done with what they opened, or with an offer to them. In the transaction of
 * what it records, whose own row is recorded beside it.
 * @param told for each tenant: the target, by default none, and the detail
 */
export async function auditElsewhere(
  transaction: TenantTransaction,
  action: SharedAction,
  told: ReadonlyMap<string, { target?: string } & Record<string, unknown>>,
): Promise<void> {
  for (const [tenant, { target = '', ...detail }] of told) {
    await transaction.execute(
      sql`SELECT tenancy.audit_elsewhere(${newId()}, ${tenant}, ${action}, ${target}, ${JSON.stringify(detail)}::jsonb)`,
      'audit_elsewhere',
    );
  }
}

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

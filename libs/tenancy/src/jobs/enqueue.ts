import { sql } from '../database/sql.js';
import type { TenantTransaction } from '../database/tenant-db.js';

/** Every kind of job there is. Those of embedding sets are asked for by a function of their own, the others by tenancy.enqueue. */
export type TaskName =
  | 'ingest-version'
  | 'finish-job'
  | 'purge-versions'
  | 'refresh-statistics'
  | 'maintain-indexes'
  | 'provision-tenant'
  | 'remove-tenant'
  | 'build-embedding-set'
  | 'empty-embedding-set'
  | 'run-evaluation'
  | 'propose-questions'
  | 'analyze-passages';

/** One job to run: ids only, never text or secrets. `key` makes it unique among the tenant's waiting jobs. */
export interface JobRequest {
  payload: Record<string, string | number>;
  key?: string;
}

/** Adds jobs in the caller's transaction: they exist if and only if it commits. The database stamps the tenant from the context. */
export async function enqueue(
  transaction: TenantTransaction,
  task: TaskName,
  jobs: readonly JobRequest[],
): Promise<void> {
  if (jobs.length === 0) return;
  await transaction.execute(
    sql`SELECT tenancy.enqueue(${task}, ${jobs.map((job) => JSON.stringify(job.payload))}::jsonb[], ${jobs.map((job) => job.key ?? null)}::text[])`,
  );
}

/** Asks for the upkeep of the home tenant's indexes, once: tenants take turns, one at a time over all. */
export async function requestIndexMaintenance(transaction: TenantTransaction): Promise<void> {
  await transaction.execute(sql`SELECT tenancy.request_index_maintenance()`);
}

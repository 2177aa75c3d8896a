import { enqueue, sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { finishKey, isComplete, sealJob } from '../jobs/job-progress.js';

const versionsPerSweep = 10_000;

/** What a sweep put right. */
export interface Recovered {
  sealedJobs: number;
  versions: number;
  finishes: number;
}

/**
 * Puts right what the death of a process can leave behind in one tenant: uploads whose receiver died, versions that no
 * queued job will process, complete jobs that nothing will finish. Finds nothing on ordinary days.
 */
export async function recover(database: TenantDb, context: TenantContext): Promise<Recovered> {
  return database.run(context, async (transaction) => ({
    sealedJobs: await sealOrphans(transaction),
    versions: await enqueueLostVersions(transaction),
    finishes: await enqueueLostFinishes(transaction),
  }));
}

async function sealOrphans(transaction: TenantTransaction): Promise<number> {
  const orphans = await transaction.rows<{ job_id: string }>(
    sql`SELECT job_id FROM (
          SELECT job_id, receiver FROM onggi.ingestion_job
          WHERE tenant_id = ${transaction.context.tenant} AND finished_at IS NULL AND received_at IS NULL OFFSET 0) AS receiving
        WHERE pg_try_advisory_xact_lock(tenancy.process_lock_key(receiver::text))`,
  );
  for (const { job_id } of orphans) await sealJob(transaction, job_id);
  return orphans.length;
}

async function enqueueLostVersions(transaction: TenantTransaction): Promise<number> {
  const lost = await transaction.rows<{ key: string }>(
    sql`SELECT key FROM tenancy.keys_without_job((
          SELECT array_agg(version_id::text) FROM (
            SELECT version_id FROM onggi.document_version
            WHERE tenant_id = ${transaction.context.tenant} AND status IN ('waiting', 'processing')
              AND updated_at < now() - interval '20 seconds'
            ORDER BY updated_at LIMIT ${versionsPerSweep}) AS unfinished)) AS key`,
  );
  await enqueue(
    transaction,
    'ingest-version',
    lost.map(({ key }) => ({ payload: { versionId: key }, key })),
  );
  return lost.length;
}

async function enqueueLostFinishes(transaction: TenantTransaction): Promise<number> {
  const lost = await transaction.rows<{ job_id: string }>(
    sql`SELECT j.job_id FROM onggi.ingestion_job j
        WHERE j.tenant_id = ${transaction.context.tenant} AND j.finished_at IS NULL AND ${isComplete}
          AND EXISTS (SELECT FROM tenancy.keys_without_job(ARRAY['finish:' || j.job_id]))`,
  );
  await enqueue(
    transaction,
    'finish-job',
    lost.map(({ job_id }) => ({ payload: { jobId: job_id }, key: finishKey(job_id) })),
  );
  return lost.length;
}

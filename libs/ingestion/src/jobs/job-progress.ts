import { enqueue, sql, type TenantTransaction } from '@onggi/tenancy';

/** Channel on which a change of a job is announced; the payload is the job's id. */
export const jobChannel = 'ingestion_job';

/** Says on the channel that a job changed, when the transaction commits. */
export async function announceJob(transaction: TenantTransaction, jobId: string): Promise<void> {
  await transaction.execute(sql`SELECT pg_notify(${jobChannel}, ${jobId})`, 'announce_job');
}

/** How a version ended, as jobs count it. */
export type Settlement = 'published' | 'rejected' | 'quarantined';

interface SettledJob {
  job_id: string;
  complete: boolean;
}

/**
 * Counts a version that has ended in every job that waits for it, in the transaction that ended it, and hands a job that
 * is complete to its last step. Counters, because counting 5,000 files after each of them would cost more than reading it.
 * @param announce false to leave the announcement to a later document (many end within a second)
 */
export async function settleVersion(
  transaction: TenantTransaction,
  versionId: string,
  settlement: Settlement,
  announce: boolean,
): Promise<void> {
  const { tenant } = transaction.context;
  const jobs = await transaction.rows<SettledJob>(
    sql`WITH settled AS (
          UPDATE onggi.ingestion_job_file SET outcome = ${settlement}, settled_at = clock_timestamp()
          WHERE tenant_id = ${tenant} AND version_id = ${versionId} AND outcome = 'accepted'
          RETURNING job_id
        ), files AS (SELECT job_id, count(*)::int AS count FROM settled GROUP BY job_id)
        UPDATE onggi.ingestion_job j
        SET published = j.published + CASE WHEN ${settlement} = 'published' THEN files.count ELSE 0 END,
            rejected = j.rejected + CASE WHEN ${settlement} = 'rejected' THEN files.count ELSE 0 END,
            quarantined = j.quarantined + CASE WHEN ${settlement} = 'quarantined' THEN files.count ELSE 0 END
        FROM files WHERE j.tenant_id = ${tenant} AND j.job_id = files.job_id
        RETURNING j.job_id, ${isComplete} AS complete`,
    'settle_version',
  );
  for (const job of jobs) {
    if (job.complete) await enqueueFinish(transaction, job.job_id);
    else if (announce) await announceJob(transaction, job.job_id);
  }
}

/** All files have come and all have ended; over `ingestion_job j`. */
export const isComplete = sql`(j.received_at IS NOT NULL AND j.total = j.published + j.unchanged + j.rejected + j.quarantined)`;

export function finishKey(jobId: string): string {
  return `finish:${jobId}`;
}

export async function enqueueFinish(transaction: TenantTransaction, jobId: string): Promise<void> {
  await enqueue(transaction, 'finish-job', [{ payload: { jobId }, key: finishKey(jobId) }]);
}

/**
 * Notes that no more files come. A job in which nothing is left to do, and nothing was published that must be counted
 * into the statistics, is finished at once.
 */
export async function sealJob(transaction: TenantTransaction, jobId: string): Promise<void> {
  const job = await transaction.first<{ complete: boolean; finished: boolean }>(
    sql`UPDATE onggi.ingestion_job j SET received_at = now(),
               finished_at = CASE WHEN j.total = j.unchanged + j.rejected + j.quarantined THEN now() END
        WHERE j.tenant_id = ${transaction.context.tenant} AND j.job_id = ${jobId} AND j.received_at IS NULL
        RETURNING ${isComplete} AS complete, j.finished_at IS NOT NULL AS finished`,
  );
  if (!job) return;
  if (job.complete && !job.finished) await enqueueFinish(transaction, jobId);
  await announceJob(transaction, jobId);
}

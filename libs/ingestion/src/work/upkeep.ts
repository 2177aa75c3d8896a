import { markPurged, retiredVersionsToPurge } from '@onggi/corpus';
import type { PassageIndex } from '@onggi/retrieval';
import { enqueue, requestIndexMaintenance, sql, type JobRun, type TenantDb } from '@onggi/tenancy';
import { announceJob, isComplete } from '../jobs/job-progress.js';
import { untilReached } from './until-reached.js';

const versionsPerPurge = 20;
/** Below this share of passages that came or went a recount changes no ranking that anyone would see. */
const leastChange = 0.05;

/** The short tasks around documents: finishing jobs, counting statistics, purging what was retired. Each may run again. */
export class Upkeep {
  constructor(
    private readonly database: TenantDb,
    private readonly index: PassageIndex,
  ) {}

  /** Counts what the job added into the statistics, then shows the job as finished. */
  async finishJob({ context, payload, signal }: JobRun): Promise<void> {
    const jobId = String(payload['jobId']);
    await untilReached(signal, async () => {
      const job = await this.database.run(context, (transaction) =>
        transaction.first<{ published: number }>(
          sql`SELECT j.published FROM onggi.ingestion_job j
              WHERE j.tenant_id = ${context.tenant} AND j.job_id = ${jobId} AND j.finished_at IS NULL AND ${isComplete}`,
        ),
      );
      if (!job) return;
      if (job.published > 0) await this.index.refreshStatistics(context, { leastChange });
      await this.database.run(context, async (transaction) => {
        await transaction.execute(
          sql`UPDATE onggi.ingestion_job j SET finished_at = now()
              WHERE j.tenant_id = ${context.tenant} AND j.job_id = ${jobId} AND j.finished_at IS NULL AND ${isComplete}`,
        );
        await announceJob(transaction, jobId);
        await enqueue(transaction, 'purge-versions', [{ payload: {}, key: 'purge' }]);
        await requestIndexMaintenance(transaction);
      });
    });
  }

  async refreshStatistics({ context, signal }: JobRun): Promise<void> {
    await untilReached(signal, async () => {
      await this.index.refreshStatistics(context);
      await this.database.run(context, requestIndexMaintenance);
    });
  }

  /** Removes the passages of retired versions from the index. Their text stays: answers cite it. */
  async purgeVersions({ context, signal }: JobRun): Promise<void> {
    await untilReached(signal, async () => {
      for (let purged = versionsPerPurge; purged === versionsPerPurge;) {
        signal.throwIfAborted();
        purged = await this.database.run(context, async (transaction) => {
          const versions = await retiredVersionsToPurge(transaction, versionsPerPurge);
          if (versions.length === 0) return 0;
          await this.index.purge(transaction, versions);
          await markPurged(transaction, versions);
          return versions.length;
        });
      }
      await this.database.run(context, requestIndexMaintenance);
    });
  }
}

import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isId, NotFoundError, type Language } from '@onggi/platform';
import {
  Notifications,
  sql,
  TenantDb,
  type SqlStatement,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { jobChannel } from './job-progress.js';
import { toJob, toJobFile, type Job, type JobFileRow, type JobRow } from './job-view.js';

/** Which of a job's files to show, in the order in which they were sent. */
export interface JobFilePage {
  /** How many files to skip. Default 0. */
  after?: number;
  /** 0 to 1,000. Default 200. */
  first?: number;
}

const rateWindowSeconds = 30;
const shownJobs = 50;
/** A reader of events is told no more often. */
const followEveryMs = 500;
/** A lost announcement delays a reader no longer. */
const followAtLeastEveryMs = 5_000;

/** Jobs of uploads, for those who manage documents; to others they do not exist. */
@Injectable()
export class JobsService {
  constructor(
    private readonly database: TenantDb,
    private readonly notifications: Notifications,
  ) {}

  /** Newest first, 50 at most. @param active true: only those that run @param page files shown of each; default none */
  async list(
    context: TenantContext,
    language: Language,
    active: boolean,
    page: JobFilePage = { first: 0 },
  ): Promise<Job[]> {
    return this.database.run(context, async (transaction) => {
      const rows = await transaction.rows<JobRow>(
        sql`${jobRows(context.tenant)} AND (NOT ${active} OR j.finished_at IS NULL)
            ORDER BY j.job_id DESC LIMIT ${shownJobs}`,
      );
      const jobs: Job[] = [];
      for (const row of rows) jobs.push(toJob(row, await filesOf(transaction, row.job_id, page, language)));
      return jobs;
    });
  }

  /** @throws NotFoundError */
  async view(context: TenantContext, jobId: string, language: Language, page: JobFilePage = {}): Promise<Job> {
    if (!isId(jobId)) throw new NotFoundError();
    return this.database.run(context, async (transaction) => {
      const row = await transaction.first<JobRow>(sql`${jobRows(context.tenant)} AND j.job_id = ${jobId}`);
      if (!row) throw new NotFoundError();
      return toJob(row, await filesOf(transaction, jobId, page, language));
    });
  }

  /** The job now and after every change, until it is finished or the signal aborts. @throws NotFoundError */
  async *follow(context: TenantContext, jobId: string, language: Language, signal: AbortSignal): AsyncGenerator<Job> {
    const news = new EventEmitter();
    const unsubscribe = this.notifications.subscribe(jobChannel, (payload) => {
      if (payload === '' || payload === jobId) news.emit('change');
    });
    try {
      let last = '';
      while (!signal.aborted) {
        // Listening before reading: a change in between is not missed.
        const changed = once(news, 'change', { signal });
        changed.catch(() => undefined);
        const job = await this.view(context, jobId, language);
        const text = JSON.stringify(job);
        if (text !== last) yield job;
        if (job.status === 'finished') return;
        last = text;
        await pause(followEveryMs, signal);
        await Promise.race([changed, pause(followAtLeastEveryMs, signal)]);
      }
    } finally {
      unsubscribe();
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function jobRows(tenant: string): SqlStatement {
  return sql`
  SELECT j.job_id, j.corpus_id, c.corpus_key, j.created_at, j.received_at, j.finished_at, j.total, j.published, j.unchanged,
         j.rejected, j.quarantined, coalesce(work.processing, 0)::int AS processing, work.busiest, coalesce(ended.recent, 0)::int AS recent,
         least(${rateWindowSeconds}, extract(epoch FROM clock_timestamp() - j.created_at))::float8 AS window_seconds
  FROM onggi.ingestion_job j
  JOIN onggi.corpus c ON c.tenant_id = j.tenant_id AND c.corpus_id = j.corpus_id
  LEFT JOIN LATERAL (
    SELECT count(*) AS processing, mode() WITHIN GROUP (ORDER BY v.stage) AS busiest
    FROM onggi.document_version v
    JOIN onggi.ingestion_job_file f ON f.tenant_id = v.tenant_id AND f.version_id = v.version_id
    WHERE v.tenant_id = j.tenant_id AND v.status = 'processing' AND f.job_id = j.job_id AND f.outcome = 'accepted'
      AND j.finished_at IS NULL) AS work ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS recent FROM onggi.ingestion_job_file f
    WHERE f.tenant_id = j.tenant_id AND f.job_id = j.job_id AND j.finished_at IS NULL
      AND f.settled_at > clock_timestamp() - make_interval(secs => ${rateWindowSeconds})) AS ended ON true
  WHERE j.tenant_id = ${tenant}`;
}

async function filesOf(
  transaction: TenantTransaction,
  jobId: string,
  page: JobFilePage,
  language: Language,
): Promise<Job['documents']> {
  const first = whole(page.first ?? 200, 1_000);
  if (first === 0) return [];
  const after = whole(page.after ?? 0, 2_000_000_000);
  const rows = await transaction.rows<JobFileRow>(
    sql`SELECT f.path, f.document_id, f.version_id, f.outcome, coalesce(f.reason, v.reason) AS reason, v.status, v.stage,
               coalesce(v.stage_done, 0) AS stage_done, coalesce(v.stage_total, 0) AS stage_total
        FROM onggi.ingestion_job_file f
        LEFT JOIN onggi.document_version v ON v.tenant_id = f.tenant_id AND v.version_id = f.version_id
        WHERE f.tenant_id = ${transaction.context.tenant} AND f.job_id = ${jobId}
          AND f.ordinal >= ${after} AND f.ordinal < ${after + first}
        ORDER BY f.ordinal`,
  );
  return rows.map((row) => toJobFile(row, language));
}

function whole(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 0), most) : 0;
}

import { EventEmitter } from 'node:events';
import { createLogger } from '@onggi/platform';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { serviceContext, type TenantContext } from '../context/tenant-context.js';
import { createPool } from '../database/pool.js';
import type { ProcessIdentity } from '../process/process-identity.js';
import type { TaskName } from './enqueue.js';
import { lastingPool } from './lasting-pool.js';

const log = createLogger('jobs');

/** One run of one job. The context is minted here from the tenant that the database stamped, never from the caller. */
export interface JobRun {
  context: TenantContext;
  payload: Record<string, unknown>;
  /** 1 at the first try. */
  attempt: number;
  /** Aborted when the worker stops. */
  signal: AbortSignal;
}

export type TaskHandlers = Partial<Record<TaskName, (job: JobRun) => Promise<void>>>;

export interface JobRunnerOptions {
  /** Connection as onggi_jobs. */
  jobsUrl: string;
  handlers: TaskHandlers;
  /** Jobs at once in this process. */
  concurrency: number;
  identity: ProcessIdentity;
}

const releaseEveryMs = 2_000;

/**
 * Runs jobs until stopped. graphile-worker keeps a killed process's jobs locked for four hours; here every runner holds an
 * advisory lock on its id, so the living see by a free lock that another has died, and give its jobs back to the queue.
 */
export class JobRunner {
  private runner: Runner | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly stopping = new AbortController();
  private readonly pool;

  constructor(private readonly options: JobRunnerOptions) {
    this.pool = createPool({ url: options.jobsUrl, max: options.concurrency + 3, applicationName: 'onggi-jobs' });
  }

  async start(): Promise<void> {
    await this.releaseJobsOfTheDead();
    const events: WorkerEvents = new EventEmitter();
    // graphile-worker locks a job under the id of its pool of workers, not of the one worker.
    events.on('pool:create', ({ workerPool }) => {
      this.options.identity
        .prove(workerPool.id)
        .catch((error: unknown) => log.warn({ error: String(error) }, 'the job runner has no proof of life yet'));
    });
    this.runner = await run({
      pgPool: lastingPool(this.pool),
      concurrency: this.options.concurrency,
      noHandleSignals: true,
      noPreparedStatements: false,
      pollInterval: 1_000,
      preset: { worker: { gracefulShutdownAbortTimeout: 3_000 } },
      taskList: this.taskList(),
      logger: new Logger(() => (level, message, meta) => {
        if (level === 'error') log.error({ meta }, message);
        else if (level === 'warning') log.warn({ meta }, message);
      }),
      events,
    });
    this.runner.promise.catch((error: unknown) => log.error({ error: String(error) }, 'the job runner ended'));
    this.timer = setInterval(() => {
      this.releaseJobsOfTheDead().catch((error: unknown) =>
        log.warn({ error: String(error) }, 'could not look for jobs of the dead'),
      );
    }, releaseEveryMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.runner?.stop();
    await this.pool.end();
  }

  private taskList(): TaskList {
    return Object.fromEntries(
      Object.entries(this.options.handlers).map(([task, handler]) => [
        task,
        async (payload: unknown, helpers: { job: { attempts: number } }) => {
          const fields = payload as Record<string, unknown>;
          await handler({
            context: serviceContext(String(fields['tenant']), task),
            payload: fields,
            attempt: helpers.job.attempts,
            signal: this.stopping.signal,
          });
        },
      ]),
    );
  }

  private async releaseJobsOfTheDead(): Promise<void> {
    await this.pool.query('SELECT tenancy.release_jobs_of_the_dead()');
  }
}

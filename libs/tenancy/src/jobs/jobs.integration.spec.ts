import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { sql } from '../database/sql.js';
import { ProcessIdentity } from '../process/process-identity.js';
import { SeverableDatabase } from '../severable-database.fixture.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { enqueue, type JobRequest, type TaskName } from './enqueue.js';
import { JobRunner, type JobRun, type TaskHandlers } from './job-runner.js';

jest.setTimeout(60_000);

let world: TwoTenants;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  await world.admin.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => world.close());

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

const add = (tenant: string, task: TaskName, jobs: JobRequest[]) =>
  world.database.run(world.caller(tenant), (transaction) => enqueue(transaction, task, jobs));

async function waiting(): Promise<Record<string, unknown>[]> {
  const { rows } = await world.admin.query(
    'SELECT payload, key, priority, attempts FROM graphile_worker._private_jobs ORDER BY id',
  );
  return rows;
}

interface Way {
  identityUrl: string;
  jobsUrl: string;
}

const straight = (): Way => ({
  identityUrl: world.server.urlFor('onggi_app'),
  jobsUrl: world.server.urlFor('onggi_jobs'),
});

/** One worker process, as far as the database can tell: its own proof of life and its own connections. */
async function startWorker(handlers: TaskHandlers, way: Way = straight(), concurrency = 2): Promise<JobRunner> {
  const identity = new ProcessIdentity(way.identityUrl);
  await identity.start();
  const runner = new JobRunner({ jobsUrl: way.jobsUrl, handlers, concurrency, identity });
  await runner.start();
  open.push(async () => {
    await runner.stop();
    await identity.stop();
  });
  return runner;
}

describe('adding a job', () => {
  it('stamps the tenant of the caller, whatever the payload says', async () => {
    await add('alpha', 'ingest-version', [
      { payload: { versionId: 'v', tenant: 'beta' } },
      { payload: { versionId: 'w' } },
    ]);
    expect((await waiting()).map((job) => job['payload'])).toEqual([
      { versionId: 'v', tenant: 'alpha' },
      { versionId: 'w', tenant: 'alpha' },
    ]);
  });

  it('happens if and only if the caller’s transaction does', async () => {
    const undone = world.database.run(world.caller('alpha'), async (transaction) => {
      await enqueue(transaction, 'ingest-version', [{ payload: { versionId: 'v' } }]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow();
    expect(await waiting()).toEqual([]);
  });

  it('twice under one key is one job, and never another tenant’s', async () => {
    for (const tenant of ['alpha', 'alpha', 'beta']) {
      await add(tenant, 'finish-job', [{ payload: { jobId: tenant }, key: 'same' }]);
    }
    expect((await waiting()).map((job) => job['key']).sort()).toEqual(['alpha:same', 'beta:same']);
  });

  it('of an unknown task or without a context is refused', async () => {
    await expect(add('alpha', 'drop-everything' as TaskName, [{ payload: {} }])).rejects.toThrow();
    await expect(world.app.query(`SELECT tenancy.enqueue('finish-job', '{"{}"}', '{NULL}')`)).rejects.toMatchObject({
      code: '42501',
    });
    expect(await waiting()).toEqual([]);
  });

  it('lets a tenant with few jobs overtake one with many', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ payload: { index } }));
    await add('alpha', 'ingest-version', many);
    await add('beta', 'ingest-version', many.slice(0, 2));
    const order: string[] = [];
    await startWorker(
      {
        'ingest-version': async ({ context }) => {
          order.push(context.tenant);
        },
      },
      straight(),
      1,
    );
    await until(() => order.length === 32);
    expect(order.lastIndexOf('beta')).toBeLessThan(10);
  });
});

describe('running a job', () => {
  it('gives it a context of the stamped tenant that reads that tenant and no other', async () => {
    await world.publish('alpha', 'alpha text', { groups: ['legal'], label: 'C' });
    await world.publish('beta', 'beta text', { groups: ['legal'], label: 'C' });
    await add('alpha', 'purge-versions', [{ payload: { tenant: 'beta', versionId: 'v' } }]);
    const runs: { job: JobRun; titles: string[] }[] = [];
    await startWorker({
      'purge-versions': async (job) => {
        const rows = await world.database.run(job.context, (transaction) =>
          transaction.rows<{ title: string }>(sql`SELECT title FROM onggi.document_version`),
        );
        runs.push({ job, titles: rows.map((row) => row.title) });
      },
    });
    await until(() => runs.length === 1);
    expect(runs[0]).toMatchObject({
      job: {
        attempt: 1,
        payload: { versionId: 'v' },
        context: { tenant: 'alpha', principal: 'service:purge-versions' },
      },
      titles: ['alpha text'],
    });
  });

  it('tries a failed one again, with the next attempt number', async () => {
    await add('alpha', 'finish-job', [{ payload: {} }]);
    const attempts: number[] = [];
    await startWorker({
      'finish-job': async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error('not yet');
      },
    });
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
    await until(async () => (await waiting()).length === 0);
  });

  it('tells its work to stop when the worker stops', async () => {
    await add('alpha', 'finish-job', [{ payload: {} }]);
    let signal: AbortSignal | undefined;
    await startWorker({
      'finish-job': (job) =>
        new Promise((_resolve, reject) => {
          signal = job.signal;
          job.signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
    });
    await until(() => signal !== undefined);
    await open.pop()?.();
    expect(signal!.aborted).toBe(true);
    expect(await waiting()).toHaveLength(1);
  });
});

describe('a worker that died', () => {
  /** A worker whose every connection runs through a cable that the test cuts; its handler never returns. */
  async function startDoomedWorker(): Promise<{ started: JobRun[]; kill: () => Promise<void> }> {
    const app = await SeverableDatabase.before(world.server.urlFor('onggi_app'));
    const jobs = await SeverableDatabase.before(world.server.urlFor('onggi_jobs'));
    const started: JobRun[] = [];
    let give: () => void = () => undefined;
    await startWorker(
      {
        'ingest-version': (job) =>
          new Promise((resolve) => {
            started.push(job);
            give = resolve;
          }),
      },
      { identityUrl: app.url, jobsUrl: jobs.url },
    );
    const closeWorker = open.pop();
    open.push(async () => {
      await Promise.all([app.mend(), jobs.mend()]);
      give();
      await closeWorker?.();
      await Promise.all([app.end(), jobs.end()]);
    });
    return { started, kill: async () => void (await Promise.all([app.cut(), jobs.cut()])) };
  }

  it('loses its jobs to the living within seconds, and only its own', async () => {
    await add('alpha', 'ingest-version', [{ payload: { versionId: 'v' }, key: 'v' }]);
    const doomed = await startDoomedWorker();
    await until(() => doomed.started.length === 1);
    const rerun: JobRun[] = [];
    let longRuns = 0;
    await startWorker({
      'ingest-version': async (job) => {
        rerun.push(job);
      },
      'refresh-statistics': async () => {
        longRuns += 1;
        await until(() => rerun.length > 0);
        await sleep(500);
      },
    });
    await add('beta', 'refresh-statistics', [{ payload: {} }]);
    await until(() => longRuns === 1);
    await doomed.kill();
    await until(() => rerun.length === 1);
    expect(rerun[0]).toMatchObject({ attempt: 2, payload: { versionId: 'v', tenant: 'alpha' } });
    await until(async () => (await waiting()).length === 0);
    expect(longRuns).toBe(1);
  });

  it('is noticed by the next one that starts, too', async () => {
    await add('alpha', 'ingest-version', [{ payload: { versionId: 'v' } }]);
    await world.admin.query(
      `UPDATE graphile_worker._private_jobs SET attempts = 1, locked_by = 'worker-of-yesterday', locked_at = now() - interval '1 hour'`,
    );
    const rerun: JobRun[] = [];
    await startWorker({
      'ingest-version': async (job) => {
        rerun.push(job);
      },
    });
    await until(() => rerun.length === 1);
    expect(rerun[0]?.attempt).toBe(2);
  });
});

describe('a worker that lives', () => {
  it('keeps the job that it works on, however long that takes', async () => {
    await add('alpha', 'ingest-version', [{ payload: {} }]);
    let runs = 0;
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const handlers: TaskHandlers = {
      'ingest-version': async () => {
        runs += 1;
        await done;
      },
    };
    await startWorker(handlers);
    await startWorker(handlers);
    open.push(async () => finish());
    await until(() => runs === 1);
    await world.admin.query(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 hour'`);
    expect(await releasedByAnother()).toBe(0);
    finish();
    await until(async () => (await waiting()).length === 0);
    expect(runs).toBe(1);
  });
});

/** How many processes another one takes for dead. */
async function releasedByAnother(): Promise<number> {
  const client = new pg.Client(world.server.urlFor('onggi_jobs'));
  await client.connect();
  try {
    return (await client.query('SELECT tenancy.release_jobs_of_the_dead() AS released')).rows[0].released;
  } finally {
    await client.end();
  }
}

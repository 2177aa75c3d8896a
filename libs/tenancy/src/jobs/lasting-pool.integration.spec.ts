import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ProcessIdentity } from '../process/process-identity.js';
import { SeverableDatabase } from '../severable-database.fixture.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { enqueue } from './enqueue.js';
import { JobRunner } from './job-runner.js';

jest.setTimeout(30_000);

let world: TwoTenants;
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterAll(() => world.close());

const jobsLeft = async () =>
  Number((await world.admin.query('SELECT count(*) AS count FROM graphile_worker._private_jobs')).rows[0].count);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

describe('a worker whose database goes away', () => {
  it.each([
    ['ends well', async () => {}],
    ['fails', () => Promise.reject(new Error('of its own'))],
  ])('writes down the end of a job that %s when the database is back, and works on', async (_, end) => {
    const way = await SeverableDatabase.before(world.server.urlFor('onggi_jobs'));
    const identity = new ProcessIdentity(world.server.urlFor('onggi_app'));
    await identity.start();
    const ran: string[] = [];
    const runner = new JobRunner({
      jobsUrl: way.url,
      concurrency: 1,
      identity,
      handlers: {
        'ingest-version': async ({ payload, attempt }) => {
          ran.push(`${String(payload['versionId'])} ${attempt}`);
          if (ran.length > 1) return;
          await way.cut();
          setTimeout(() => void way.mend(), 1_500);
          await end();
        },
      },
    });
    await runner.start();
    await world.database.run(world.caller('alpha'), (transaction) =>
      enqueue(transaction, 'ingest-version', [{ payload: { versionId: 'a' } }, { payload: { versionId: 'b' } }]),
    );
    await until(async () => ran.length > 1 && (await jobsLeft()) === 0);
    expect(ran.slice(0, 2)).toContain('a 1');
    expect(ran).toContain('b 1');
    await runner.stop();
    await identity.stop();
    await way.end();
  });
});

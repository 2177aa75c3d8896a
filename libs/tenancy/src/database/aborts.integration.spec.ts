import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import { TwoTenants } from '../two-tenants.fixture.js';
import { createPool } from './pool.js';
import { sql } from './sql.js';
import { TenantDb } from './tenant-db.js';

jest.setTimeout(300_000);

/** TEST_ABORTS=5000 for the long form. */
const aborts = Number(process.env['TEST_ABORTS'] ?? 300);
const connections = 2;
const inFlight = 20;

let world: TwoTenants;
let pool: pg.Pool;
let database: TenantDb;
/** What a connection was in the middle of, as it was handed out. Empty: of nothing, each time. */
const handedOutBusy: unknown[] = [];

beforeAll(async () => {
  world = await TwoTenants.create();
  for (const tenant of ['alpha', 'beta']) {
    await world.publish(tenant, `canary of ${tenant}`, { groups: ['everyone'], label: 'O' });
  }
  pool = createPool({ url: world.server.urlFor('onggi_app'), max: connections, applicationName: 'spec-aborts' });
  pool.on('acquire', (client: pg.PoolClient) => {
    const status = client.getTransactionStatus();
    // null: it has just been opened.
    if (status !== 'I' && status !== null) handedOutBusy.push(status);
  });
  database = new TenantDb(pool, world.keys);
});
afterAll(async () => {
  await pool.end();
  await world.close();
});

const tenants = ['alpha', 'beta'] as const;
const titles = sql`SELECT title FROM onggi.document_version`;

/** A reader of the tenant that is given up in the middle, in one of these ways. */
const givingUp: ((tenant: string) => Promise<unknown>)[] = [
  (tenant) =>
    database.run(world.caller(tenant), async (transaction) => {
      await transaction.rows(titles);
      throw new Error('the client is gone');
    }),
  // The statement is still under way as the work ends.
  (tenant) =>
    database.run(world.caller(tenant), async (transaction) => {
      transaction.rows(titles).catch(() => undefined);
      throw new Error('the client is gone');
    }),
  (tenant) =>
    database.run(world.caller(tenant), async (transaction) => {
      void transaction.rows(titles).catch(() => undefined);
    }),
  // Nobody waits for the answer any more; the work goes on.
  (tenant) =>
    Promise.race([
      sleep(1),
      database.run(world.caller(tenant), async (transaction) => {
        await transaction.rows(sql`SELECT pg_sleep(0.005)`);
        return transaction.rows(titles);
      }),
    ]),
  (tenant) => database.run(world.caller(tenant), (transaction) => transaction.rows(sql`SELECT 1 / 0`)),
  // Cancelled by the server.
  (tenant) =>
    database.run(world.caller(tenant), async (transaction) => {
      await transaction.rows(sql`SELECT set_config('statement_timeout', '2', true)`);
      await transaction.rows(sql`SELECT pg_sleep(1)`);
    }),
];

/** The connection dies under the work; seldom, because each costs a new one. */
const dying = (tenant: string) =>
  database.run(world.caller(tenant), (transaction) =>
    transaction.rows(sql`SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)`),
  );

async function readers(number: number): Promise<void> {
  const tenant = tenants[number % 2]!;
  const giveUp = number % 50 === 49 ? dying : givingUp[number % givingUp.length]!;
  await giveUp(tenant).catch(() => undefined);
  const reader = tenants[(number + (number % 3)) % 2]!;
  const seen = await database.run(world.caller(reader), (transaction) => transaction.rows(titles));
  expect(seen).toEqual([{ title: `canary of ${reader}` }]);
}

describe(`${aborts} readers who give up, on ${connections} connections`, () => {
  it('never show an answer to the next one, and leave no connection in a transaction', async () => {
    const waiting = Array.from({ length: aborts }, (_, number) => number);
    const line = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) await readers(number);
    };
    await Promise.all(Array.from({ length: inFlight }, line));
    expect(handedOutBusy).toEqual([]);
    expect(pool.waitingCount).toBe(0);
    expect(pool.totalCount).toBeLessThanOrEqual(connections);
    // Those who were not waited for end by themselves.
    await until(() => pool.idleCount === pool.totalCount);
    const { rows } = await world.admin.query(
      `SELECT state, count(*)::int FROM pg_stat_activity WHERE application_name = 'spec-aborts' AND state <> 'idle' GROUP BY 1`,
    );
    expect(rows).toEqual([]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

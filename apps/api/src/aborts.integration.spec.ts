import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld } from './api.fixture.js';
import { createApplication } from './application.js';

jest.setTimeout(600_000);

/** TEST_ABORTS=5000 for the long form. */
const aborts = Number(process.env['TEST_ABORTS'] ?? 300);
const connections = 2;
const inFlight = 16;

const tenants = ['alpha', 'beta'] as const;
type Tenant = (typeof tenants)[number];

let world: ApiWorld;
const keys = new Map<Tenant, string>();
const urls = new Map<Tenant, string[]>();

beforeAll(async () => {
  world = await ApiWorld.create((configuration, machineKeyHash) =>
    createApplication({ ...configuration, ONGGI_DATABASE_CONNECTIONS: connections }, machineKeyHash),
  );
  for (const tenant of tenants) {
    const document = await world.tenants.publish(tenant, `canary of ${tenant}`, { groups: ['everyone'], label: 'O' });
    keys.set(tenant, await world.key(tenant));
    urls.set(tenant, [`/api/v1/documents/${document.documentId}`, `/api/v1/corpora/${document.corpusId}/documents`]);
  }
});
afterAll(() => world.close());

/** Asks and hangs up after some milliseconds, or as the first byte comes. */
async function hangUp(tenant: Tenant, number: number): Promise<void> {
  const abort = new AbortController();
  const url = new URL(urls.get(tenant)![number % 2]!, world.origin);
  const asking = fetch(url, { headers: { authorization: `Bearer ${keys.get(tenant)}` }, signal: abort.signal });
  await Promise.race([asking.catch(() => undefined), sleep(number % 12)]);
  abort.abort();
  await asking.catch(() => undefined);
}

async function askedInVain(number: number): Promise<void> {
  await hangUp(tenants[number % 2]!, number);
  const tenant = tenants[(number + (number % 3)) % 2]!;
  const other = tenants.find((each) => each !== tenant)!;
  const reply = await world.call('GET', urls.get(tenant)![number % 2]!, { key: keys.get(tenant)! });
  expect(reply).toMatchObject({ status: 200, body: expect.stringContaining(`canary of ${tenant}`) });
  expect(reply.body).not.toContain(`canary of ${other}`);
  // What is the other's is not there, whatever the connection was used for a moment ago.
  if (number % 7 === 0) {
    const foreign = await world.call('GET', urls.get(other)![0]!, { key: keys.get(tenant)! });
    expect(foreign.status).toBe(404);
  }
}

describe(`${aborts} clients who hang up, on ${connections} connections to the database`, () => {
  it('never hear, and never let others hear, an answer that is not theirs', async () => {
    const waiting = Array.from({ length: aborts }, (_, number) => number);
    const line = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) await askedInVain(number);
    };
    await Promise.all(Array.from({ length: inFlight }, line));
    const { rows } = await world.tenants.admin.query(
      `SELECT state FROM pg_stat_activity WHERE application_name = 'onggi-api' AND state LIKE 'idle in transaction%'`,
    );
    expect(rows).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.js';
import { startTestServer } from './test-server.mjs';

jest.setTimeout(60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result = await client.query({ text: statement, rowMode: 'array' });
    return Array.isArray(result) ? undefined : result.rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  it('lets nobody in without the password, not even on this machine', async () => {
    const url = new URL(database.urlFor('onggi_app'));
    url.password = 'guessed';
    await expect(ask(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('sorts the same on every machine and has vectors', async () => {
    expect(
      await ask(
        database.adminUrl,
        `SELECT datlocale || ' ' || datlocprovider::text FROM pg_database WHERE datname = current_database()`,
      ),
    ).toBe('C.UTF-8 b');
    expect(await ask(database.adminUrl, `SELECT '[1,2]'::vector <-> '[1,3]'::vector`)).toBe(1);
  });

  it('comes back by itself with every row when its server is killed', async () => {
    const server = await startTestServer();
    // This server commits without waiting for its log, unlike the product's.
    await ask(server.adminUrl, 'SET synchronous_commit = on; CREATE TABLE kept AS SELECT 7 AS number');
    const socket = decodeURIComponent(new URL(server.adminUrl).hostname);
    const pidFile = join(dirname(socket), 'data', 'postmaster.pid');
    const killed = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    process.kill(killed, 'SIGKILL');
    let number: unknown = null;
    while (number === null) {
      await sleep(100);
      number = await ask(server.adminUrl, 'SELECT number FROM kept').catch(() => null);
    }
    await server.stop();
    expect(number).toBe(7);
  });
});

describe('a test database', () => {
  it('is migrated, and nobody sees another one', async () => {
    expect(await ask(database.adminUrl, 'SELECT count(*) > 0 FROM public.migration')).toBe(true);
    const other = await createTestDatabase();
    await ask(database.adminUrl, 'CREATE TABLE mine AS SELECT 1');
    await expect(ask(other.adminUrl, 'SELECT * FROM mine')).rejects.toMatchObject({ code: '42P01' });
    await other.drop();
  });

  it('opens to each role with its own password', async () => {
    expect(await ask(database.urlFor('onggi_app'), 'SELECT current_user')).toBe('onggi_app');
    expect(await ask(database.urlFor('onggi_jobs'), 'SELECT current_user')).toBe('onggi_jobs');
  });
});

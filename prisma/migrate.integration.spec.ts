import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../test/support/database.js';
import { migrate } from './migrate.mjs';

jest.setTimeout(60_000);

let server: TestDatabase;
let url: string;
beforeEach(async () => {
  server = await createTestDatabase();
  const empty = new URL(server.adminUrl);
  empty.pathname += '_empty';
  url = empty.href;
  await query(server.adminUrl, `CREATE DATABASE ${empty.pathname.slice(1)}`);
});
afterEach(async () => {
  await query(server.adminUrl, `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  await server.drop();
});

/** The roles are the server's; they keep the passwords that they have. */
const passwordFor = (role: string) => decodeURIComponent(new URL(server.urlFor(role)).password);

async function query(target: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function migrationFiles(): Promise<string[]> {
  const names = await readdir(new URL('./migrations/', import.meta.url));
  return names.filter((name) => name.endsWith('.sql')).sort();
}

const applied = async () =>
  (await query(url, 'SELECT name FROM public.migration ORDER BY name')).map((row) => row['name']);

describe('migrating a database', () => {
  it('applies every file once, in order; a second run applies nothing', async () => {
    expect(await migrate(url, passwordFor)).toEqual(await migrationFiles());
    expect(await migrate(url, passwordFor)).toEqual([]);
    expect(await applied()).toEqual(await migrationFiles());
  });

  it('twice at once applies every file once', async () => {
    const done = await Promise.all([migrate(url, passwordFor), migrate(url, passwordFor)]);
    expect(done.flat()).toEqual(await migrationFiles());
    expect(await applied()).toEqual(await migrationFiles());
  });

  it('refuses a file that was changed since it was applied', async () => {
    await migrate(url, passwordFor);
    const [first] = await migrationFiles();
    await query(url, `UPDATE public.migration SET checksum = 'of another text' WHERE name = '${first}'`);
    await expect(migrate(url, passwordFor)).rejects.toThrow(`${first} was applied and has been changed since`);
  });

  it('leaves nothing of a file that fails, and goes on from there', async () => {
    await migrate(url, passwordFor);
    const [first] = await migrationFiles();
    // Applied but forgotten: running it again fails at what is there already.
    await query(url, `DELETE FROM public.migration WHERE name = '${first}'`);
    await expect(migrate(url, passwordFor)).rejects.toThrow(`Migration ${first} failed`);
    expect(await applied()).not.toContain(first);
  });

  it('lets the roles in, and nobody else', async () => {
    await migrate(url, passwordFor);
    const database = new URL(url).pathname.slice(1);
    const [row] = await query(
      server.adminUrl,
      `SELECT has_database_privilege('public', '${database}', 'CONNECT') AS anyone, has_database_privilege('onggi_app', '${database}', 'CONNECT') AS app`,
    );
    expect(row).toEqual({ anyone: false, app: true });
  });
});

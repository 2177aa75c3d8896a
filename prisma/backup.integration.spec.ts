import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { embeddedBinaries } from '../deploy/local/embedded-database.mjs';
import { installationPaths } from '../deploy/local/paths.mjs';
import { TwoTenants } from '../libs/tenancy/src/two-tenants.fixture.js';

jest.setTimeout(60_000);

const { programs } = embeddedBinaries(installationPaths(process.env));
const run = (program: string, args: string[]) => promisify(execFile)(path.join(programs, program), args);

let world: TwoTenants;
let folder: string;
let restoredUrl: string;
const databaseNamed = (url: string) => new URL(url).pathname.slice(1);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onggi-backup-'));
  world = await TwoTenants.create();
  await world.publish('alpha', 'the words of alpha', { groups: ['everyone'], label: 'O' });
  await world.publish('beta', 'the words of beta', { groups: ['everyone'], label: 'C' });
  const restored = new URL(world.server.adminUrl);
  restored.pathname += '_restored';
  restoredUrl = restored.href;
  await world.admin.query(`CREATE DATABASE ${databaseNamed(restoredUrl)}`);
});
afterAll(async () => {
  await world.admin.query(`DROP DATABASE ${databaseNamed(restoredUrl)} WITH (FORCE)`);
  await world.close();
  await rm(folder, { recursive: true });
});

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  const warnings: string[] = [];
  client.on('notice', (notice) => warnings.push(notice.message ?? ''));
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text);
    expect(warnings).toEqual([]);
    return rows;
  } finally {
    await client.end();
  }
}

/** Rows of each table, partitions by their own names. */
async function counts(url: string): Promise<Record<string, number>> {
  const tables = await query<{ name: string }>(
    url,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN ('onggi', 'partition', 'tenancy', 'public', 'graphile_worker')`,
  );
  const counted = tables.map(
    ({ name }) => `SELECT '${name.replaceAll("'", "''")}' AS name, count(*)::int AS rows FROM ${name}`,
  );
  const rows = await query<{ name: string; rows: number }>(url, counted.join(' UNION ALL '));
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

describe('a backup by the backup role', () => {
  it('holds every row of every tenant, and is a working database again', async () => {
    const file = path.join(folder, 'onggi.dump');
    const backup = world.server.urlFor('onggi_backup');
    await run('pg_dump', ['--enable-row-security', '--format=custom', '--file', file, backup]);
    await run('pg_restore', ['--exit-on-error', '--dbname', restoredUrl, file]);

    const before = await counts(world.server.adminUrl);
    expect(before['partition.chunk__alpha']).toBe(1);
    expect(before['onggi.document_version']).toBe(2);
    // The keys of contexts stay out of dumps; migrating registers them again.
    expect(before['tenancy.context_key']).toBe(1);
    expect(await counts(restoredUrl)).toEqual({ ...before, 'tenancy.context_key': 0 });
  });

  it('brings the walls back', async () => {
    const ofTables = `SELECT c.oid::regclass::text AS name, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,
        pg_get_userbyid(c.relowner) AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('onggi', 'partition', 'tenancy', 'search', 'graphile_worker') AND c.relkind IN ('r', 'p') ORDER BY 1`;
    expect(await query(restoredUrl, ofTables)).toEqual(await query(world.server.adminUrl, ofTables));
    const ofPolicies = `SELECT polrelid::regclass::text AS name, polname, polcmd, polroles::regrole[]::text,
        pg_get_expr(polqual, polrelid) AS qual, pg_get_expr(polwithcheck, polrelid) AS checked FROM pg_policy ORDER BY 1, 2`;
    expect(await query(restoredUrl, ofPolicies)).toEqual(await query(world.server.adminUrl, ofPolicies));
  });

  it('cannot be made to write', async () => {
    const backup = world.server.urlFor('onggi_backup');
    await expect(query(backup, 'DELETE FROM partition.chunk__alpha')).rejects.toMatchObject({ code: '42501' });
    await expect(query(backup, `SELECT tenancy.provision_tenant('alpha', 'm', 'v', 1, '1')`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('upkeep by the maintenance role', () => {
  it.each([
    'VACUUM (ANALYZE) onggi.chunk, onggi.document_version, tenancy.tenant, graphile_worker._private_jobs',
    'VACUUM (ANALYZE) partition.chunk_vector__alpha',
    'ANALYZE onggi.chunk_lexical',
    'REINDEX TABLE CONCURRENTLY partition.chunk_lexical__beta',
  ])('may: %s', async (statement) => {
    await query(world.server.urlFor('onggi_maintenance'), statement);
  });

  it('sees no row', async () => {
    for (const table of ['partition.chunk__alpha', 'onggi.chunk', 'graphile_worker._private_jobs']) {
      await expect(query(world.server.urlFor('onggi_maintenance'), `TABLE ${table}`)).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});

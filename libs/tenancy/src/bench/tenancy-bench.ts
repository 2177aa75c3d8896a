/**
 * What TenantDb costs: a read by primary key in it, against the same read in a bare transaction (BEGIN, SELECT, COMMIT) and
 * against the bare query, turn about on one connection each:
 *
 *     DATABASE_URL=postgres://superuser@host/postgres ONGGI_HOME=.onggi node libs/tenancy/dist/bench/tenancy-bench.js
 *
 * Ours is everything: BEGIN, the signed context, the read under row-level security, COMMIT, the connection left clean. The
 * bare reads are those of a plain table without row-level security. Prints JSON.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newId } from '@onggi/platform';
import type pg from 'pg';
import { ContextKeys } from '../context/context-keys.js';
import { serviceContext, tenantContext } from '../context/tenant-context.js';
import { createPool } from '../database/pool.js';
import { sql } from '../database/sql.js';
import { TenantDb } from '../database/tenant-db.js';

/** Milliseconds. On a busy machine p10 is what nobody disturbed. */
interface Quantiles {
  p10: number;
  p50: number;
  p95: number;
}

export interface TenancyBenchResult {
  bareQuery: Quantiles;
  bareTransaction: Quantiles;
  tenantDb: Quantiles;
  /** TenantDb less the bare transaction, by p10 and p50. */
  addedMs: { p10: number; p50: number };
  /** The goal for the median. */
  limitMs: number;
  /** Median of TenantDb against that of the bare transaction. */
  ratio: number;
  /** Microseconds of one call of tenancy.context() in the server. */
  contextUs: number;
}

const limitMs = 0.5;
const rows = 10_000;
const reads = 3_000;
const warmUp = 200;
const contextCalls = 20_000;
const tenant = 'bench';

/** @param server superuser URL, and an ONGGI_HOME with the secrets of the roles and contexts. Takes about ten seconds. */
export async function benchTenancy(server: { url: string; home: string }): Promise<TenancyBenchResult> {
  const name = `onggi_bench_${newId().slice(-12)}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const admin = createPool({ url: server.url, max: 1, applicationName: 'onggi-bench' });
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    const migrate = fileURLToPath(new URL('../../../../prisma/migrate.mjs', import.meta.url));
    await promisify(execFile)(process.execPath, [migrate], {
      env: { ...process.env, DATABASE_URL: url.href, ONGGI_HOME: server.home },
    });
    return await measure(url, ContextKeys.of({ ...process.env, ONGGI_HOME: server.home }));
  } finally {
    await untilLeft(admin, name);
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

/** The server takes a moment to notice that a connection was ended. */
async function untilLeft(admin: pg.Pool, name: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { rowCount } = await admin.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
    if (rowCount === 0) return;
    await sleep(20);
  }
}

async function measure(url: URL, keys: ContextKeys): Promise<TenancyBenchResult> {
  const ours = new URL(url);
  ours.searchParams.set('options', '-c role=onggi_app');
  const bare = createPool({ url: url.href, max: 1, applicationName: 'onggi-bench' });
  const app = createPool({ url: ours.href, max: 1, applicationName: 'onggi-bench' });
  try {
    await load(bare);
    const database = new TenantDb(app, keys);
    const samples = { bareQuery: [] as number[], bareTransaction: [] as number[], tenantDb: [] as number[] };
    for (let read = -warmUp; read < reads; read++) {
      const key = `group-${Math.abs(read * 7_919) % rows}`;
      const took = {
        bareQuery: await timed(() => readBare(bare, key)),
        bareTransaction: await timed(() => readInTransaction(bare, key)),
        tenantDb: await timed(() => readAsTenant(database, key)),
      };
      if (read < 0) continue;
      samples.bareQuery.push(took.bareQuery);
      samples.bareTransaction.push(took.bareTransaction);
      samples.tenantDb.push(took.tenantDb);
    }
    const [bareQuery, bareTransaction, tenantDb] = [
      quantiles(samples.bareQuery),
      quantiles(samples.bareTransaction),
      quantiles(samples.tenantDb),
    ];
    return {
      bareQuery,
      bareTransaction,
      tenantDb,
      addedMs: {
        p10: rounded(tenantDb.p10 - bareTransaction.p10),
        p50: rounded(tenantDb.p50 - bareTransaction.p50),
      },
      limitMs,
      ratio: rounded(tenantDb.p50 / bareTransaction.p50),
      contextUs: await contextCost(database),
    };
  } finally {
    await Promise.all([bare.end(), app.end()]);
  }
}

async function load(bare: pg.Pool): Promise<void> {
  await bare.query(`INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en, status) VALUES ($1, $1, $1, 'active')`, [
    tenant,
  ]);
  await bare.query(
    `INSERT INTO onggi.access_group (tenant_id, group_key, name_ko, name_en)
     SELECT $1, 'group-' || n, '부서 ' || n, 'Department ' || n FROM generate_series(0, $2::int - 1) AS n`,
    [tenant, rows],
  );
  await bare.query('CREATE TABLE public.bare_group (LIKE onggi.access_group INCLUDING INDEXES)');
  await bare.query('INSERT INTO public.bare_group SELECT * FROM onggi.access_group');
  await bare.query('VACUUM ANALYZE');
}

const bareRead = 'SELECT name_ko, name_en FROM public.bare_group WHERE tenant_id = $1 AND group_key = $2';

async function readBare(client: pg.Pool | pg.PoolClient, key: string): Promise<void> {
  const { rowCount } = await client.query({ name: 'bare', text: bareRead, values: [tenant, key] });
  if (rowCount !== 1) throw new Error(`there is no ${key}`);
}

async function readInTransaction(pool: pg.Pool, key: string): Promise<void> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await readBare(client, key);
  await client.query('COMMIT');
  client.release();
}

const reader = tenantContext({
  tenant,
  principal: `person:${newId()}`,
  role: 'member',
  groups: ['works', 'safety', 'quality', 'legal'],
  label: 'S',
});

async function readAsTenant(database: TenantDb, key: string): Promise<void> {
  const row = await database.run(reader, (transaction) =>
    transaction.first(
      sql`SELECT name_ko, name_en FROM onggi.access_group WHERE tenant_id = ${tenant} AND group_key = ${key}`,
      'bench_read',
    ),
  );
  if (!row) throw new Error(`there is no ${key}`);
}

async function contextCost(database: TenantDb): Promise<number> {
  return database.run(serviceContext(tenant, 'bench'), async (transaction) => {
    const calls = sql`SELECT count(tenancy.context()) FROM generate_series(1, ${contextCalls}::int)`;
    const nothing = sql`SELECT count(n) FROM generate_series(1, ${contextCalls}::int) AS n`;
    const [withCalls, without] = [
      await timed(() => transaction.rows(calls)),
      await timed(() => transaction.rows(nothing)),
    ];
    return rounded(((withCalls - without) * 1_000) / contextCalls);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function quantiles(samples: readonly number[]): Quantiles {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return { p10: at(0.1), p50: at(0.5), p95: at(0.95) };
}

const rounded = (value: number) => Number(value.toFixed(3));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL: url = '', ONGGI_HOME: home = '.onggi' } = process.env;
  writeFileSync(1, `${JSON.stringify(await benchTenancy({ url, home }), undefined, 2)}\n`);
}

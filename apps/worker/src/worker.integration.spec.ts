import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FolderOriginalStore } from '@onggi/corpus';
import { sql, TenantDirectory, type TenantContext } from '@onggi/tenancy';
import { TwoTenants } from '../../../libs/tenancy/src/two-tenants.fixture.js';
import type { WorkerConfiguration } from './configuration.js';
import { Worker } from './worker.js';

jest.setTimeout(60_000);

let world: TwoTenants;
let home: string;
let worker: Worker | undefined;
beforeEach(async () => {
  world = await TwoTenants.create();
  home = await mkdtemp(path.join(tmpdir(), 'onggi-worker-'));
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await world.close();
  await rm(home, { recursive: true });
});

async function start(more: Partial<WorkerConfiguration> = {}): Promise<void> {
  worker = new Worker({
    ONGGI_APP_DATABASE_URL: world.server.urlFor('onggi_app'),
    ONGGI_JOBS_DATABASE_URL: world.server.urlFor('onggi_jobs'),
    ONGGI_PROVISIONER_DATABASE_URL: world.server.urlFor('onggi_provisioner'),
    ONGGI_MAINTENANCE_DATABASE_URL: world.server.urlFor('onggi_maintenance'),
    ONGGI_HOME: home,
    ONGGI_CONTEXT_KEY_FILE: path.join(world.server.home, 'secrets', 'context.key'),
    ONGGI_INFERENCE_URL: 'http://127.0.0.1:9',
    ONGGI_EMBEDDING_PROFILE: 'multilingual-e5-small',
    ONGGI_TOKEN_VECTORS: 'on',
    ONGGI_RERANK: 'off',
    ONGGI_RERANK_WEIGHT: 0.5,
    ONGGI_RERANK_BUDGET_MS: 2_000,
    ONGGI_MULTI_QUERY: 'auto',
    HOST: '127.0.0.1',
    ONGGI_WORKER_PORT: 3101,
    ONGGI_S3_REGION: 'us-east-1',
    ONGGI_S3_PATH_STYLE: 'on',
    ONGGI_EGRESS: 'open',
    ONGGI_PASSAGE_INDEX: 'postgres',
    ONGGI_OPENSEARCH_PREFIX: 'onggi',
    ...more,
  });
  await worker.start();
}

const platform: TenantContext = {
  tenant: 'alpha',
  principal: 'machine',
  role: 'platform',
  grants: [{ tenant: 'alpha', groups: [], label: 'O', manage: false }],
};
const requestRemoval = () =>
  world.database.run(platform, (transaction) => transaction.rows(sql`SELECT tenancy.request_tenant_removal()`));

async function statusOf(tenant: string): Promise<string | undefined> {
  return (await new TenantDirectory(world.app).list()).find(({ id }) => id === tenant)?.status;
}

async function jobs(): Promise<{ attempts: number; last_error: string | null }[]> {
  return (await world.admin.query('SELECT attempts, last_error FROM graphile_worker._private_jobs')).rows;
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 40_000; !(await isSo()); await sleep(50)) {
    if (Date.now() > end) throw new Error('It did not come to that.');
  }
}

describe('a tenant that is removed', () => {
  it('goes with its files and nobody else’s, and the job that comes again spares the next of its name', async () => {
    const store = new FolderOriginalStore(path.join(home, 'originals'));
    const put = (tenant: string) => store.put(tenant, Readable.from([Buffer.from('words')]), 100);
    const { key } = await put('alpha');
    const other = await put('beta');
    await start();
    await requestRemoval();
    await eventually(async () => (await statusOf('alpha')) === undefined);
    await expect(store.read('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
    expect(Buffer.from(await store.read('beta', other.key)).toString()).toBe('words');

    await world.addTenant('alpha');
    await put('alpha');
    await world.database.run(world.caller('alpha'), (transaction) =>
      transaction.rows(sql`SELECT tenancy.enqueue('remove-tenant', ARRAY['{}'::jsonb], ARRAY['remove'])`),
    );
    await eventually(async () => (await jobs()).length === 0);
    expect(await statusOf('alpha')).toBe('active');
    expect(Buffer.from(await store.read('alpha', key)).toString()).toBe('words');
  });

  it('keeps its name until its files are gone', async () => {
    await start({
      ONGGI_S3_BUCKET: 'originals',
      ONGGI_S3_ENDPOINT: 'http://127.0.0.1:9',
      ONGGI_S3_ACCESS_KEY_ID: 'spec',
      ONGGI_S3_SECRET_ACCESS_KEY: 'throw-away-secret',
    });
    await requestRemoval();
    await eventually(async () => (await jobs()).some(({ last_error: error }) => error !== null));
    expect((await jobs())[0]?.last_error).toMatch(/store of originals/);
    expect(await statusOf('alpha')).toBe('removing');
  });
});

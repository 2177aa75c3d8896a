import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContextKeys } from '../libs/tenancy/src/context/context-keys.js';
import { sql } from '../libs/tenancy/src/database/sql.js';
import { TenantDb } from '../libs/tenancy/src/database/tenant-db.js';
import { TenantPrisma } from '../libs/tenancy/src/database/tenant-prisma.js';
import { TwoTenants } from '../libs/tenancy/src/two-tenants.fixture.js';

const [first, second] = ['the first key, of thirty-two letters', 'the second key, of thirty-two letters'] as const;

let world: TwoTenants;
let folder: string;
let file: string;
beforeAll(async () => {
  world = await TwoTenants.create();
  folder = mkdtempSync(path.join(tmpdir(), 'onggi-context-'));
  file = path.join(folder, 'context.key');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

interface ListedKey {
  id: string;
  retiresAt: string | null;
}

async function contextKey(command: string): Promise<ListedKey[]> {
  const program = fileURLToPath(new URL('./context-key.mjs', import.meta.url));
  const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: world.server.adminUrl, ONGGI_CONTEXT_KEY_FILE: file };
  const { stdout } = await promisify(execFile)(process.execPath, [program, command], { env });
  return (JSON.parse(stdout) as { keys: ListedKey[] }).keys;
}

const write = (...keys: string[]) => writeFileSync(file, keys.join('\n'), { mode: 0o600 });

/** The tenant that a process which started just now, or holds these keys, works for. */
async function homeTenant(keys = new ContextKeys(file)): Promise<unknown> {
  const row = await new TenantDb(world.app, keys).run(world.caller('alpha'), (transaction) =>
    transaction.first<{ home: string }>(sql`SELECT tenancy.home_tenant() AS home`),
  );
  return row?.home;
}

describe('the key of contexts', () => {
  it('is refused, and said to be, as long as the database does not know it', async () => {
    write(first);
    const refused = { code: 'CONTEXT_REFUSED', httpStatus: 503, retryable: true };
    await expect(homeTenant()).rejects.toMatchObject(refused);
    const prisma = new TenantPrisma(world.app, new ContextKeys(file));
    await expect(prisma.run(world.caller('alpha'), () => Promise.resolve())).rejects.toMatchObject(refused);
    await contextKey('register');
    expect(await homeTenant()).toBe('alpha');
    const tenants = await prisma.run(world.caller('alpha'), (transaction) => transaction.accessGroup.count());
    expect(tenants).toBe(0);
  });

  it('may be in the file before the database knows it, where the one before it stands below', async () => {
    write(second, first);
    expect(await homeTenant()).toBe('alpha');
    const keys = await contextKey('register');
    expect(keys.filter((key) => key.retiresAt === null)).toHaveLength(2);
    expect(await homeTenant()).toBe('alpha');
  });

  it('is rotated while processes run that still hold the old one', async () => {
    write(first);
    await contextKey('register');
    const running = new ContextKeys(file);
    const keys = await contextKey('rotate');
    expect(keys.filter((key) => key.retiresAt === null)).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).not.toContain(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await homeTenant(running)).toBe('alpha');
    expect(await homeTenant()).toBe('alpha');
    await expect(contextKey('list')).resolves.toEqual(keys);
  });

  it('is never printed', async () => {
    expect(JSON.stringify(await contextKey('list'))).not.toContain(readFileSync(file, 'utf8').trim());
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseUnavailableError } from '@onggi/platform';
import pg from 'pg';
import type { TenantContext } from '../context/tenant-context.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { createPool } from './pool.js';
import { sql } from './sql.js';
import { TenantDb, type TenantTransaction } from './tenant-db.js';

let world: TwoTenants;
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterAll(() => world.close());

const addGroup = (transaction: TenantTransaction, key: string) =>
  transaction.execute(
    sql`INSERT INTO onggi.access_group VALUES (${transaction.context.tenant}, ${key}, ${key}, ${key})`,
  );

async function groupsOf(context: TenantContext, database = world.database): Promise<string[]> {
  const rows = await database.run(context, (transaction) =>
    transaction.rows<{ group_key: string }>(sql`SELECT group_key FROM onggi.access_group ORDER BY group_key`),
  );
  return rows.map((row) => row.group_key);
}

async function poolOf<Result>(
  max: number,
  work: (pool: pg.Pool, database: TenantDb) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({ url: world.server.urlFor('onggi_app'), max, applicationName: 'spec-small-pool' });
  try {
    return await work(pool, new TenantDb(pool, world.keys));
  } finally {
    await pool.end();
  }
}

const contextLeft = 'SELECT current_setting($1, true) AS context, tenancy.home_tenant() AS tenant';

describe('a unit of work', () => {
  it('is kept when it ends well', async () => {
    const alpha = world.caller('alpha', { role: 'admin' });
    await world.database.run(alpha, (transaction) => addGroup(transaction, 'kept'));
    expect(await groupsOf(alpha)).toContain('kept');
  });

  it('leaves nothing when it throws, and the error arrives as it was', async () => {
    const alpha = world.caller('alpha', { role: 'admin' });
    const failing = world.database.run(alpha, async (transaction) => {
      await addGroup(transaction, 'undone');
      throw new DatabaseUnavailableError('of its own');
    });
    await expect(failing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', cause: 'of its own' });
    expect(await groupsOf(alpha)).not.toContain('undone');
  });

  it('is followed by what was to be done after it, if it was kept', async () => {
    const alpha = world.caller('alpha', { role: 'admin' });
    const seen: string[][] = [];
    const run = (key: string, end: () => void) =>
      world.database.run(alpha, async (transaction) => {
        transaction.afterCommit(async () => void seen.push(await groupsOf(alpha)));
        await addGroup(transaction, key);
        end();
      });
    await run('followed', () => undefined);
    const undone = run('not-followed', () => {
      throw new Error('undone');
    });
    await expect(undone).rejects.toMatchObject({ cause: { message: 'undone' } });
    expect(seen).toEqual([expect.arrayContaining(['followed'])]);
  });

  it('does not pass for done when a statement of it failed and nobody said so', async () => {
    const alpha = world.caller('alpha', { role: 'admin' });
    const swallowing = world.database.run(alpha, async (transaction) => {
      await addGroup(transaction, 'half');
      await transaction.execute(sql`SELECT 1 / 0`).catch(() => undefined);
      return 'done';
    });
    await expect(swallowing).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await groupsOf(alpha)).not.toContain('half');
  });

  it('leaves no context on its connection, whether it was kept or undone', async () => {
    await poolOf(1, async (pool, database) => {
      await database.run(world.caller('alpha'), (transaction) => transaction.rows(sql`SELECT 1`));
      expect((await pool.query(contextLeft, ['onggi.context'])).rows).toEqual([{ context: '', tenant: null }]);
      await database.run(world.caller('beta'), () => Promise.reject(new Error('undone'))).catch(() => undefined);
      expect((await pool.query(contextLeft, ['onggi.context'])).rows).toEqual([{ context: '', tenant: null }]);
    });
  });

  it('cannot be spoken to after its end', async () => {
    await poolOf(1, async (_pool, database) => {
      let escaped: TenantTransaction | undefined;
      await database.run(world.caller('alpha'), async (transaction) => {
        escaped = transaction;
      });
      await database.run(world.caller('beta'), async () => {
        await expect(escaped!.rows(sql`SELECT 1`)).rejects.toThrow('ended');
      });
    });
  });

  it('of which a part still runs after another part failed reads nothing under the next caller', async () => {
    await world.publish('beta', 'beta-only', { groups: ['everyone'], label: 'O' });
    await poolOf(1, async (_pool, database) => {
      let late: Promise<unknown[]> | undefined;
      let resume: () => void = () => undefined;
      const turn = new Promise<void>((resolve) => (resume = resolve));
      await database
        .run(world.caller('alpha'), async (transaction) => {
          late = turn.then(() => transaction.rows(sql`SELECT title FROM onggi.document_version`));
          throw new Error('another part failed');
        })
        .catch(() => undefined);
      await database.run(world.caller('beta'), async (transaction) => {
        resume();
        await expect(late).rejects.toThrow('ended');
        expect(await transaction.rows(sql`SELECT title FROM onggi.document_version`)).toHaveLength(1);
      });
    });
  });

  it('carries any text in its context, quotes and backslashes included', async () => {
    const principal = `key:'; SET onggi.context = ''; -- \\' "한글"`;
    const row = await world.database.run(world.caller('alpha', { principal }), (transaction) =>
      transaction.first(sql`SELECT tenancy.principal() AS principal, tenancy.home_tenant() AS tenant`),
    );
    expect(row).toEqual({ principal, tenant: 'alpha' });
  });
});

describe('a connection whose transaction could not be ended', () => {
  it('is closed, never handed to another caller', async () => {
    await poolOf(1, async (pool, database) => {
      let backend = 0;
      const killed = database.run(world.caller('alpha'), async (transaction) => {
        backend = (await transaction.first<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`))!.pid;
        await world.admin.query('SELECT pg_terminate_backend($1)', [backend]);
        await transaction.rows(sql`SELECT 1`);
      });
      await expect(killed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      expect(pool.totalCount).toBe(0);
      expect((await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid).not.toBe(backend);
    });
  });
});

describe('tenants that share few connections', () => {
  it.each([1, 2])('never see each other on a pool of %i, also when work is undone', async (max) => {
    const canaries = { alpha: `alpha-canary-${max}`, beta: `beta-canary-${max}` };
    for (const tenant of ['alpha', 'beta'] as const) {
      await world.database.run(world.caller(tenant, { role: 'admin' }), (transaction) =>
        addGroup(transaction, canaries[tenant]),
      );
    }
    await poolOf(max, async (_pool, database) => {
      const units = Array.from({ length: 60 }, async (_, index) => {
        const tenant = index % 2 === 0 ? 'alpha' : 'beta';
        const other = tenant === 'alpha' ? 'beta' : 'alpha';
        if (index % 5 === 0) {
          const undone = database.run(world.caller(tenant, { role: 'admin' }), async (transaction) => {
            await addGroup(transaction, `undone-${index}`);
            await transaction.rows(index % 10 === 0 ? sql`SELECT 1 / 0` : sql`SELECT 1`);
            throw new Error('undone');
          });
          await expect(undone).rejects.toThrow();
        }
        const seen = await groupsOf(world.caller(tenant), database);
        expect(seen).toContain(canaries[tenant]);
        expect(seen).not.toContain(canaries[other]);
        expect(seen.filter((key) => key.startsWith('undone-'))).toEqual([]);
      });
      await Promise.all(units);
    });
  });
});

describe('a database that cannot be reached', () => {
  it('is a named, retryable error', async () => {
    const pool = createPool({ url: 'postgres://nobody@127.0.0.1:1/none', max: 1, applicationName: 'spec-nowhere' });
    const asking = new TenantDb(pool, world.keys).run(world.caller('alpha'), (transaction) =>
      transaction.rows(sql`SELECT 1`),
    );
    await expect(asking).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await pool.end();
  });
});

import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { contextKey, registerContextKeys } from '../../../../prisma/context-keys.mjs';
import { TwoTenants } from '../two-tenants.fixture.js';
import { parseContextKeys, type ContextKey } from './context-keys.js';
import { signedContext, transactionMark, transactionMarkQuery, type TransactionMark } from './signed-context.js';
import type { TenantContext } from './tenant-context.js';

let world: TwoTenants;
let key: ContextKey;
/** Every table that the application may read and that has rows of alpha. */
let tables: string[];

beforeAll(async () => {
  world = await TwoTenants.create();
  [key] = world.keys.current() as [ContextKey];
  await world.publish('alpha', 'alpha canary', { groups: ['everyone'], label: 'O' });
  await world.publish('beta', 'beta canary', { groups: ['everyone'], label: 'O' });
  const { rows } = await world.admin.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'onggi'::regnamespace
       AND c.relkind IN ('r', 'p') AND has_table_privilege('onggi_app', c.oid, 'SELECT') ORDER BY 1`,
  );
  tables = rows.map((row) => row.name);
});
afterAll(() => world.close());

const alpha = (role: 'member' | 'service' = 'service') =>
  world.caller('alpha', { role, label: role === 'service' ? 'C' : 'O' });

/** One open transaction on a connection of the application's role, without a context. */
async function transaction<Result>(work: (client: pg.PoolClient, mark: TransactionMark) => Promise<Result>) {
  const client = await world.app.connect();
  try {
    await client.query('BEGIN');
    return await work(client, transactionMark((await client.query(transactionMarkQuery)).rows[0]));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const search = `SELECT FROM search.passages(
  ARRAY['alpha', 'beta'], '{1,1}', ARRAY[array_fill(0.05::real, ARRAY[384])::halfvec, array_fill(0.05::real, ARRAY[384])::halfvec],
  '{}', '{}', '{}', '{}', NULL, NULL, 10)`;

/** Rows that are seen under this value of the setting, over all tables and the search. */
async function rowsUnder(client: pg.PoolClient, value: string): Promise<number> {
  await client.query(`SELECT set_config('onggi.context', $1, true)`, [value]);
  let seen = 0;
  for (const table of tables) seen += (await client.query(`SELECT FROM ${table}`)).rowCount ?? 0;
  return seen + ((await client.query(search)).rowCount ?? 0);
}

describe('a context that is signed for this transaction', () => {
  it('opens its tenant, in tables and in the search', async () => {
    await transaction(async (client, mark) => {
      const value = signedContext(alpha(), key, mark);
      expect(await rowsUnder(client, value)).toBeGreaterThan(8);
      expect((await client.query(search)).rowCount).toBe(1);
      expect((await client.query('SELECT DISTINCT tenant_id FROM onggi.chunk')).rows).toEqual([{ tenant_id: 'alpha' }]);
    });
  });

  it('opens it within savepoints too', async () => {
    await transaction(async (client, mark) => {
      await client.query('SAVEPOINT inner_work');
      expect(await rowsUnder(client, signedContext(alpha(), key, mark))).toBeGreaterThan(8);
    });
  });
});

/** The value with what is signed changed, and the HMAC left as it was. */
const edited = (value: string, edit: (signed: Record<string, unknown>) => void) => {
  const signed = JSON.parse(value.slice(80)) as Record<string, unknown>;
  edit(signed);
  return value.slice(0, 80) + JSON.stringify(signed);
};
const editedGrant = (changes: Record<string, unknown>) => (signed: Record<string, unknown>) => {
  signed['grants'] = [{ ...(signed['grants'] as object[])[0], ...changes }];
};
const stranger = parseContextKeys('a key that nobody has registered, ever')[0]!;
const forged: ContextKey = { id: '0000000000000000', mac: () => '' };

describe('nothing is seen under', () => {
  const cases: [string, (value: string, mark: TransactionMark, context: TenantContext) => string][] = [
    ['an empty value', () => ''],
    ['text that is no context', () => 'onggi'],
    [
      'unsigned JSON, as it used to be',
      (_, mark, context) => JSON.stringify({ ...context, expires: mark.began / 1e6 + 60 }),
    ],
    ['a forged HMAC', (value) => value.slice(0, 16) + randomBytes(32).toString('hex') + value.slice(80)],
    ['an HMAC that is cut off', (value) => value.slice(0, 79) + value.slice(80)],
    ['an HMAC of nothing', (value) => value.slice(0, 16) + ' '.repeat(64) + value.slice(80)],
    [
      'a plain hash in place of the HMAC',
      (value) => value.slice(0, 16) + createHmac('sha256', '').update(value.slice(80)).digest('hex') + value.slice(80),
    ],
    ['an HMAC in capitals', (value) => value.slice(0, 16) + value.slice(16, 80).toUpperCase() + value.slice(80)],
    ['the context of another tenant', (value) => edited(value, (signed) => (signed['tenant'] = 'beta'))],
    ['a grant of another tenant', (value) => edited(value, editedGrant({ tenant: 'beta' }))],
    ['more groups', (value) => edited(value, editedGrant({ groups: ['everyone', 'legal'] }))],
    ['a higher clearance', (value) => edited(value, editedGrant({ label: 'C' }))],
    ['a reader made a manager', (value) => edited(value, editedGrant({ manage: true }))],
    ['a later end', (value) => edited(value, (signed) => (signed['expires'] = Number(signed['expires']) + 1))],
    ['what is signed with a blank at its end', (value) => `${value} `],
    ['a key that is not registered', (_, mark, context) => signedContext(context, stranger, mark)],
    ['a key id without a key', (_, mark, context) => signedContext(context, forged, mark)],
    ['the right HMAC under the id of no key', (value) => forged.id + value.slice(16)],
    ['another backend', (_, mark, context) => signedContext(context, key, { ...mark, backend: mark.backend + 1 })],
    ['a later transaction', (_, mark, context) => signedContext(context, key, { ...mark, began: mark.began - 1 })],
    ['an earlier transaction', (_, mark, context) => signedContext(context, key, { ...mark, began: mark.began + 1 })],
  ];

  it.each(cases)('%s', async (_, change) => {
    await transaction(async (client, mark) => {
      const context = alpha('member');
      const value = signedContext(context, key, mark);
      expect(await rowsUnder(client, change(value, mark, context))).toBe(0);
      expect((await client.query('SELECT tenancy.context(), tenancy.granted_tenants() AS granted')).rows).toEqual([
        { context: null, granted: [] },
      ]);
      // The value itself was good.
      expect(await rowsUnder(client, value)).toBeGreaterThan(0);
    });
  });

  it('a context whose minute is over', async () => {
    await transaction(async (client, mark) => {
      const over: ContextKey = {
        id: key.id,
        mac: (signed) => key.mac(signed.replace(/"expires":\d+/, `"expires":${mark.began}`)),
      };
      const value = signedContext(alpha(), over, mark).replace(/"expires":\d+/, `"expires":${mark.began}`);
      expect(await rowsUnder(client, value)).toBe(0);
    });
  });

  it('the context of another connection', async () => {
    const stolen = await transaction(async (client, mark) => {
      const value = signedContext(alpha(), key, mark);
      expect(await rowsUnder(client, value)).toBeGreaterThan(0);
      await transaction(async (other) => expect(await rowsUnder(other, value)).toBe(0));
      return value;
    });
    await transaction(async (client) => expect(await rowsUnder(client, stolen)).toBe(0));
  });

  it('a context that is replayed in the next transaction of its own backend', async () => {
    const client = await world.app.connect();
    try {
      await client.query('BEGIN');
      const mark = transactionMark((await client.query(transactionMarkQuery)).rows[0]);
      const value = signedContext(alpha(), key, mark);
      expect(await rowsUnder(client, value)).toBeGreaterThan(0);
      await client.query(`SELECT set_config('onggi.context', $1, false)`, [value]);
      await client.query('COMMIT');
      expect((await client.query('SELECT current_setting($1) AS kept', ['onggi.context'])).rows).toEqual([
        { kept: value },
      ]);
      expect((await client.query('SELECT FROM onggi.chunk')).rowCount).toBe(0);
      await client.query('BEGIN');
      expect(await rowsUnder(client, value)).toBe(0);
    } finally {
      client.release(true);
    }
  });

  it('a context in whose name another tenant’s rows are to be written', async () => {
    await transaction(async (client, mark) => {
      const value = edited(signedContext(alpha(), key, mark), (signed) => (signed['tenant'] = 'beta'));
      await client.query(`SELECT set_config('onggi.context', $1, true)`, [value]);
      await expect(client.query(`INSERT INTO onggi.access_group VALUES ('beta', 'x', 'x', 'x')`)).rejects.toMatchObject(
        { code: '42501' },
      );
    });
  });
});

describe('a key', () => {
  it('is read by nobody who signs in, under no name', async () => {
    for (const role of ['onggi_app', 'onggi_jobs', 'onggi_provisioner', 'onggi_maintenance', 'onggi_auditor']) {
      const { rows } = await world.admin.query(
        `SELECT bool_or(has_any_column_privilege($1, 'tenancy.context_key', privilege)) AS readable
         FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS privilege`,
        [role],
      );
      expect({ role, ...rows[0] }).toEqual({ role, readable: false });
    }
    await transaction(async (client) => {
      await expect(client.query('SELECT * FROM tenancy.context_key')).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('shows no row, even where reading was granted by mistake', async () => {
    const client = await world.admin.connect();
    try {
      await client.query('BEGIN; GRANT SELECT ON tenancy.context_key TO onggi_app; SET LOCAL ROLE onggi_app');
      expect((await client.query('SELECT * FROM tenancy.context_key')).rowCount).toBe(0);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('lives beside the one before it, which retires when it leaves the file', async () => {
    const [before, after] = ['the key before, of thirty-two letters', 'the key after, of thirty-two letters'] as const;
    const opens = (secret: string) =>
      transaction(async (client, mark) => {
        const value = signedContext(alpha(), parseContextKeys(secret)[0]!, mark);
        return (await rowsUnder(client, value)) > 0;
      });
    const client = await world.admin.connect();
    try {
      const { rows: own } = await client.query('SELECT key_id FROM tenancy.context_key');
      expect(own).toEqual([{ key_id: key.id }]);
      await registerContextKeys(client, [contextKey(before)]);
      expect([await opens(before), await opens(after)]).toEqual([true, false]);
      await registerContextKeys(client, [contextKey(after), contextKey(before)]);
      expect([await opens(before), await opens(after)]).toEqual([true, true]);
      await registerContextKeys(client, [contextKey(after)]);
      // What it signed a moment ago is still in use.
      expect([await opens(before), await opens(after)]).toEqual([true, true]);
      // The two minutes, passed by.
      await client.query(`UPDATE tenancy.context_key SET retires_at = retires_at - interval '121 seconds'`);
      expect([await opens(before), await opens(after)]).toEqual([false, true]);
      await registerContextKeys(client, [contextKey(after)]);
      expect((await client.query('SELECT key_id FROM tenancy.context_key')).rows).toEqual([
        { key_id: contextKey(after).id },
      ]);
    } finally {
      client.release();
    }
  });
});

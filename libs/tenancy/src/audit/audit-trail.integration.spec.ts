import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type pg from 'pg';
import type { TenantContext } from '../context/tenant-context.js';
import { createPool } from '../database/pool.js';
import { sql } from '../database/sql.js';
import { TenantDb } from '../database/tenant-db.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { recordAudit } from './audit.js';
import { AuditTrail } from './audit-trail.js';

let world: TwoTenants;
let auditor: pg.Pool;
let trail: AuditTrail;
beforeAll(async () => {
  world = await TwoTenants.create();
  auditor = createPool({ url: world.server.urlFor('onggi_auditor'), max: 2, applicationName: 'spec-auditor' });
  trail = new AuditTrail(new TenantDb(auditor, world.keys));
});
afterAll(async () => {
  await auditor.end();
  await world.close();
});

let tenant: string;
let reader: TenantContext;
beforeEach(async () => {
  tenant = `t${newId().replaceAll('-', '')}`;
  reader = world.caller(tenant, { role: 'auditor' });
  await world.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
});

const record = (action: string, of: TenantContext = world.caller(tenant)) =>
  world.database.run(of, (transaction) =>
    recordAudit(transaction, {
      action,
      target: '문서',
      detail: { n: 1.5, 글: '"\\n', nested: { b: [1, null], a: 1e21 } },
    }),
  );

async function recordSome(): Promise<string[]> {
  for (const action of ['one', 'two', 'three', 'four', 'five']) await record(action);
  const { events } = await trail.list(reader, {});
  return events.map(({ id }) => id).reverse();
}

/** As a superuser who turns every trigger off. */
async function tamper(...statements: [string, unknown[]][]): Promise<void> {
  const client = await world.admin.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL session_replication_role = replica`);
    for (const [text, values] of statements) expect((await client.query(text, values)).rowCount).toBeGreaterThan(0);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

const findings = async () => (await trail.verify(reader)).findings;

describe('an untouched trail', () => {
  it('is proven, and is proven to go on from a head that was kept', async () => {
    await recordSome();
    const { head, ...proof } = await trail.verify(reader);
    expect(proof).toEqual({ tenant, events: 5, findings: [] });
    await record('six');
    expect((await trail.verify(reader, head!)).findings).toEqual([]);
  });

  it('of nobody is proven too', async () => {
    expect(await trail.verify(reader)).toEqual({ tenant, events: 0, head: null, findings: [] });
  });

  it('has an event for each commit and none for what was undone, numbered in the order of commits', async () => {
    const committed = { first: () => {}, second: () => {} };
    const first = new Promise<void>((resolve) => (committed.first = resolve));
    const slow = world.database.run(world.caller(tenant), async (transaction) => {
      await recordAudit(transaction, { action: 'slow' });
      await first;
    });
    // Had the slow one the trail to itself until it ends, this would wait for ever.
    await record('quick');
    committed.first();
    await slow;
    await world.database
      .run(world.caller(tenant), async (transaction) => {
        await recordAudit(transaction, { action: 'undone' });
        throw new Error('undone');
      })
      .catch(() => undefined);
    const { events } = await trail.list(reader, {});
    expect(events.map(({ sequence, action }) => [sequence, action])).toEqual([
      [2, 'slow'],
      [1, 'quick'],
    ]);
    expect(await findings()).toEqual([]);
  });

  it('stays whole when many write at once', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, index) => record(`many-${index}`)));
    expect(await trail.verify(reader)).toMatchObject({ events: 60, head: { sequence: 60 }, findings: [] });
  });

  it('of another tenant is not seen', async () => {
    await record('foreign');
    const other = world.caller('alpha', { role: 'auditor' });
    expect((await trail.list(other, {})).events.filter(({ action }) => action === 'foreign')).toEqual([]);
    expect((await trail.list({ ...other, tenant }, {})).events).toHaveLength(1);
  });
});

describe('a superuser who', () => {
  it.each([
    ['principal', `'person:somebody-else'`],
    ['action', `'nothing'`],
    ['target', `''`],
    ['outcome', `'denied'`],
    ['at', `at - interval '1 microsecond'`],
    ['detail', `'{}'`],
  ])('alters %s is found out, with the row', async (column, value) => {
    const [, , third] = await recordSome();
    await tamper([`UPDATE onggi.audit_event SET ${column} = ${value} WHERE event_id = $1`, [third]]);
    expect(await findings()).toEqual([{ kind: 'altered', sequence: 3, eventId: third }]);
  });

  it.each([0, 2, 4])('removes event %d is found out', async (index) => {
    const removed = (await recordSome())[index];
    await tamper(['DELETE FROM onggi.audit_event WHERE event_id = $1', [removed]]);
    expect(await findings()).toEqual([{ kind: 'removed', sequence: index + 1, eventId: removed }]);
  });

  it.each([2, 4])('removes event %d with its link is found out', async (index) => {
    const removed = (await recordSome())[index];
    await tamper(
      ['DELETE FROM onggi.audit_link WHERE event_id = $1', [removed]],
      ['DELETE FROM onggi.audit_event WHERE event_id = $1', [removed]],
    );
    expect(await findings()).toContainEqual({ kind: 'removed', sequence: index + 1, eventId: null });
  });

  it('inserts an event is found out', async () => {
    await recordSome();
    const inserted = newId();
    await tamper([`INSERT INTO onggi.audit_event VALUES ($1, $2, now(), 'p', 'a', '', 'allowed')`, [tenant, inserted]]);
    expect(await findings()).toEqual([{ kind: 'inserted', sequence: null, eventId: inserted }]);
  });

  it('changes the places of two events is found out', async () => {
    const [, second, , fourth] = await recordSome();
    await tamper(
      [`UPDATE onggi.audit_link SET event_id = $2 WHERE tenant_id = $1 AND sequence = 2`, [tenant, newId()]],
      [`UPDATE onggi.audit_link SET event_id = $2 WHERE tenant_id = $1 AND sequence = 4`, [tenant, second]],
      [`UPDATE onggi.audit_link SET event_id = $2 WHERE tenant_id = $1 AND sequence = 2`, [tenant, fourth]],
    );
    expect(await findings()).toEqual([
      { kind: 'moved', sequence: 2, eventId: fourth },
      { kind: 'moved', sequence: 4, eventId: second },
    ]);
  });

  it('alters an event and its own link is found out at the next', async () => {
    const [, , third, fourth] = await recordSome();
    await tamper(
      [`UPDATE onggi.audit_event SET principal = 'x' WHERE event_id = $1`, [third]],
      [
        `UPDATE onggi.audit_link l SET hash = sha256(
           (SELECT hash FROM onggi.audit_link p WHERE p.tenant_id = l.tenant_id AND p.sequence = 2)
           || tenancy.canonical_audit_event(3, (SELECT e FROM onggi.audit_event e WHERE e.event_id = l.event_id)))
         WHERE event_id = $1`,
        [third],
      ],
    );
    expect(await findings()).toEqual([{ kind: 'altered', sequence: 4, eventId: fourth }]);
  });

  it('cuts off the end, its head too, is found out by whoever kept a head', async () => {
    const [, , , , fifth] = await recordSome();
    const { head } = await trail.verify(reader);
    await tamper(
      ['DELETE FROM onggi.audit_event WHERE event_id = $1', [fifth]],
      ['DELETE FROM onggi.audit_link WHERE event_id = $1', [fifth]],
    );
    expect(await findings()).toEqual([{ kind: 'removed', sequence: 5, eventId: null }]);
    await tamper([
      `UPDATE onggi.audit_head h SET (sequence, hash) =
         (SELECT sequence, hash FROM onggi.audit_link l WHERE l.tenant_id = h.tenant_id AND l.sequence = 4) WHERE tenant_id = $1`,
      [tenant],
    ]);
    expect(await findings()).toEqual([]);
    expect((await trail.verify(reader, head!)).findings).toEqual([{ kind: 'shortened', sequence: 5, eventId: null }]);
  });

  it('writes the whole trail anew is found out by whoever kept a head', async () => {
    await recordSome();
    const { head } = await trail.verify(reader);
    await tamper(
      [`UPDATE onggi.audit_event SET principal = 'x' WHERE tenant_id = $1`, [tenant]],
      ['DELETE FROM onggi.audit_link WHERE tenant_id = $1', [tenant]],
      ['DELETE FROM onggi.audit_head WHERE tenant_id = $1', [tenant]],
      [`SELECT tenancy.link_audit_event(e) FROM onggi.audit_event e WHERE tenant_id = $1 ORDER BY at`, [tenant]],
    );
    expect(await findings()).toEqual([]);
    expect((await trail.verify(reader, head!)).findings).toMatchObject([{ kind: 'altered', sequence: 5 }]);
  });

  it('leaves the triggers on is refused, as the owner is', async () => {
    await recordSome();
    for (const text of [
      `UPDATE onggi.audit_event SET action = 'x' WHERE tenant_id = $1`,
      `DELETE FROM onggi.audit_link WHERE tenant_id = $1`,
      `UPDATE onggi.audit_link SET hash = hash WHERE tenant_id = $1`,
      `DELETE FROM onggi.audit_head WHERE tenant_id = $1`,
    ]) {
      await expect(world.admin.query(text, [tenant])).rejects.toThrow('append-only');
    }
    await expect(world.admin.query('TRUNCATE onggi.audit_event CASCADE')).rejects.toThrow('append-only');
  });
});

describe('the application', () => {
  it.each([
    `SELECT FROM onggi.audit_link`,
    `SELECT FROM onggi.audit_head`,
    `INSERT INTO onggi.audit_link VALUES ('alpha', 9, gen_random_uuid(), sha256(''))`,
    `UPDATE onggi.audit_head SET sequence = 0`,
    `DELETE FROM onggi.audit_link`,
    `SELECT tenancy.chain_audit_event()`,
    `SELECT tenancy.link_audit_event(NULL)`,
  ])('may not say: %s', async (text) => {
    const saying = world.database.run(world.caller('alpha', { role: 'admin' }), (transaction) =>
      transaction.execute(sql([text] as unknown as TemplateStringsArray)),
    );
    await expect(saying).rejects.toMatchObject({ cause: { code: '42501' } });
  });
});

describe('a list of the trail', () => {
  it('is filtered and turned page by page, newest first', async () => {
    await recordSome();
    await record('six', world.caller(tenant, { principal: 'person:other' }));
    const newest = await trail.list(reader, { first: 2 });
    expect(newest.events.map(({ action }) => action)).toEqual(['six', 'five']);
    const next = await trail.list(reader, { first: 10, after: newest.next! });
    expect(next).toMatchObject({ events: [{ action: 'four' }, {}, {}, { action: 'one', sequence: 1 }], next: null });
    const of = async (filter: object) => (await trail.list(reader, filter)).events.map(({ action }) => action);
    expect(await of({ principal: 'person:other' })).toEqual(['six']);
    expect(await of({ action: 'fi' })).toEqual(['five']);
    expect(await of({ outcome: 'denied' })).toEqual([]);
    expect(await of({ target: '문서', to: new Date(0) })).toEqual([]);
    expect(await of({ from: new Date(0), first: 1 })).toEqual(['six']);
  });
});

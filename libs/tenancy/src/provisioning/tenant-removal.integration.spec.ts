import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type pg from 'pg';
import type { TenantContext } from '../context/tenant-context.js';
import { createPool } from '../database/pool.js';
import { sql } from '../database/sql.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { provisionTenant, removeTenant, TenantDirectory } from './tenants.js';

let world: TwoTenants;
let provisioner: pg.Pool;
beforeAll(async () => {
  world = await TwoTenants.create();
  provisioner = createPool({
    url: world.server.urlFor('onggi_provisioner'),
    max: 1,
    applicationName: 'spec-provisioner',
  });
  for (const tenant of ['alpha', 'beta']) await fill(tenant);
});
afterAll(async () => {
  await provisioner.end();
  await world.close();
});

/** One row of the tenant in every table that publishing a document leaves empty. */
async function fill(tenant: string): Promise<void> {
  const { corpusId, documentId, versionId, chunkId } = await world.publish(tenant, `The text of ${tenant}`, {
    groups: ['everyone'],
    label: 'O',
  });
  const [person, key, session, job, expert, conversation, answer, set, run] = Array.from({ length: 9 }, () => newId());
  const statements: [string, unknown[]][] = [
    [
      `INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role) VALUES ($1, $2, 'a@b', '가', 'A', 'member')`,
      [person],
    ],
    [`INSERT INTO onggi.person_password VALUES ($1, $2, 'hash', false)`, [person]],
    [`INSERT INTO onggi.sign_in_attempt VALUES ($1, 'account', '\\x00', 1, now(), now())`, []],
    [`INSERT INTO onggi.access_group VALUES ($1, 'works', '공장', 'Works')`, []],
    [`INSERT INTO onggi.person_group VALUES ($1, $2, 'works')`, [person]],
    [
      `INSERT INTO onggi.session VALUES ($1, $2, $3, $4, now(), now() + interval '1 hour')`,
      [session, tokenHash(tenant), person],
    ],
    [`INSERT INTO onggi.identity_provider VALUES ($1, 'https://i', 'c', NULL, 'active', '가', 'A', '{}')`, []],
    [`INSERT INTO onggi.account VALUES ($1, 'https://i', 's', $2)`, [person]],
    [`INSERT INTO onggi.oidc_session VALUES ($1, $2, 'https://i', 's', 'sid')`, [session]],
    [`INSERT INTO onggi.logout_token VALUES ($1, 'https://i', 'jti', now())`, []],
    [`INSERT INTO onggi.scim_user VALUES ($1, $2, 'u', 'x', true, '{}')`, [person]],
    [`INSERT INTO onggi.scim_group VALUES ($1, $2, 'works', 'Works', 'x')`, [newId()]],
    [`INSERT INTO onggi.api_key VALUES ($1, $2, '\\x00', 'spec', 'member', '{}', 'S', 'spec')`, [key]],
    [
      `INSERT INTO onggi.shared_access (tenant_id, share_id, kind, receiver, corpus_id, purpose, opens, label, starts_at, expires_at, offered_by)
       VALUES ($1, $2, 'corpus', 'delta', $3, 'spec', '{everyone}', 'O', now(), now() + interval '1 day', 'spec')`,
      [newId(), corpusId],
    ],
    [`INSERT INTO onggi.audit_event VALUES ($1, $2, now(), 'spec', 'spec', '', 'allowed')`, [newId()]],
    [
      `INSERT INTO onggi.ingestion_job (tenant_id, job_id, corpus_id, source, created_by, receiver) VALUES ($1, $2, $3, 's', 'spec', $2)`,
      [job, corpusId],
    ],
    [
      `INSERT INTO onggi.ingestion_job_file VALUES ($1, $2, 0, 'a.md', $3, $4, 'published')`,
      [job, documentId, versionId],
    ],
    [`INSERT INTO onggi.term_frequency VALUES ($1, 'en', 7, 1)`, []],
    [`INSERT INTO onggi.index_statistics VALUES ($1, 'en', 1, 1, now())`, []],
    [
      `INSERT INTO onggi.access_statistics SELECT tenant_id, access_set_id, corpus_id, 1 FROM onggi.document_version WHERE tenant_id = $1`,
      [],
    ],
    [
      `INSERT INTO onggi.vector_sample SELECT tenant_id, set_id, language, chunk_id, embedding FROM onggi.chunk_vector WHERE tenant_id = $1`,
      [],
    ],
    [
      `INSERT INTO onggi.expert (tenant_id, expert_id, expert_key, name_ko, name_en) VALUES ($1, $2, 'e', '가', 'E')`,
      [expert],
    ],
    [`INSERT INTO onggi.expert_corpus VALUES ($1, $2, $3)`, [expert, corpusId]],
    [
      `INSERT INTO onggi.glossary_term (tenant_id, term_id, expert_id, ko, en) VALUES ($1, $2, $3, '가', 'a')`,
      [newId(), expert],
    ],
    [
      `INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title, expert_id) VALUES ($1, $2, 'spec', 't', $3)`,
      [conversation, expert],
    ],
    [
      `INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process) VALUES ($1, $2, $3, 'spec', 'q', 'en', $2)`,
      [answer, conversation],
    ],
    [`INSERT INTO onggi.answer_sentence VALUES ($1, $2, 0, 's', 'supported')`, [answer]],
    [`INSERT INTO onggi.answer_citation VALUES ($1, $2, 0, 0, $3, 0, 1)`, [answer, versionId]],
    [`INSERT INTO onggi.answer_passage VALUES ($1, $2, 1, $3, $4, 0, 1, 1)`, [answer, chunkId, versionId]],
    [`INSERT INTO onggi.answer_event VALUES ($1, $2, 1, 'started', '{}')`, [answer]],
    [
      `INSERT INTO onggi.break_glass_grant VALUES ($1, $2, '\\x00', 'a reason of a spec', 'spec', now(), now() + interval '1 hour')`,
      [newId()],
    ],
    [`INSERT INTO onggi.discarded_original VALUES ($1, 'k')`, []],
    [`INSERT INTO onggi.evaluation_set VALUES ($1, $2, 's', '가', 'S')`, [set]],
    [
      `INSERT INTO onggi.evaluation_question (tenant_id, set_id, question_id, text, language, origin, state) VALUES ($1, $2, $2, 'q', 'en', 'curated', 'draft')`,
      [set],
    ],
    [`INSERT INTO onggi.evaluation_version VALUES ($1, $2, 1, '\\x00', 'spec')`, [set]],
    [`INSERT INTO onggi.evaluation_query VALUES ($1, $2, 1, $2, 'q', 'en', '{}', false, '{}')`, [set]],
    [
      `INSERT INTO onggi.evaluation_run (tenant_id, run_id, set_id, version, answers, total, started_by) VALUES ($1, $2, $3, 1, false, 1, 'spec')`,
      [run, set],
    ],
    [
      `INSERT INTO onggi.evaluation_outcome (tenant_id, run_id, query_id, found, cited, scores) VALUES ($1, $2, $3, '{}', '{}', '{}')`,
      [run, set],
    ],
    [
      `INSERT INTO onggi.evaluation_proposal (tenant_id, proposal_id, set_id, passages, started_by) VALUES ($1, $2, $2, 1, 'spec')`,
      [set],
    ],
  ];
  for (const [text, values] of statements) await world.admin.query(text, [tenant, ...values]);
}

const tokenHash = (tenant: string) => Buffer.from(tenant.padEnd(32, '.'));

/** Rows of a tenant in every table that knows tenants, by the catalog: a table made tomorrow is counted too. */
async function rowsOf(tenant: string): Promise<Record<string, number>> {
  const { rows: tables } = await world.admin.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^pg_'
       AND NOT c.relispartition ORDER BY 1`,
  );
  const counts: [string, number][] = [];
  for (const { name } of tables) {
    const { rows } = await world.admin.query(`SELECT count(*)::int AS count FROM ${name} WHERE tenant_id = $1`, [
      tenant,
    ]);
    counts.push([name, rows[0].count]);
  }
  return Object.fromEntries(counts);
}

async function partitionsOf(tenant: string): Promise<number> {
  const { rows } = await world.admin.query(
    `SELECT count(*)::int AS count FROM pg_class WHERE relnamespace = 'partition'::regnamespace AND relkind = 'r' AND relname LIKE '%\\_\\_' || $1`,
    [tenant],
  );
  return rows[0].count;
}

const platform = (tenant: string): TenantContext => ({
  tenant,
  principal: 'machine',
  role: 'platform',
  grants: [{ tenant, groups: [], label: 'O', manage: false }],
});

async function requestRemoval(context: TenantContext): Promise<boolean> {
  const row = await world.database.run(context, (transaction) =>
    transaction.first<{ found: boolean }>(sql`SELECT tenancy.request_tenant_removal() AS found`),
  );
  return row!.found;
}

describe('removing a tenant', () => {
  it('is for the platform alone', async () => {
    for (const role of ['member', 'admin', 'service'] as const) {
      await expect(requestRemoval(world.caller('alpha', { role }))).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    expect(await requestRemoval(platform('nobody'))).toBe(false);
  });

  it('touches nothing of a tenant that was not marked', async () => {
    const before = await rowsOf('beta');
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);
    await removeTenant(provisioner, 'beta');
    expect(await rowsOf('beta')).toEqual(before);
    expect(await partitionsOf('beta')).toBe(4);
  });

  it('closes it at once, forgets its waiting jobs, and lets nobody open it again', async () => {
    const directory = new TenantDirectory(world.app);
    expect(await directory.findSession(tokenHash('alpha'))).toBeDefined();
    await world.database.run(world.caller('alpha'), (transaction) =>
      transaction.execute(sql`SELECT tenancy.enqueue('ingest-version', ARRAY['{}'::jsonb], ARRAY['waiting'])`),
    );
    expect(await requestRemoval(platform('alpha'))).toBe(true);
    const { rows: keys } = await world.admin.query(`SELECT key_id FROM onggi.api_key WHERE tenant_id = 'alpha'`);
    expect(await directory.findSession(tokenHash('alpha'))).toBeUndefined();
    expect(await directory.findApiKey(keys[0].key_id)).toEqual([]);
    const { rows: jobs } = await world.admin.query(`SELECT key FROM graphile_worker._private_jobs`);
    expect(jobs).toEqual([{ key: 'alpha:remove' }]);
    const set = { model: 'm', variant: 'v', dimensions: 384, centringVersion: '1' };
    await expect(provisionTenant(provisioner, 'alpha', set)).rejects.toThrow('no tenant alpha');
  });

  it('waits for readers instead of making all others wait', async () => {
    let begun: () => void = () => undefined;
    let end: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const mayEnd = new Promise<void>((resolve) => (end = resolve));
    const reader = world.database.run(world.caller('beta'), async (transaction) => {
      await transaction.rows(sql`SELECT FROM onggi.chunk`);
      begun();
      await mayEnd;
    });
    await hasBegun;
    const removal = removeTenant(provisioner, 'alpha');
    try {
      for (let times = 0; times < 10; times++) {
        const rows = await world.database.run(world.caller('beta'), (transaction) =>
          transaction.rows(sql`SELECT text FROM onggi.chunk WHERE tenant_id = 'beta'`),
        );
        expect(rows).toHaveLength(1);
        await sleep(100);
      }
      expect(await partitionsOf('alpha')).toBe(4);
    } finally {
      end();
    }
    await Promise.all([reader, removal]);
  });

  it('leaves no row and no partition of it, and every row of the others', async () => {
    expect(Object.entries(await rowsOf('alpha')).filter(([, count]) => count > 0)).toEqual([]);
    expect(await partitionsOf('alpha')).toBe(0);
    expect(Object.entries(await rowsOf('beta')).filter(([, count]) => count === 0)).toEqual([]);
    expect(await partitionsOf('beta')).toBe(4);
  });

  it('may run again, and the name is free afterwards', async () => {
    await removeTenant(provisioner, 'alpha');
    await world.addTenant('alpha');
    expect(await partitionsOf('alpha')).toBe(4);
  });

  it('is not outlived by a transaction of that tenant', async () => {
    await world.admin.query(`UPDATE tenancy.tenant SET status = 'removing' WHERE tenant_id = 'alpha'`);
    await removeTenant(provisioner, 'alpha');
    const late = world.database.run(world.caller('alpha', { role: 'admin' }), (transaction) =>
      transaction.execute(sql`INSERT INTO onggi.access_group VALUES ('alpha', 'late', 'l', 'l')`),
    );
    await expect(late).rejects.toMatchObject({ cause: { code: '23503' } });
  });
});

describe('every tenant table', () => {
  it('leads to the list of tenants by foreign keys', async () => {
    const { rows } = await world.admin.query(
      `WITH RECURSIVE reachable (target) AS (
         SELECT 'tenancy.tenant'::regclass::oid
         UNION SELECT k.conrelid FROM reachable r JOIN pg_constraint k ON k.confrelid = r.target AND k.contype = 'f')
       SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE c.relnamespace = 'onggi'::regnamespace AND c.relkind IN ('r', 'p') AND c.oid NOT IN (SELECT target FROM reachable)`,
    );
    expect(rows).toEqual([]);
  });
});

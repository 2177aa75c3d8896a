import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type pg from 'pg';
import { signedContext, transactionMark, transactionMarkQuery } from '../context/signed-context.js';
import type { TenantContext } from '../context/tenant-context.js';
import { TwoTenants, type SeededDocument } from '../two-tenants.fixture.js';
import { createPool } from './pool.js';
import { sql, type SqlStatement } from './sql.js';
import { TenantDb } from './tenant-db.js';

/** Stands in every text of beta, and of alpha's group that the attacker is not in. */
const canary = 'CANARY-7f3a';

let world: TwoTenants;
let foreign: SeededDocument;
let keyId: string;
/** Beginnings of the key's inner block as SQL, JSON and a printed plan would show it. */
let keyForms: string[];
beforeAll(async () => {
  world = await TwoTenants.create();
  await world.publish('alpha', 'own text', { groups: ['everyone'], label: 'O' });
  await world.publish('alpha', `${canary} of legal`, { groups: ['legal'], label: 'O' });
  foreign = await world.publish('beta', `${canary} of beta`, { groups: ['everyone'], label: 'O' });
  const { rows: keys } = await world.admin.query<{ pad: Buffer }>('SELECT inner_pad AS pad FROM tenancy.context_key');
  const pad = keys[0]!.pad.subarray(0, 8);
  keyForms = [pad.toString('hex'), [...pad].join(','), [...pad].join(' ')];
  keyId = newId();
  const [person, conversation, answer] = [newId(), newId(), newId()];
  for (const [text, values] of [
    [
      `INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role) VALUES ('beta', $1, $2, $2, $2, 'admin')`,
      [person, `${canary}@beta.test`],
    ],
    [`INSERT INTO onggi.access_group VALUES ('beta', 'works', $1, $1)`, [canary]],
    [
      `INSERT INTO onggi.api_key (tenant_id, key_id, secret_hash, name, role, groups, label, created_by) VALUES ('beta', $1, '\\x00', $2, 'admin', '{}', 'C', $2)`,
      [keyId, canary],
    ],
    [`INSERT INTO onggi.audit_event VALUES ('beta', $1, now(), $2, 'spec', $2, 'allowed')`, [newId(), canary]],
    [
      `INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title) VALUES ('beta', $1, $2, $2)`,
      [conversation, canary],
    ],
    [
      `INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process) VALUES ('beta', $1, $2, $3, $3, 'en', $1)`,
      [answer, conversation, canary],
    ],
    [`INSERT INTO onggi.answer_event VALUES ('beta', $1, 1, 'started', $2)`, [answer, JSON.stringify({ canary })]],
  ] as [string, unknown[]][]) {
    await world.admin.query(text, values);
  }
});
afterAll(() => world.close());

const attacker = () => world.caller('alpha');
const manager = () => world.caller('alpha', { role: 'admin', groups: ['works'], label: 'C' });
/** The text of an attacker, whatever it is. */
const raw = (text: string): SqlStatement => sql([text] as unknown as TemplateStringsArray);
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** As bad as it gets: any statements, one after another, on the connection of the application in a good context. */
async function injected(context: TenantContext, statements: readonly string[]): Promise<string> {
  const client = await world.app.connect();
  const heard: unknown[] = [];
  client.on('notice', (notice) => heard.push(notice.message, notice.detail));
  try {
    await client.query('BEGIN');
    const mark = transactionMark((await client.query(transactionMarkQuery)).rows[0]);
    await client.query(`SELECT set_config('onggi.context', $1, true)`, [
      signedContext(context, world.keys.current()[0]!, mark),
    ]);
    for (const text of statements) heard.push(await said(client, text));
    heard.push(await said(client, everything));
    return JSON.stringify(heard);
  } finally {
    client.release(true);
  }
}

/** A statement that fails takes back only itself, where a transaction is open: the next one is said all the same. */
async function said(client: pg.PoolClient, text: string): Promise<unknown> {
  const within = client.getTransactionStatus() === 'T';
  if (within) await client.query('SAVEPOINT before_it');
  try {
    const results: unknown = await client.query(text);
    return [results].flat().map((result) => (result as pg.QueryResult).rows);
  } catch (error) {
    if (within) await client.query('ROLLBACK TO before_it');
    const { message, detail, hint, where } = error as pg.DatabaseError;
    return { message, detail, hint, where };
  }
}

/** All texts that hold a canary, in one query. */
const everything = `SELECT jsonb_agg(seen) AS seen FROM (
  SELECT to_jsonb(t) AS seen FROM onggi.document_version t UNION ALL SELECT to_jsonb(t) FROM onggi.document_content t
  UNION ALL SELECT to_jsonb(t) FROM onggi.chunk t UNION ALL SELECT to_jsonb(t) FROM onggi.person t
  UNION ALL SELECT to_jsonb(t) FROM onggi.access_group t UNION ALL SELECT to_jsonb(t) FROM onggi.conversation t
  UNION ALL SELECT to_jsonb(t) FROM onggi.answer t UNION ALL SELECT to_jsonb(t) FROM onggi.answer_event t
  UNION ALL SELECT to_jsonb(t) FROM onggi.document_page t UNION ALL SELECT to_jsonb(t) FROM onggi.chunk_vector t) AS rows`;

const forBeta = JSON.stringify({
  tenant: 'beta',
  principal: 'person:x',
  role: 'admin',
  grants: [{ tenant: 'beta', groups: ['everyone', 'legal'], label: 'C', manage: true }],
  expires: 4e15,
});

describe('SQL of an attacker’s own, in the application’s transaction', () => {
  it('would show a canary, if there were no walls', async () => {
    const { rows } = await world.admin.query(everything);
    expect(JSON.stringify(rows)).toContain(canary);
  });

  it('sees what its caller sees', async () => {
    expect(await injected(attacker(), [])).toContain('own text');
  });

  const attacks: Record<string, string[]> = {
    'no tricks': [`SELECT * FROM onggi.document_version WHERE tenant_id = 'beta' OR true`],
    'SET of an unsigned context': [`SET onggi.context = ${literal(forBeta)}`],
    'SET LOCAL of an unsigned context': [`SET LOCAL onggi.context = ${literal(forBeta)}`],
    'set_config of an unsigned context': [`SELECT set_config('onggi.context', ${literal(forBeta)}, false)`],
    'its own context with the tenant changed': [
      `SELECT set_config('onggi.context', replace(current_setting('onggi.context'), 'alpha', 'beta'), true)`,
    ],
    'its own context with a group more': [
      `SELECT set_config('onggi.context', replace(current_setting('onggi.context'), '"everyone"', '"everyone","legal"'), true)`,
    ],
    'RESET of the context': [`RESET onggi.context`, `RESET ALL`],
    'ROLLBACK and its own context again': [
      `SELECT set_config('onggi.kept', replace(current_setting('onggi.context'), 'alpha', 'beta'), false)`,
      'COMMIT',
      'BEGIN',
      `SELECT set_config('onggi.context', current_setting('onggi.kept'), true)`,
    ],
    'SET ROLE': ['SET ROLE onggi_owner', 'SET ROLE onggi_search', 'SET ROLE onggi_backup', 'SET ROLE postgres'],
    'SET SESSION AUTHORIZATION': ['SET SESSION AUTHORIZATION postgres', 'SET SESSION AUTHORIZATION onggi_owner'],
    'row_security off': ['SET row_security = off'],
    'row_security off, before the search': [
      'SET row_security = off',
      `SELECT * FROM search.passages(ARRAY['beta'], '{1}', ARRAY[array_fill(0.05::real, ARRAY[384])::halfvec], '{}', '{}', '{}', '{}', NULL, NULL, 9)`,
    ],
    session_replication_role: ['SET session_replication_role = replica'],
    'a search path of its own': ['SET search_path = pg_temp, onggi, tenancy', 'CREATE TEMP TABLE access_set (a int)'],
    pg_settings: [`SELECT * FROM pg_settings WHERE name LIKE 'onggi%'`, 'SHOW ALL'],
    pg_stat_activity: ['SELECT * FROM pg_stat_activity', 'SELECT * FROM pg_stat_get_activity(NULL)'],
    'statistics of the planner': ['SELECT * FROM pg_stats', 'SELECT * FROM pg_statistic'],
    'prepared statements and cursors': ['SELECT * FROM pg_prepared_statements', 'SELECT * FROM pg_cursors'],
    'the keys': [
      'TABLE tenancy.context_key',
      'SELECT key_id FROM tenancy.context_key',
      'COPY tenancy.context_key TO STDOUT',
    ],
    'a partition by its name': ['TABLE partition.chunk__beta', 'SELECT text FROM ONLY partition.chunk__beta'],
    'COPY to a file': [`COPY onggi.chunk TO '/tmp/stolen'`],
    'COPY to a program': [`COPY onggi.chunk TO PROGRAM 'cat > /tmp/stolen'`],
    'COPY from a file': [`COPY onggi.access_group FROM '/etc/passwd'`],
    'the file system': [
      `SELECT pg_read_file('postgresql.conf')`,
      `SELECT lo_import('/etc/passwd')`,
      `SELECT pg_ls_dir('.')`,
    ],
    'a DO block': [
      `DO $$ DECLARE r record; BEGIN
         PERFORM set_config('onggi.context', ${literal(forBeta)}, true);
         FOR r IN SELECT text FROM onggi.chunk LOOP RAISE NOTICE '%', r.text; END LOOP;
       END $$`,
      `DO $$ BEGIN EXECUTE 'SET ROLE onggi_owner'; END $$`,
    ],
    'a function or view of its own': [
      `CREATE FUNCTION onggi.steal() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT text FROM onggi.chunk'`,
      `CREATE VIEW onggi.stolen AS SELECT * FROM onggi.chunk`,
      `CREATE TEMP VIEW stolen AS SELECT * FROM onggi.chunk`,
    ],
    'errors that say what they stumbled over': [
      `SELECT * FROM onggi.document_version WHERE title::int = 1`,
      `SELECT * FROM onggi.document_content WHERE 1 / (CASE WHEN text LIKE 'CANARY%' THEN 0 ELSE 1 END) = 1`,
    ],
    'unique keys and foreign keys': [
      `INSERT INTO onggi.access_group VALUES ('beta', 'works', 'x', 'x')`,
      `INSERT INTO onggi.access_group VALUES ('beta', 'works', 'x', 'x') ON CONFLICT (tenant_id, group_key) DO UPDATE SET name_ko = 'taken' RETURNING *`,
    ],
    EXPLAIN: ['EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM onggi.document_version'],
    'query_to_xml and ts_stat': [
      `SELECT query_to_xml('SELECT text FROM onggi.chunk', true, true, '')`,
      `SELECT * FROM ts_stat('SELECT to_tsvector(text) FROM onggi.document_content')`,
    ],
    'printed plans': [
      'SET client_min_messages = debug5',
      'SET debug_print_plan = on',
      'SET debug_print_rewritten = on',
      'SELECT tenancy.context()',
    ],
    'row locks and merges': [
      'SELECT * FROM onggi.chunk FOR UPDATE',
      `MERGE INTO onggi.access_group g USING (VALUES ('beta', 'works')) v (t, k) ON g.tenant_id = v.t AND g.group_key = v.k
         WHEN MATCHED THEN UPDATE SET name_ko = 'taken' RETURNING g.*`,
    ],
    'a search with the other tenant in its arguments': [
      `SELECT * FROM search.passages(ARRAY['alpha','beta'], '{1,1}', ARRAY[array_fill(0.05::real, ARRAY[384])::halfvec, array_fill(0.05::real, ARRAY[384])::halfvec],
         ARRAY['beta'], '{1}', '{1}', '{}', NULL, NULL, 10)`,
    ],
  };

  describe.each([
    ['a member', attacker],
    ['an administrator of another tenant', manager],
  ])('of %s', (_, context) => {
    it.each(Object.entries(attacks))('sees nothing by %s', async (__, statements) => {
      const heard = await injected(context(), statements);
      // Whoever administers alpha reads alpha's legal department.
      expect(heard.replaceAll(context === manager ? `${canary} of legal` : '-', '')).not.toContain(canary);
      expect(heard).not.toContain(foreign.chunkId);
      expect(heard).not.toContain(foreign.versionId);
      for (const form of keyForms) expect(heard).not.toContain(form);
    });
  });

  it('would find the key in what it looks at, if it were there', async () => {
    const { rows } = await world.admin.query('SELECT * FROM tenancy.context_key');
    expect(JSON.stringify(rows)).toContain(keyForms[1]);
  });

  it('changes nothing of another tenant', async () => {
    await injected(manager(), [...Object.values(attacks).flat(), `DELETE FROM onggi.document`, 'COMMIT']);
    const { rows } = await world.admin.query(
      `SELECT (SELECT count(*)::int FROM onggi.document WHERE tenant_id = 'beta') AS documents,
         (SELECT name_ko FROM onggi.access_group WHERE tenant_id = 'beta') AS name`,
    );
    expect(rows).toEqual([{ documents: 1, name: canary }]);
  });
});

describe('a function that runs with its owner’s rights', () => {
  /** Arguments as bad as an attacker can choose them; by the catalog, so that a new function fails until it is tried. */
  const tries: Record<string, string[]> = {
    'tenancy.context': [''],
    'tenancy.find_session': [`'\\x00'`, `NULL`],
    'tenancy.find_api_key': [`gen_random_uuid()`, `NULL`],
    'tenancy.find_break_glass_grant': [`gen_random_uuid()`, `NULL`],
    'tenancy.fail_orphaned_answers': [''],
    // What the sign-in page shows to everyone.
    'tenancy.sign_in_providers': [''],
    'tenancy.enqueue': [`'purge-versions', ARRAY['{"tenant": "beta"}'::jsonb], ARRAY['beta:x']`],
    'tenancy.keys_without_job': [`ARRAY['beta:x', 'x']`],
    'tenancy.request_tenant': [`'x', 'x'`],
    'tenancy.request_tenant_removal': [''],
    'tenancy.request_index_maintenance': [''],
    'tenancy.request_embedding_set_job': [`'build-embedding-set', 1`],
    'tenancy.accept_share': [`gen_random_uuid(), '{everyone}', NULL`],
    'tenancy.end_share': [`gen_random_uuid()`],
    'tenancy.shares_of_caller': [''],
    'tenancy.further_grants_of': [`'person:' || gen_random_uuid(), 'admin', '{everyone,works}', 'C'`],
    'tenancy.audit_elsewhere': [`gen_random_uuid(), 'beta', 'share.read', 'x', '{}'`],
    'search.passages': [
      `ARRAY['beta'], '{1}', ARRAY[array_fill(0.05::real, ARRAY[384])::halfvec], ARRAY['beta'], '{1}', '{1}', '{}', NULL, NULL, 100`,
    ],
  };

  it('tells the application nothing of other tenants, and works for none', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `SELECT n.nspname || '.' || p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname IN ('tenancy', 'onggi', 'search', 'public')
         AND has_function_privilege('onggi_app', p.oid, 'EXECUTE') ORDER BY 1`,
    );
    const untried = rows.filter(({ name }) => !(name in tries));
    const calls = rows.flatMap(({ name }) => (tries[name] ?? []).map((given) => `SELECT * FROM ${name}(${given})`));
    const heard = await injected(manager(), calls);
    expect(heard.replaceAll(`${canary} of legal`, '')).not.toContain(canary);
    expect(heard).not.toContain('"beta"');
    expect({ untried }).toEqual({ untried: [] });
  });

  it('gives a key away to nobody who does not know its id, and its secret to nobody', async () => {
    const found = await injected(attacker(), [`SELECT * FROM tenancy.find_api_key('${keyId}')`]);
    // A credential is looked up before a tenant is known: whoever holds the 122 random bits of its id learns whose it is.
    expect(found).toContain('beta');
    expect(found).not.toContain(canary);
  });
});

describe('TenantDb', () => {
  it.each([
    `SET onggi.context = 'x'`,
    'COMMIT',
    'ROLLBACK',
    'BEGIN',
    `PREPARE record_audit AS SELECT 1`,
    'DEALLOCATE ALL',
    'DO $$ BEGIN END $$',
    `COPY onggi.chunk TO STDOUT`,
    'LISTEN answer_event',
    'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
    '/* SELECT */ SET ROLE onggi_owner',
    '-- SELECT\nRESET ALL',
    '',
  ])('does not even say: %s', async (text) => {
    const saying = world.database.run(attacker(), (transaction) => transaction.rows(raw(text)));
    await expect(saying).rejects.toMatchObject({ cause: { message: expect.stringContaining('TenantDb says') } });
  });

  it('says one statement at a time', async () => {
    const saying = world.database.run(attacker(), (transaction) =>
      transaction.rows(raw(`SELECT 1; COMMIT; SET onggi.context = 'x'`)),
    );
    await expect(saying).rejects.toMatchObject({ cause: { code: '42601' } });
  });

  it('hands no setting and no lock of one caller to the next one', async () => {
    const pool = createPool({ url: world.server.urlFor('onggi_app'), max: 1, applicationName: 'spec-injected' });
    const database = new TenantDb(pool, world.keys);
    try {
      const left = raw(`SELECT set_config('onggi.left', 'behind', false), set_config('search_path', 'pg_temp', false),
                               set_config('statement_timeout', '1', false), pg_advisory_lock(7)`);
      await database.run(attacker(), (transaction) => transaction.rows(left));
      await database
        .run(attacker(), async (transaction) => {
          await transaction.rows(left);
          throw new Error('undone');
        })
        .catch(() => undefined);
      const { rows } = await pool.query(
        `SELECT current_setting('onggi.left', true) AS left, current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout,
           (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`,
      );
      expect(rows).toEqual([{ left: '', path: '"$user", public', timeout: '0', locks: 0 }]);
    } finally {
      await pool.end();
    }
  });

  it('tells others nothing of its context: not in the text of a statement either', async () => {
    await world.database.run(world.caller('beta', { principal: `person:${canary}` }), async (transaction) => {
      await transaction.rows(sql`SELECT ${canary}::text AS of_beta`);
      const seen = await injected(attacker(), ['SELECT query FROM pg_stat_activity']);
      expect(seen).toContain('of_beta');
      expect(seen).not.toContain(canary);
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import pg from 'pg';
import { recordAudit } from './audit/audit.js';
import { serviceContext, type TenantContext } from './context/tenant-context.js';
import { createPool } from './database/pool.js';
import { sql, type SqlStatement } from './database/sql.js';
import { TenantDb } from './database/tenant-db.js';
import { TwoTenants, type SeededDocument } from './two-tenants.fixture.js';

let world: TwoTenants;
let open: SeededDocument;
let forLegal: SeededDocument;
let confidential: SeededDocument;
let foreign: SeededDocument;

beforeAll(async () => {
  world = await TwoTenants.create();
  open = await world.publish('alpha', 'alpha open', { groups: ['everyone'], label: 'O' });
  forLegal = await world.publish('alpha', 'alpha legal', { groups: ['legal'], label: 'O' });
  confidential = await world.publish('alpha', 'alpha confidential', { groups: ['everyone'], label: 'C' });
  foreign = await world.publish('beta', 'beta open', { groups: ['everyone'], label: 'O' });
});
afterAll(() => world.close());

const read = (context: TenantContext, statement: SqlStatement) =>
  world.database.run(context, (transaction) => transaction.rows<Record<string, unknown>>(statement));
const write = (context: TenantContext, statement: SqlStatement) =>
  world.database.run(context, (transaction) => transaction.execute(statement));

/** A table's name goes into the text; only the names written here are ever used. */
const named = (text: string): SqlStatement => sql([text] as unknown as TemplateStringsArray);

const content = [
  'document_version',
  'document_content',
  'document_page',
  'chunk',
  'chunk_vector',
  'chunk_lexical',
  'chunk_tokens',
] as const;

async function versionsIn(table: string, context: TenantContext): Promise<string[]> {
  const rows = await read(context, named(`SELECT DISTINCT version_id FROM onggi.${table}`));
  return rows.map((row) => String(row['version_id'])).sort();
}

const versionsOf = (...documents: SeededDocument[]) => documents.map((one) => one.versionId).sort();

describe.each(content)('content in %s', (table) => {
  it('is shown to those whose group and clearance open it, and to nobody else', async () => {
    expect(await versionsIn(table, world.caller('alpha'))).toEqual(versionsOf(open));
    expect(await versionsIn(table, world.caller('alpha', { groups: ['legal'] }))).toEqual(versionsOf(open, forLegal));
    expect(await versionsIn(table, world.caller('alpha', { label: 'C' }))).toEqual(versionsOf(open, confidential));
    expect(await versionsIn(table, world.caller('alpha', { groups: ['legal'], label: 'C' }))).toEqual(
      versionsOf(open, forLegal, confidential),
    );
  });

  it('of a tenant is all shown to those who manage it, and nothing of it to managers of another', async () => {
    const own = versionsOf(open, forLegal, confidential);
    expect(await versionsIn(table, world.caller('alpha', { role: 'curator', label: 'O' }))).toEqual(own);
    expect(await versionsIn(table, world.caller('alpha', { role: 'admin', label: 'O' }))).toEqual(own);
    for (const role of ['curator', 'admin', 'service'] as const) {
      expect(await versionsIn(table, world.caller('beta', { role, groups: ['legal'], label: 'C' }))).toEqual(
        versionsOf(foreign),
      );
    }
  });

  it('is not shown to the platform or an auditor, nor to a tenant that does not exist', async () => {
    for (const role of ['platform', 'auditor'] as const) {
      expect(await versionsIn(table, world.caller('alpha', { role, groups: ['legal'], label: 'C' }))).toEqual([]);
    }
    expect(await versionsIn(table, world.caller('gamma', { role: 'admin', label: 'C' }))).toEqual([]);
  });
});

describe('another tenant’s rows', () => {
  const admin = () => world.caller('alpha', { role: 'admin', label: 'C', groups: ['everyone', 'legal'] });

  it('are not found by their ids', async () => {
    expect(
      await read(
        admin(),
        sql`SELECT FROM onggi.document WHERE tenant_id = 'beta' OR document_id = ${foreign.documentId}`,
      ),
    ).toEqual([]);
    expect(await read(admin(), sql`SELECT FROM onggi.corpus WHERE corpus_id = ${foreign.corpusId}`)).toEqual([]);
    expect(await read(admin(), sql`SELECT FROM onggi.access_set WHERE tenant_id = 'beta'`)).toEqual([]);
    expect(await read(admin(), sql`SELECT FROM onggi.embedding_set WHERE tenant_id = 'beta'`)).toEqual([]);
  });

  it('are not changed or deleted, whatever the statement says', async () => {
    const { versionId, chunkId } = foreign;
    for (const statement of [
      sql`UPDATE onggi.document_version SET title = 'taken' WHERE version_id = ${versionId}`,
      sql`UPDATE onggi.document_content SET text = 'taken' WHERE tenant_id = 'beta'`,
      sql`UPDATE onggi.chunk SET text = 'taken' WHERE chunk_id = ${chunkId}`,
      sql`DELETE FROM onggi.document WHERE document_id = ${foreign.documentId}`,
      sql`DELETE FROM onggi.chunk_vector WHERE tenant_id = 'beta'`,
      sql`DELETE FROM onggi.chunk_lexical WHERE chunk_id = ${chunkId}`,
      sql`DELETE FROM onggi.chunk_tokens WHERE chunk_id = ${chunkId}`,
      sql`DELETE FROM onggi.access_group WHERE tenant_id = 'beta'`,
    ]) {
      expect(await write(admin(), statement)).toBe(0);
    }
    // Without a condition a statement needs no right to read, so only the write policy stands.
    await write(admin(), sql`UPDATE onggi.document_page SET width = 1`);
    expect(
      (
        await world.admin
          .query(`SELECT title, (SELECT width FROM onggi.document_page p WHERE p.version_id = v.version_id)
         FROM onggi.document_version v WHERE tenant_id = 'beta'`)
      ).rows,
    ).toEqual([{ title: 'beta open', width: 595 }]);
  });

  it('are not added, not even by turning one’s own over', async () => {
    for (const statement of [
      sql`INSERT INTO onggi.access_group VALUES ('beta', 'x', 'x', 'x')`,
      sql`INSERT INTO onggi.corpus VALUES ('beta', ${newId()}, 'x', 'x', 'x')`,
      sql`INSERT INTO onggi.chunk VALUES ('beta', ${newId()}, ${foreign.versionId}, 9, 'en', 0, 1, 1, '', '{}', 1, 'planted')`,
      sql`INSERT INTO onggi.chunk_tokens VALUES ('beta', 1, ${newId()}, ${foreign.versionId}, '')`,
      sql`UPDATE onggi.corpus SET tenant_id = 'beta' WHERE corpus_id = ${open.corpusId}`,
      sql`UPDATE onggi.chunk SET tenant_id = 'beta' WHERE chunk_id = ${open.chunkId}`,
    ]) {
      await expect(write(admin(), statement)).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  it('cannot be pointed at by a foreign key', async () => {
    const pointing = write(
      admin(),
      sql`INSERT INTO onggi.document VALUES ('alpha', ${newId()}, ${foreign.corpusId}, 's', 'e', 'p')`,
    );
    await expect(pointing).rejects.toMatchObject({ cause: { code: '23503' } });
  });

  it('are read, never written, where a second grant opens them', async () => {
    const own = world.caller('alpha', { role: 'admin' });
    const shared: TenantContext = {
      ...own,
      grants: [...own.grants, { tenant: 'beta', groups: ['everyone'], label: 'O', manage: false }],
    };
    expect(await versionsIn('chunk', shared)).toEqual(versionsOf(open, forLegal, confidential, foreign));
    expect(await write(shared, sql`UPDATE onggi.chunk SET text = 'taken' WHERE tenant_id = 'beta'`)).toBe(0);
    expect(await write(shared, sql`DELETE FROM onggi.document WHERE tenant_id = 'beta'`)).toBe(0);
  });
});

describe('an answer and its conversation', () => {
  it('belong to the one who asked, also within a tenant', async () => {
    const asker = world.caller('alpha', { principal: 'person:asker' });
    const ids = { conversation: newId(), answer: newId() };
    await world.database.run(asker, async (transaction) => {
      await transaction.execute(
        sql`INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title) VALUES ('alpha', ${ids.conversation}, 'person:asker', 't')`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process)
            VALUES ('alpha', ${ids.answer}, ${ids.conversation}, 'person:asker', 'q', 'en', ${newId()})`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.answer_event VALUES ('alpha', ${ids.answer}, 1, 'started', '{}')`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.answer_sentence VALUES ('alpha', ${ids.answer}, 0, 's', 'quoted')`,
      );
    });
    const tables = ['conversation', 'answer', 'answer_event', 'answer_sentence'];
    for (const table of tables) expect(await read(asker, named(`SELECT FROM onggi.${table}`))).toHaveLength(1);
    const others = [
      world.caller('alpha', { principal: 'person:colleague' }),
      world.caller('alpha', { principal: 'person:boss', role: 'admin', label: 'C' }),
      world.caller('beta', { principal: 'person:asker', role: 'admin' }),
    ];
    for (const other of others) {
      for (const table of tables) expect(await read(other, named(`SELECT FROM onggi.${table}`))).toEqual([]);
      expect(await write(other, sql`UPDATE onggi.answer SET question = 'x' WHERE answer_id = ${ids.answer}`)).toBe(0);
    }
  });
});

describe('an ingestion job', () => {
  it('is seen by those who manage documents only', async () => {
    const curator = world.caller('alpha', { role: 'curator' });
    await write(
      curator,
      sql`INSERT INTO onggi.ingestion_job (tenant_id, job_id, corpus_id, source, created_by, receiver)
            VALUES ('alpha', ${newId()}, ${open.corpusId}, 's', 'p', ${newId()})`,
    );
    expect(await read(curator, sql`SELECT FROM onggi.ingestion_job`)).toHaveLength(1);
    expect(await read(world.caller('alpha', { label: 'C' }), sql`SELECT FROM onggi.ingestion_job`)).toEqual([]);
    expect(await read(world.caller('beta', { role: 'curator' }), sql`SELECT FROM onggi.ingestion_job`)).toEqual([]);
  });
});

describe('a partition', () => {
  it('is refused by its name', async () => {
    for (const name of ['chunk__alpha', 'chunk_vector__beta', 'chunk_lexical__beta', 'chunk_tokens__beta']) {
      await expect(
        read(world.caller('alpha', { role: 'admin' }), named(`SELECT * FROM partition.${name}`)),
      ).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  it('of one tenant is never taken for that of another, whatever they are called', async () => {
    await world.addTenant('x');
    await world.addTenant('vector_x');
    await world.addTenant('lexical_x-y');
    for (const tenant of ['x', 'vector_x', 'lexical_x-y']) {
      const document = await world.publish(tenant, tenant, { groups: ['everyone'], label: 'O' });
      expect(await versionsIn('chunk_vector', world.caller(tenant))).toEqual(versionsOf(document));
    }
  });
});

describe('the audit trail', () => {
  const audit = (tenant: string, action: string) =>
    world.database.run(world.caller(tenant), (transaction) => recordAudit(transaction, { action, target: 'x' }));

  it('can be added to, in the transaction of what it records', async () => {
    await audit('alpha', 'document.read');
    await world.database
      .run(world.caller('alpha'), async (transaction) => {
        await recordAudit(transaction, { action: 'undone' });
        throw new Error('undone');
      })
      .catch(() => undefined);
    const { rows } = await world.admin.query(`SELECT principal, outcome FROM onggi.audit_event WHERE action = $1`, [
      'document.read',
    ]);
    expect(rows).toEqual([{ principal: 'person:reader', outcome: 'allowed' }]);
    expect((await world.admin.query(`SELECT FROM onggi.audit_event WHERE action = 'undone'`)).rowCount).toBe(0);
  });

  it('cannot be changed, emptied or read by the application', async () => {
    for (const statement of [
      sql`UPDATE onggi.audit_event SET action = 'nothing'`,
      sql`DELETE FROM onggi.audit_event`,
      sql`SELECT * FROM onggi.audit_event`,
    ]) {
      await expect(write(world.caller('alpha', { role: 'admin' }), statement)).rejects.toMatchObject({
        cause: { code: '42501' },
      });
    }
  });

  it('is read by an auditor, of one tenant', async () => {
    await audit('beta', 'beta.read');
    const pool = createPool({ url: world.server.urlFor('onggi_auditor'), max: 1, applicationName: 'spec-auditor' });
    const auditor = new TenantDb(pool, world.keys);
    const context = world.caller('alpha', { role: 'auditor' });
    try {
      expect(
        await auditor.run(context, (transaction) =>
          transaction.rows(sql`SELECT DISTINCT tenant_id FROM onggi.audit_event`),
        ),
      ).toEqual([{ tenant_id: 'alpha' }]);
      const deleting = auditor.run(context, (transaction) => transaction.execute(sql`DELETE FROM onggi.audit_event`));
      await expect(deleting).rejects.toMatchObject({ cause: { code: '42501' } });
    } finally {
      await pool.end();
    }
  });
});

describe('what a role may call', () => {
  const refused = async (role: string, text: string) => {
    const client = new pg.Client(world.server.urlFor(role));
    await client.connect();
    try {
      await expect(client.query(text)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  };

  it.each([
    ['onggi_app', `SELECT tenancy.provision_tenant('alpha', 'm', 'v', 1, '1')`],
    ['onggi_app', `SELECT tenancy.release_jobs_of_the_dead()`],
    ['onggi_app', `CALL tenancy.wall('onggi.corpus')`],
    ['onggi_app', `SELECT * FROM graphile_worker._private_jobs`],
    ['onggi_app', `SELECT graphile_worker.add_job('ingest-version')`],
    ['onggi_app', `SELECT * FROM public.migration`],
    ['onggi_app', `INSERT INTO tenancy.tenant VALUES ('evil', 'e', 'e')`],
    ['onggi_app', `UPDATE tenancy.tenant SET status = 'suspended'`],
    ['onggi_app', `CREATE TABLE onggi.mine (a int)`],
    ['onggi_app', `CREATE TABLE public.mine (a int)`],
    ['onggi_app', `CREATE TEMP TABLE mine (a int)`],
    ['onggi_app', `SET ROLE onggi_owner`],
    ['onggi_app', `SET ROLE onggi_search`],
    ['onggi_app', `ALTER TABLE onggi.corpus DISABLE ROW LEVEL SECURITY`],
    ['onggi_app', `TRUNCATE onggi.corpus CASCADE`],
    ['onggi_app', `TRUNCATE onggi.audit_event`],
    ['onggi_jobs', `SELECT * FROM onggi.corpus`],
    ['onggi_jobs', `SELECT tenancy.enqueue('ingest-version', '{}', '{}')`],
    ['onggi_jobs', `SELECT tenancy.provision_tenant('alpha', 'm', 'v', 1, '1')`],
    ['onggi_provisioner', `SELECT * FROM onggi.chunk`],
    ['onggi_provisioner', `SELECT * FROM partition.chunk__alpha`],
    ['onggi_provisioner', `SELECT tenancy.find_api_key(gen_random_uuid())`],
    ['onggi_auditor', `SELECT * FROM onggi.document_content`],
    ['onggi_auditor', `SELECT tenancy.find_session('')`],
    ['onggi_maintenance', `SELECT * FROM onggi.corpus`],
    ['onggi_backup', `DELETE FROM onggi.corpus`],
  ])('%s is refused: %s', refused);

  it('nobody signs in as the owner or as the search role', async () => {
    const { rows } = await world.admin.query(
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'onggi\\_%' AND NOT rolcanlogin ORDER BY 1`,
    );
    expect(rows.map((row) => row.rolname)).toEqual(['onggi_owner', 'onggi_search']);
  });

  it('a tenant is asked for by the platform only', async () => {
    const asking = read(world.caller('delta', { role: 'admin' }), sql`SELECT tenancy.request_tenant('d', 'd')`);
    await expect(asking).rejects.toMatchObject({ cause: { code: '42501' } });
    await read(world.caller('delta', { role: 'platform' }), sql`SELECT tenancy.request_tenant('d', 'd')`);
    expect((await world.admin.query(`SELECT status FROM tenancy.tenant WHERE tenant_id = 'delta'`)).rows).toEqual([
      { status: 'provisioning' },
    ]);
  });

  it('a service of one tenant is no service of another', async () => {
    expect(await versionsIn('document_content', serviceContext('beta', 'ingest-version'))).toEqual(versionsOf(foreign));
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentReader, DocumentsService, type OriginalStore } from '@onggi/corpus';
import { sql, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld, type PublishedDocument, written } from './answering-world.fixture.js';

/** In what the reader may not see: another tenant's document, and one of a group that the reader is not in. */
const canary = 'CANARY';
const question = 'When is the furnace inspected?';

let world: AnsweringWorld;
let reader: DocumentReader;
let documents: DocumentsService;
let own: PublishedDocument;
let ofVault: PublishedDocument;
let foreign: PublishedDocument;
/** Answered from the vault's document, when the reader was still in its group. */
let oldAnswer: string;

const member = () => world.person('one', 'reader');
const inVault = () => world.person('one', 'reader', ['vault']);

beforeAll(async () => {
  world = await AnsweringWorld.create(['one', 'two']);
  const nobody = (() => Promise.reject(new Error('no file is asked for here'))) as never;
  reader = new DocumentReader(world.database, { open: nobody } as Partial<OriginalStore> as OriginalStore);
  documents = new DocumentsService(world.database);
  own = await world.publish('one', 'Handbook', ['The furnace is inspected in May.']);
  ofVault = await world.publish('one', `${canary} vault`, [`The furnace is inspected in ${canary} April.`], {
    groups: ['vault'],
  });
  foreign = await world.publish('two', `${canary} foreign`, [`The furnace is inspected in ${canary} June.`]);
  world.model.write = () => [written(`The furnace is inspected in ${canary} April.`)];
  oldAnswer = (await world.ask(inVault(), question)).answerId;
});
afterAll(() => world.close());

/** Everything that the reader gets by the product's own ways to texts, as one text. */
async function allThatIsRead(context: TenantContext): Promise<string> {
  const heard: unknown[] = [];
  const tried = async (work: Promise<unknown>) => heard.push(await work.catch((error: unknown) => String(error)));
  for (const query of [question, `${canary} April`, `${canary} June`]) {
    await tried(world.search.search(context, { query, first: 20 }));
  }
  for (const { documentId, versionId } of [own, ofVault, foreign]) {
    await tried(reader.tree(context, documentId));
    await tried(reader.tree(context, documentId, versionId));
    await tried(reader.page(context, documentId, 1));
    await tried(documents.detail(context, documentId, 'en'));
  }
  await tried(documents.list(context, 'library', {}, 'en'));
  await tried(documents.list(context, 'library', { query: canary }, 'en'));
  await tried(world.answers.get(context, oldAnswer));
  await tried(world.heard(context, oldAnswer));
  return JSON.stringify(heard);
}

/** What is undone after each case, last first. */
const repairs: string[] = [];
afterEach(async () => {
  for (const repair of repairs.splice(0).reverse()) await world.admin.query(repair);
});

/** A search function that finds every passage of every tenant, and says that it is `tenant`'s. */
async function removeSearchPredicate(tenant: string): Promise<void> {
  const { rows } = await world.admin.query<{ definition: string; leaky: string }>(
    `SELECT pg_get_functiondef(oid) AS definition,
       format('CREATE OR REPLACE FUNCTION search.passages(%s) RETURNS %s LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS ',
              pg_get_function_arguments(oid), pg_get_function_result(oid)) AS leaky
     FROM pg_proc WHERE oid = 'search.passages'::regproc`,
  );
  repairs.push(rows[0]!.definition);
  await world.admin.query(
    `${rows[0]!.leaky} $$ SELECT ${tenant}, l.language, 9, 0.5::real, 0.1::real, 1::real, 1::real, l.chunk_id, l.version_id,
       0.9::real, 1::real, 0::real FROM onggi.chunk_lexical l $$`,
  );
}

async function disableRowSecurity(...tables: string[]): Promise<void> {
  for (const table of tables) {
    repairs.push(`ALTER TABLE onggi.${table} ENABLE ROW LEVEL SECURITY`);
    await world.admin.query(`ALTER TABLE onggi.${table} DISABLE ROW LEVEL SECURITY`);
  }
}

const texts = ['chunk', 'document_content', 'document_page', 'document_version', 'document', 'access_set'];

describe('while every wall stands', () => {
  it('a reader gets the own documents, and those of a group while in it', async () => {
    const read = await allThatIsRead(member());
    expect(read).toContain('inspected in May');
    expect(read).not.toContain(canary);
    expect(await allThatIsRead(inVault())).toContain(`inspected in ${canary} April`);
  });
});

describe('with one wall removed, nothing leaks:', () => {
  it.each([
    ['of each tenant under its own name', 'l.tenant_id'],
    ['of each tenant under the reader’s', `'one'::text`],
  ])('the predicate of the search function (passages %s)', async (_, tenant) => {
    await removeSearchPredicate(tenant);
    // The wall is really gone: the index gives away what is not the reader's.
    const found = await world.database.run(member(), (transaction) =>
      transaction.rows<{ version_id: string }>(
        sql`SELECT version_id FROM search.passages('{}', '{}', '{}', '{}', '{}', '{}', '{}', NULL, NULL, 50)`,
      ),
    );
    expect(found.map((row) => row.version_id)).toEqual(
      expect.arrayContaining([own.versionId, ofVault.versionId, foreign.versionId]),
    );
    const read = await allThatIsRead(member());
    expect(read).toContain('inspected in May');
    expect(read).not.toContain(canary);
  });

  it.each([...texts.map((table) => [table, [table]] as const), ['all of these', texts] as const])(
    'row-level security on %s',
    async (_, tables) => {
      await disableRowSecurity(...tables);
      const read = await allThatIsRead(member());
      expect(read).toContain('inspected in May');
      expect(read).not.toContain(canary);
      // And it is no more for a manager of the other tenant.
      expect(await allThatIsRead(world.curator('two'))).not.toContain(`inspected in ${canary} April`);
    },
  );

  it('row-level security on all of them is really gone in that case', async () => {
    await disableRowSecurity(...texts);
    const rows = await world.database.run(member(), (transaction) =>
      transaction.rows<{ text: string }>(sql`SELECT text FROM onggi.document_content`),
    );
    expect(JSON.stringify(rows)).toContain(canary);
  });

  it('the application’s own conditions', async () => {
    const ids = [ofVault, foreign].flatMap(({ documentId, versionId }) => [documentId, versionId]);
    const read = await world.database.run(member(), async (transaction) => [
      await transaction.rows(sql`SELECT * FROM onggi.document_content WHERE version_id = ANY (${ids}::uuid[]) OR true`),
      await transaction.rows(sql`SELECT * FROM onggi.document_page`),
      await transaction.rows(
        sql`SELECT * FROM onggi.document_version WHERE document_id = ANY (${ids}::uuid[]) OR true`,
      ),
      await transaction.rows(
        sql`SELECT * FROM onggi.chunk c JOIN onggi.document_version v USING (tenant_id, version_id)`,
      ),
      await transaction.rows(sql`SELECT d.*, x.* FROM onggi.document d, onggi.document_content x`),
    ]);
    expect(JSON.stringify(read)).toContain('inspected in May');
    expect(JSON.stringify(read)).not.toContain(canary);
  });
});

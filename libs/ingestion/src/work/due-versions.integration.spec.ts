import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceContext } from '@onggi/tenancy';
import { IngestionWorld, textFile } from '../ingestion.fixture.js';
import { bringIntoForce } from '../index.js';

let world: IngestionWorld;
beforeAll(async () => {
  world = await IngestionWorld.create();
});
afterAll(() => world.close());

const later = '2099-01-01';
const policy = (word: string) => `# Policy\n\nThe ${word} rule is in force.\n`;

/** Uploads versions of one document, each processed before the next. */
async function publish(externalId: string, ...versions: [word: string, effectiveFrom?: string][]): Promise<void> {
  for (const [word, effectiveFrom] of versions) {
    const dated = { externalId, ...(effectiveFrom && { effectiveFrom }) };
    await world.ingest([textFile(`${externalId}-${word}.md`, policy(word), dated)]);
  }
}

/** Which of the document's versions a member finds. */
async function found(externalId: string): Promise<string[]> {
  const vector = await world.embedder.embedQuery('the rule in force');
  const lists = await world.database.run(world.person('member'), (transaction) =>
    world.index.search(transaction, {
      vectors: [{ tenant: 'alpha', setId: 1, vector }],
      terms: [],
      perLeg: 200,
    }),
  );
  const versions = lists.flatMap((list) => list.candidates.map((candidate) => candidate.versionId));
  const { rows } = await world.admin.query<{ text: string }>(
    `SELECT c.text FROM onggi.document_content c JOIN onggi.document_version v USING (tenant_id, version_id)
     JOIN onggi.document d USING (tenant_id, document_id) WHERE d.external_id = $1 AND v.version_id = ANY ($2)`,
    [externalId, versions],
  );
  return rows.map(({ text }) => /The (\w+) rule/.exec(text)?.[1] ?? text);
}

/** The document's versions as those who manage it see them, oldest first. */
async function versionsOf(externalId: string) {
  const [document] = (await world.documents.list(world.curator(), 'manuals', { query: externalId }, 'en')).documents;
  const { versions } = await world.documents.detail(world.curator(), document!.id, 'en');
  return { id: document!.id, versions: versions.toReversed() };
}

/** A day passes: what was to begin then begins today. */
async function theDayComes(externalId: string): Promise<number> {
  await world.admin.query(
    `UPDATE onggi.document_version v SET effective_from = current_date FROM onggi.document d
     WHERE d.tenant_id = v.tenant_id AND d.document_id = v.document_id AND d.external_id = $1 AND v.effective_from = $2`,
    [externalId, later],
  );
  const documents = await bringIntoForce(world.database, serviceContext('alpha', 'spec'));
  await world.work();
  return documents;
}

describe('a version that is to come into force', () => {
  it('is not found before its day, and the older one is; on its day they change places', async () => {
    await publish('P-1', ['old'], ['new', later]);
    expect(await found('P-1')).toEqual(['old']);
    expect(await bringIntoForce(world.database, serviceContext('alpha', 'spec'))).toBe(0);

    expect(await theDayComes('P-1')).toBe(1);
    expect(await found('P-1')).toEqual(['new']);
    expect(await bringIntoForce(world.database, serviceContext('alpha', 'spec'))).toBe(0);
  });

  it('of a new document is not there for readers until then', async () => {
    await publish('P-2', ['first', later]);
    const { id, versions } = await versionsOf('P-2');
    expect(versions).toMatchObject([{ status: 'published', live: false, effectiveFrom: later, publishedAt: null }]);
    const reader = world.person('member');
    await expect(world.documents.detail(reader, id, 'en')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.reader.tree(reader, id, versions[0]!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await world.reader.tree(world.curator(), id)).toMatchObject({ title: 'Policy' });

    await theDayComes('P-2');
    expect(await found('P-2')).toEqual(['first']);
    expect(await world.reader.tree(reader, id)).toMatchObject({ title: 'Policy' });
  });

  it('takes the place of a correction that was published meanwhile', async () => {
    await publish('P-3', ['old'], ['new', later], ['corrected']);
    expect(await found('P-3')).toEqual(['corrected']);
    await world.admin.query(`UPDATE onggi.document_version SET published_at = now() - interval '2 days' WHERE live`);
    await theDayComes('P-3');
    expect(await found('P-3')).toEqual(['new']);
  });

  it('gives way to a later upload for the same day, and its passages go', async () => {
    await publish('P-4', ['old'], ['draft', later], ['final', later]);
    await theDayComes('P-4');
    expect(await found('P-4')).toEqual(['final']);
    const { versions } = await versionsOf('P-4');
    expect(versions.map(({ live }) => live)).toEqual([false, false, true]);
    expect(versions.map(({ effectiveTo }) => effectiveTo === null)).toEqual([false, false, true]);
    for (const { id, live } of versions) {
      expect(await world.count('onggi.chunk WHERE version_id = $1', [id])).toBe(live ? 1 : 0);
    }
  });

  it('is known when its file comes again', async () => {
    await publish('P-5', ['old'], ['new', later], ['old']);
    const before = await world.count('onggi.document_version');
    await publish('P-5', ['new', later]);
    expect(await world.count('onggi.document_version')).toBe(before);
  });

  it('begins today when its day is today', async () => {
    const { rows } = await world.admin.query<{ today: string }>('SELECT current_date::text AS today');
    await publish('P-6', ['old'], ['new', rows[0]!.today]);
    expect(await found('P-6')).toEqual(['new']);
  });

  it('is brought into force once, however many workers look', async () => {
    await publish('P-7', ['old'], ['new', later]);
    await world.admin.query(
      `UPDATE onggi.document_version SET effective_from = current_date WHERE status = 'scheduled'`,
    );
    const context = serviceContext('alpha', 'spec');
    await Promise.all([1, 2, 3].map(() => bringIntoForce(world.database, context)));
    expect(await found('P-7')).toEqual(['new']);
    expect((await versionsOf('P-7')).versions.map(({ live }) => live)).toEqual([false, true]);
  });
});

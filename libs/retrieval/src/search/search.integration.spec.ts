import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, NotFoundError } from '@onggi/platform';
import { sql, type SqlStatement, type TenantContext } from '@onggi/tenancy';
import { SearchWorld, type WrittenDocument } from '../search-world.fixture.js';

let world: SearchWorld;
let open: WrittenDocument;
beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta']);
  open = await world.publish('alpha', ['The pump pressure is 4 bar.', 'The filter is cleaned monthly.']);
  await world.publish('alpha', ['The pump contract ends in May.'], { groups: ['legal'] });
  await world.publish('alpha', ['The pump merger is secret.'], { label: 'C' });
  await world.publish('alpha', ['The pump handbook of another corpus.'], { corpus: 'handbooks' });
  await world.publish('alpha', ['The pump draft nobody has published.'], { live: false });
  await world.publish('beta', ['The pump of beta has 9 bar.'], { groups: ['everyone', 'legal'] });
});
afterAll(() => world.close());

const forEveryone = ['The pump pressure is 4 bar.', 'The pump handbook of another corpus.'];
const pumps = async (context: TenantContext, corpora?: string[]) =>
  (await world.found(context, 'pump', corpora)).filter((text) => text.includes('pump')).sort();

describe('a search', () => {
  it('finds what the caller’s groups and clearance open, and nothing else', async () => {
    expect(await pumps(world.caller('alpha'))).toEqual([...forEveryone].sort());
    expect(await pumps(world.caller('alpha', { groups: ['legal'] }))).toEqual(
      [...forEveryone, 'The pump contract ends in May.'].sort(),
    );
    expect(await pumps(world.caller('alpha', { label: 'C' }))).toEqual(
      [...forEveryone, 'The pump merger is secret.'].sort(),
    );
  });

  it('is not widened by managing documents', async () => {
    for (const role of ['curator', 'admin', 'service'] as const) {
      expect(await pumps(world.caller('alpha', { role, label: 'O' }))).toEqual([...forEveryone].sort());
    }
  });

  it('never shows another tenant’s passages, even to the same question and groups', async () => {
    expect(await pumps(world.caller('beta', { groups: ['legal'], label: 'C' }))).toEqual([
      'The pump of beta has 9 bar.',
    ]);
  });

  it('finds nothing for a tenant that holds nothing', async () => {
    const context = { ...world.caller('alpha'), grants: [] };
    expect(await world.found(context, 'pump')).toEqual([]);
  });

  it('spans the tenants that the context grants', async () => {
    const own = world.caller('alpha');
    const shared = { ...own, grants: [...own.grants, ...world.caller('beta').grants] };
    expect(await pumps(shared)).toEqual([...forEveryone, 'The pump of beta has 9 bar.'].sort());
  });

  it('is narrowed to corpora by key or id, none meaning nothing', async () => {
    expect(await pumps(world.caller('alpha'), ['handbooks'])).toEqual(['The pump handbook of another corpus.']);
    expect(await pumps(world.caller('alpha'), [open.corpusId])).toEqual(['The pump pressure is 4 bar.']);
    expect(await pumps(world.caller('alpha'), [])).toEqual([]);
  });

  it('answers a foreign corpus as one that does not exist', async () => {
    const foreign = await world.publish('beta', ['beta only'], { corpus: 'betas' });
    for (const corpus of [foreign.corpusId, newId(), 'betas', 'nothing']) {
      await expect(world.found(world.caller('alpha'), 'pump', [corpus])).rejects.toThrow(NotFoundError);
    }
  });

  it('says where each passage stands', async () => {
    const { passages } = await world.search.search(world.caller('alpha'), { query: 'filter cleaned', first: 1 });
    expect(passages).toEqual([
      {
        documentId: open.documentId,
        versionId: open.versionId,
        path: 'The pump pressure is.md',
        chunkId: expect.any(String),
        title: 'The pump pressure is',
        page: 2,
        heading: 'Part 2',
        lang: 'en',
        text: 'The filter is cleaned monthly.',
        start: 1_000,
        end: 1_030,
        score: expect.any(Number),
      },
    ]);
  });

  it('shows a text that stands in two documents once, with both places', async () => {
    const copies = [
      await world.publish('beta', ['Gaskets of the flange are replaced yearly.'], { corpus: 'one' }),
      await world.publish('beta', ['Gaskets of the flange are replaced yearly.'], { corpus: 'two' }),
    ];
    await world.publish('beta', ['Gaskets of the flange 7 are replaced yearly.'], { corpus: 'two' });
    const { passages } = await world.search.search(world.caller('beta'), { query: 'gaskets flange', first: 2 });
    const found = passages.map(({ text, documentId, alsoIn = [] }) => [
      text.includes('7'),
      [documentId, ...alsoIn.map((each) => each.documentId)].sort(),
    ]);
    expect(found).toContainEqual([false, copies.map(({ documentId }) => documentId).sort()]);
    expect(found).toContainEqual([true, [expect.any(String)]]);
  });

  it('leaves an audit row without a word of the question', async () => {
    const { rows: before } = await world.admin.query('SELECT event_id FROM onggi.audit_event');
    await world.found(world.caller('alpha'), 'Wie hoch ist der Druck?');
    const { rows } = await world.admin.query(
      'SELECT principal, action, detail::text FROM onggi.audit_event WHERE event_id <> ALL ($1)',
      [before.map(({ event_id }) => event_id as string)],
    );
    expect(rows).toEqual([{ principal: 'person:reader', action: 'search.query', detail: expect.any(String) }]);
    expect(rows[0].detail).not.toMatch(/Druck/);
  });

  it('explains itself when asked', async () => {
    const { trace } = await world.search.search(world.caller('alpha'), {
      query: 'pump pressure',
      first: 5,
      trace: true,
    });
    expect(trace?.lists).toMatchObject([{ tenant: 'alpha', language: 'en', visible: 3 }]);
    expect(trace?.candidates[0]).toMatchObject({ versionId: open.versionId, rank: 1, denseRank: 1, lexicalRank: 1 });
    expect(trace?.terms.map((term) => term.token)).toEqual(expect.arrayContaining(['pump', 'pressure']));
  });
});

describe('a passage', () => {
  const setLive = (versionId: string, live: boolean) =>
    world.database.run(world.service('alpha'), (transaction) =>
      transaction.execute(
        sql`UPDATE onggi.document_version SET live = ${live}, status = ${live ? 'published' : 'retired'}
            WHERE tenant_id = 'alpha' AND version_id = ${versionId}`,
      ),
    );

  it('comes and goes with its version', async () => {
    const { versionId } = await world.publish('alpha', ['A gasket of graphite.'], { live: false });
    expect(await world.found(world.caller('alpha'), 'gasket')).not.toContain('A gasket of graphite.');
    await setLive(versionId, true);
    expect(await world.found(world.caller('alpha'), 'gasket')).toContain('A gasket of graphite.');
    await setLive(versionId, false);
    expect(await world.found(world.caller('alpha'), 'gasket')).not.toContain('A gasket of graphite.');
  });

  it('follows a change of access at once', async () => {
    const { versionId } = await world.publish('alpha', ['A valve of bronze.']);
    const restricted = await world.publish('alpha', ['A valve of steel.'], { groups: ['works'] });
    await world.database.run(world.service('alpha'), (transaction) =>
      transaction.execute(
        sql`UPDATE onggi.document_version SET access_set_id = ${restricted.accessSetId}
            WHERE tenant_id = 'alpha' AND version_id = ${versionId}`,
      ),
    );
    expect((await world.found(world.caller('alpha'), 'valve')).filter((text) => text.includes('valve'))).toEqual([]);
    expect(await world.found(world.caller('alpha', { groups: ['works'] }), 'valve')).toContain('A valve of bronze.');
  });
});

describe('behind the search function', () => {
  /** A table's name goes into the text; only the names written here are ever used. */
  const named = (text: string): SqlStatement => sql([text] as unknown as TemplateStringsArray);
  const read = (context: TenantContext, text: string) =>
    world.database.run(context, (transaction) => transaction.rows(named(text)));

  it.each([
    'chunk',
    'chunk_vector',
    'chunk_lexical',
    'term_frequency',
    'index_statistics',
    'embedding_set',
    'access_statistics',
    'vector_sample',
  ])('no row of another tenant is read from %s', async (table) => {
    await world.index.refreshStatistics(world.service('beta'));
    expect(
      await read(world.caller('alpha', { role: 'admin' }), `SELECT FROM onggi.${table} WHERE tenant_id = 'beta'`),
    ).toEqual([]);
  });

  it.each([
    `SELECT * FROM partition.chunk_vector__alpha`,
    `SELECT * FROM partition.chunk_lexical__beta`,
    `SELECT search.tenant_candidates('beta', '{everyone}', 'C', NULL, NULL, 1::smallint, NULL, '{}', '{}', '{}', 9)`,
    `SELECT search.exact_candidates('beta', '{en}', '{}', NULL, NULL, 1::smallint, NULL, '{}', '{}', '{}', 9)`,
    `SELECT search.indexed_candidates('beta', 'en', '{}', NULL, NULL, 1, 1, false, 1::smallint, NULL, '{}', '{}', '{}', 9)`,
    `SELECT search.meaning_by_index('beta', 'en', '{}', NULL, NULL, 1::smallint, NULL, 9)`,
    `SELECT search.words_by_index('beta', 'en', '{}', NULL, NULL, '{}/536870912', '{}', '{}', '{}', 9, 9)`,
    `SELECT tenancy.build_index('gin', 'beta', 'en', NULL)`,
    `SELECT search.lexical_query('beta', 'en', '{1}', '{1}')`,
    `SELECT search.code_rarity('beta', '{1}')`,
  ])('the application is refused: %s', async (text) => {
    await expect(read(world.caller('alpha', { role: 'admin', label: 'C' }), text)).rejects.toMatchObject({
      cause: { code: '42501' },
    });
  });

  it('without a context there is nothing', async () => {
    const { rows } = await world.app.query(
      `SELECT * FROM search.passages('{alpha}', '{1}', ARRAY[array_fill(0.1, ARRAY[384])::halfvec], '{alpha}', '{1}', '{1}', '{}', NULL, NULL, 50)`,
    );
    expect(rows).toEqual([]);
  });

  it('terms of a tenant that is not granted open nothing', async () => {
    const rows = await read(
      world.caller('alpha'),
      `SELECT DISTINCT tenant_id FROM search.passages('{alpha,beta}', '{1,1}', array_fill(array_fill(0.1, ARRAY[384])::halfvec, ARRAY[2]), '{beta}', '{1}', '{1}', '{}', NULL, NULL, 50)`,
    );
    expect(rows).toEqual([{ tenant_id: 'alpha' }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@onggi/tenancy';
import { hashTerm } from '../lexical/hash-term.js';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';
import { bagOfWords, noAnalyzer, SearchWorld, wordEmbedder } from '../search-world.fixture.js';
import { SearchService } from '../search/search.service.js';
import { PostgresPassageIndex } from './postgres-passage-index.js';

let world: SearchWorld;
beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta', 'gamma']);
});
afterAll(() => world.close());

const rowsOf = async (versionId: string) => {
  const { rows } = await world.admin.query(
    `SELECT (SELECT count(*)::int FROM onggi.chunk WHERE version_id = $1) AS texts,
            (SELECT count(*)::int FROM onggi.chunk_vector WHERE version_id = $1) AS vectors,
            (SELECT count(*)::int FROM onggi.chunk_lexical WHERE version_id = $1) AS lexical`,
    [versionId],
  );
  return rows[0];
};

describe('staging', () => {
  it('writes text, vector and words of each passage, and again without doubling', async () => {
    const { versionId } = await world.publish('alpha', ['one pump', 'two pumps'], { live: false });
    expect(await rowsOf(versionId)).toEqual({ texts: 2, vectors: 2, lexical: 2 });
    await world.database.run(world.service('alpha'), async (transaction) =>
      world.index.stage(transaction, versionId, await world.chunksOf(['one pump', 'two valves'])),
    );
    expect(await rowsOf(versionId)).toEqual({ texts: 2, vectors: 2, lexical: 2 });
    const { rows } = await world.admin.query('SELECT text FROM onggi.chunk WHERE version_id = $1 ORDER BY ordinal', [
      versionId,
    ]);
    expect(rows.map((row) => row.text)).toEqual(['one pump', 'two valves']);
  });

  it('takes a long document slice by slice', async () => {
    const { versionId } = await world.publish('alpha', ['first'], { live: false });
    const more = (await world.chunksOf(Array.from({ length: 600 }, (_, index) => `passage ${index}`))).map((chunk) => ({
      ...chunk,
      ordinal: chunk.ordinal + 1,
    }));
    await world.database.run(world.service('alpha'), (transaction) => world.index.stage(transaction, versionId, more));
    expect(await rowsOf(versionId)).toEqual({ texts: 601, vectors: 601, lexical: 601 });
  });

  it('leaves nothing behind when its transaction fails', async () => {
    const { versionId } = await world.publish('alpha', ['kept'], { live: false });
    await world.database
      .run(world.service('alpha'), async (transaction) => {
        await world.index.stage(transaction, versionId, await world.chunksOf(['gone', 'gone too']));
        throw new Error('undone');
      })
      .catch(() => undefined);
    expect(await rowsOf(versionId)).toEqual({ texts: 1, vectors: 1, lexical: 1 });
  });

  it('keeps vectors of different models apart', async () => {
    const other = { ...wordEmbedder.profile, centringVersion: '2' };
    const index = new PostgresPassageIndex(world.database, { profile: other });
    const { versionId } = await world.publish('alpha', ['a'], { live: false });
    const staging = world.database.run(world.service('alpha'), async (transaction) =>
      index.stage(transaction, versionId, await world.chunksOf(['b'])),
    );
    await expect(staging).rejects.toThrow(EmbeddingSetMismatchError);
    const service = new SearchService(world.database, index, { ...wordEmbedder, profile: other }, noAnalyzer);
    await expect(service.search(world.caller('alpha'), { query: 'a', first: 1 })).rejects.toThrow(
      EmbeddingSetMismatchError,
    );
    const searching = world.database.run(world.caller('alpha'), (transaction) =>
      world.index.search(transaction, {
        vectors: [{ tenant: 'alpha', setId: 2, vector: bagOfWords('a') }],
        terms: [],
        perLeg: 10,
      }),
    );
    await expect(searching).rejects.toMatchObject({ code: 'EMBEDDING_SET_MISMATCH', data: { tenant: 'alpha' } });
  });
});

describe('purging', () => {
  it('removes every row of a version and says how many passages', async () => {
    const { versionId } = await world.publish('alpha', ['a', 'b', 'c']);
    const kept = await world.publish('alpha', ['d']);
    const purged = await world.database.run(world.service('alpha'), (transaction) =>
      world.index.purge(transaction, [versionId]),
    );
    expect(purged).toBe(3);
    expect(await rowsOf(versionId)).toEqual({ texts: 0, vectors: 0, lexical: 0 });
    expect(await rowsOf(kept.versionId)).toEqual({ texts: 1, vectors: 1, lexical: 1 });
  });

  it('does nothing to another tenant’s version', async () => {
    const foreign = await world.publish('beta', ['a']);
    const purged = await world.database.run(world.service('alpha'), (transaction) =>
      world.index.purge(transaction, [foreign.versionId]),
    );
    expect(purged).toBe(0);
    expect(await rowsOf(foreign.versionId)).toEqual({ texts: 1, vectors: 1, lexical: 1 });
  });
});

describe('statistics', () => {
  const frequency = async (tenant: string, token: string) => {
    const { rows } = await world.admin.query(
      `SELECT document_frequency FROM onggi.term_frequency WHERE tenant_id = $1 AND language = 'en' AND term = $2`,
      [tenant, hashTerm(tenant, token)],
    );
    return rows[0]?.document_frequency as number | undefined;
  };

  it('count the live passages of one tenant', async () => {
    await world.publish('gamma', ['pump and pump', 'valve of the pump'], { groups: ['works'], label: 'C' });
    await world.publish('gamma', ['pump draft'], { live: false });
    await world.publish('beta', ['pump']);
    await world.index.refreshStatistics(world.service('gamma'));
    expect(await frequency('gamma', 'pump')).toBe(2);
    // What stands in one passage only is what an unknown term counts as.
    expect(await frequency('gamma', 'valve')).toBeUndefined();
    const stats = await world.database.run(world.caller('gamma'), (transaction) => world.index.stats(transaction));
    expect(stats).toEqual([
      { language: 'en', chunkCount: 2, averageLength: expect.any(Number), countedAt: expect.any(Date) },
    ]);
  });

  it('forget what is not there any more', async () => {
    await world.admin.query(
      `UPDATE onggi.document_version SET live = false, status = 'retired' WHERE tenant_id = 'gamma'`,
    );
    await world.index.refreshStatistics(world.service('gamma'));
    expect(await frequency('gamma', 'pump')).toBeUndefined();
    expect(await world.database.run(world.caller('gamma'), (transaction) => world.index.stats(transaction))).toEqual(
      [],
    );
  });

  it('make weights again for the average length that was found', async () => {
    const { versionId } = await world.publish('gamma', ['pump valve pump', 'a gasket of graphite']);
    await world.index.refreshStatistics(world.service('gamma'));
    const { rows } = await world.admin.query(
      `SELECT l.average_length, s.average_length AS counted, -(l.weights <#> ('{' || $2 || ':1}/536870912')::sparsevec) AS weight
       FROM onggi.chunk_lexical l JOIN onggi.index_statistics s USING (tenant_id, language)
       WHERE version_id = $1 AND l.terms @> ARRAY[$2::int]`,
      [versionId, hashTerm('gamma', 'pump')],
    );
    expect(rows).toHaveLength(1);
    const { average_length: average, counted, weight } = rows[0];
    expect(average).toBe(counted);
    expect(weight).toBeCloseTo((2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 4) / counted)), 4);
  });
});

describe('searching one tenant of many', () => {
  it('touches that tenant’s partitions only', async () => {
    const touched = await world.database.run(world.caller('alpha'), async (transaction) => {
      const question = { vector: bagOfWords('pump') };
      const { passages } = await world.search.find(transaction, { query: 'pump E-23', first: 5 }, question);
      expect(passages).not.toEqual([]);
      return transaction.rows<{ name: string }>(
        sql`SELECT DISTINCT c.relname AS name FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relispartition ORDER BY 1`,
      );
    });
    expect(touched.map((row) => row.name)).toEqual(['chunk__alpha', 'chunk_lexical__alpha', 'chunk_vector__alpha']);
  });

  it('gives both scores of every candidate, whichever leg found it', async () => {
    await world.publish('beta', ['pump pressure is high', 'the moon is far', 'pump maintenance']);
    await world.index.refreshStatistics(world.service('beta'));
    const [list] = await world.database.run(world.caller('beta'), (transaction) =>
      world.index.search(transaction, {
        vectors: [{ tenant: 'beta', setId: 1, vector: bagOfWords('the moon is far') }],
        terms: [{ tenant: 'beta', term: hashTerm('beta', 'pump'), weight: 1, code: false }],
        perLeg: 1,
      }),
    );
    expect(list).toMatchObject({ tenant: 'beta', language: 'en', bestLexical: expect.any(Number) });
    expect(list!.candidates).toHaveLength(2);
    const [moon, pump] = [...list!.candidates].sort((left, right) => right.dense - left.dense);
    expect(moon).toMatchObject({ dense: expect.closeTo(1, 2), lexical: 0 });
    expect(pump!.lexical).toBeCloseTo(list!.bestLexical, 5);
    expect(pump!.dense).not.toBe(0);
  });

  it('narrows to the versions asked for', async () => {
    const { versionId } = await world.publish('beta', ['pump seals', 'pump gaskets']);
    await world.publish('beta', ['pump bearings']);
    const question = { tenant: 'beta', setId: 1, vector: bagOfWords('pump') };
    const [list] = await world.database.run(world.caller('beta'), (transaction) =>
      world.index.search(transaction, { vectors: [question], terms: [], versions: [versionId], perLeg: 10 }),
    );
    expect(list!.candidates.map((candidate) => candidate.versionId)).toEqual([versionId, versionId]);
  });

  it('by words alone where the question has no vector', async () => {
    const [list] = await world.database.run(world.caller('beta'), (transaction) =>
      world.index.search(transaction, {
        vectors: [],
        terms: [{ tenant: 'beta', term: hashTerm('beta', 'moon'), weight: 1, code: false }],
        perLeg: 10,
      }),
    );
    expect(list).toMatchObject({ dense: null, candidates: [{ dense: 0, lexical: list!.bestLexical }] });
  });

  it('tells a rare code from one that is everywhere', async () => {
    const codes = Array.from({ length: 20 }, (_, index) => `Model X100 has fault E${index + 10}`);
    await world.publish('gamma', codes);
    await world.index.refreshStatistics(world.service('gamma'));
    const codeOf = async (token: string) => {
      const lists = await world.database.run(world.caller('gamma'), (transaction) =>
        world.index.search(transaction, {
          vectors: [{ tenant: 'gamma', setId: 1, vector: bagOfWords('fault') }],
          terms: [{ tenant: 'gamma', term: hashTerm('gamma', token), weight: 8, code: true }],
          perLeg: 50,
        }),
      );
      return Math.max(...lists.flatMap((each) => each.candidates.map((candidate) => candidate.code)));
    };
    expect(await codeOf('e13')).toBeCloseTo(1, 2);
    expect(await codeOf('x100')).toBeLessThan(0.1);
  });
});

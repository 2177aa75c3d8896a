import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@onggi/tenancy';
import { hashTerm } from '../lexical/hash-term.js';
import { bagOfWords, SearchWorld } from '../search-world.fixture.js';
import { itFindsPassages } from './passage-index-contract.fixture.js';

let world: SearchWorld;
beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta', 'gamma']);
});
afterAll(() => world.close());

itFindsPassages(() => SearchWorld.create(['alpha', 'beta', 'gamma', 'delta', 'epsilon']));

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
});

describe('purging', () => {
  it('removes every row of a version', async () => {
    const { versionId } = await world.publish('alpha', ['a', 'b', 'c']);
    await world.database.run(world.service('alpha'), (transaction) => world.index.purge(transaction, [versionId]));
    expect(await rowsOf(versionId)).toEqual({ texts: 0, vectors: 0, lexical: 0 });
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

  it('count the terms of one tenant’s live passages', async () => {
    await world.publish('gamma', ['pump and pump', 'valve of the pump'], { groups: ['works'], label: 'C' });
    await world.publish('gamma', ['pump draft'], { live: false });
    await world.publish('beta', ['pump']);
    await world.index.refreshStatistics(world.service('gamma'));
    expect(await frequency('gamma', 'pump')).toBe(2);
    // What stands in one passage only is what an unknown term counts as.
    expect(await frequency('gamma', 'valve')).toBeUndefined();
  });

  it('forget what is not there any more', async () => {
    await world.admin.query(
      `UPDATE onggi.document_version SET live = false, status = 'retired' WHERE tenant_id = 'gamma'`,
    );
    await world.index.refreshStatistics(world.service('gamma'));
    expect(await frequency('gamma', 'pump')).toBeUndefined();
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
    await world.publish('alpha', ['pump']);
    const touched = await world.database.run(world.caller('alpha'), async (transaction) => {
      const question = { vectors: [{ tenant: 'alpha', setId: 1, vector: bagOfWords('pump') }] };
      const { passages } = await world.search.find(transaction, { query: 'pump E-23', first: 5 }, question);
      expect(passages).not.toEqual([]);
      return transaction.rows<{ name: string }>(
        sql`SELECT DISTINCT c.relname AS name FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relispartition ORDER BY 1`,
      );
    });
    expect(touched.map((row) => row.name)).toEqual(['chunk__alpha', 'chunk_lexical__alpha', 'chunk_vector__alpha']);
  });
});

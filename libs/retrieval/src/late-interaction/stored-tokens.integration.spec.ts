import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Embedder } from '@onggi/models';
import { sql } from '@onggi/tenancy';
import { bagOfWords, SearchWorld, wordEmbedder, type WrittenDocument } from '../search-world.fixture.js';
import { readTokens } from './token-rows.js';

const [question, answer, decoy] = ['charging current', 'The battery: how it is charged', 'Charging current index'];

/** The question's only token: whoever has its signs is nearest. */
const asked = bagOfWords('what is meant').map((value) => value || 1e-6);
const packedSigns = (numbers: Float32Array) => {
  const bytes = new Uint8Array(numbers.length / 8);
  numbers.forEach((value, index) => (bytes[index >> 3]! |= value > 0 ? 1 << (index & 7) : 0));
  return bytes;
};
const near = packedSigns(asked);
const far = near.map((byte) => ~byte);

/** Vectors by words, so that the decoy is first; tokens that say the answer is meant, and that 'plain' passages have none. */
const embedder: Embedder = {
  ...wordEmbedder,
  withTokens: {
    embedPassages: async (passages) =>
      passages.map(({ text }) => ({
        vector: bagOfWords(text),
        ...(text.includes('plain') ? {} : { tokens: text.startsWith(answer) ? near : far }),
      })),
    embedQuery: async (text) => ({ vector: bagOfWords(text), tokens: asked }),
  },
};

let world: SearchWorld;
let [mine, closed, foreign]: WrittenDocument[] = [];
beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta', 'gamma'], embedder);
  mine = await world.publish('alpha', [decoy, `${answer}.`, 'Weather is plain today', 'More about weather']);
  closed = await world.publish('alpha', [`${answer} by law`], { groups: ['legal'] });
  foreign = await world.publish('beta', [`${answer} elsewhere`]);
});
afterAll(() => world.close());

const chunkIds = async ({ versionId }: WrittenDocument): Promise<string[]> => {
  const { rows } = await world.admin.query<{ chunk_id: string }>(
    'SELECT chunk_id FROM onggi.chunk WHERE version_id = $1 ORDER BY ordinal',
    [versionId],
  );
  return rows.map((row) => row.chunk_id);
};
const kept = async ({ versionId }: WrittenDocument): Promise<number> => {
  const { rows } = await world.admin.query('SELECT FROM onggi.chunk_tokens WHERE version_id = $1', [versionId]);
  return rows.length;
};
const read = async (tenant: string, of: WrittenDocument, groups: string[] = [], set = tenant) => {
  const ids = await chunkIds(of);
  const context = world.caller(tenant, { groups });
  return world.database.run(context, (transaction) => readTokens(transaction, { tenant: set, setId: 1 }, ids));
};

describe('a search where tokens are stored', () => {
  it('adds to each score what the trace tells, and goes by the sum', async () => {
    const { passages, trace } = await world.search.search(world.caller('alpha'), {
      query: question!,
      first: 4,
      perDocument: 4,
      trace: true,
    });
    const before = new Map(trace!.candidates.map(({ chunkId, score }) => [chunkId, score]));
    const { candidates, weights } = trace!.tokens!;
    expect(candidates[0]).toMatchObject({ chunkId: passages[0]!.chunkId, rank: 1, rankBefore: expect.any(Number) });
    const cosines = candidates.flatMap(({ relevance }) => relevance ?? []);
    const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
    const deviation = Math.sqrt(cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cosines.length);
    for (const { chunkId, relevance, score } of candidates) {
      const z = relevance === null ? 0 : (relevance - mean) / deviation;
      expect(score - before.get(chunkId)!).toBeCloseTo(weights.within * z);
    }
    const gains = candidates.map(({ chunkId, score }) => score - before.get(chunkId)!);
    expect(Math.max(...gains)).toBeGreaterThan(0);
    expect(passages.map(({ chunkId }) => chunkId)).toEqual(candidates.map(({ chunkId }) => chunkId));
  });

  it('puts first what was second, when its tokens alone are near', async () => {
    const names = ['north', 'south', 'east', 'west', 'upper', 'lower', 'inner', 'outer'];
    const written = await world.publish(
      'gamma',
      names.map((name) => `The valve of the ${name} hall`),
    );
    const search = async () => {
      const { passages } = await world.search.search(world.caller('gamma'), {
        query: 'valve of the hall',
        first: 8,
        perDocument: 8,
      });
      return passages.map(({ chunkId }) => chunkId);
    };
    const [first, second, ...rest] = await search();
    await world.admin.query(
      'UPDATE onggi.chunk_tokens SET tokens = CASE WHEN chunk_id = $2 THEN $3::bytea ELSE $4::bytea END WHERE version_id = $1',
      [written.versionId, second, Buffer.from(near), Buffer.from(far)],
    );
    expect(await search()).toEqual([second, first, ...rest]);
  });

  it('neither raises nor lowers a passage that came without', async () => {
    const query = { query: 'weather plain', first: 4, trace: true };
    const { passages, trace } = await world.search.search(world.caller('alpha'), query);
    const plain = passages.find(({ text }) => text.includes('plain'))!;
    const compared = trace!.tokens!.candidates.find(({ chunkId }) => chunkId === plain.chunkId)!;
    const first = trace!.candidates.find(({ chunkId }) => chunkId === plain.chunkId)!;
    expect(compared).toMatchObject({ relevance: null, z: 0, score: first.score });
  });

  it('compares none where nothing is stored, and says so', async () => {
    const plain = await world.publish('beta', ['A plain page'], { corpus: 'plain' });
    const { trace } = await world.search.search(world.caller('beta'), {
      query: 'page',
      first: 4,
      trace: true,
      corpora: [plain.corpusId],
    });
    expect(trace).not.toHaveProperty('tokens');
  });
});

describe('stored tokens', () => {
  it('are read by whoever may read their document, and by nobody else, whatever id and tenant they name', async () => {
    expect(await read('alpha', mine!)).toHaveLength(3);
    expect((await read('alpha', mine!)).map(({ tokens }) => [...tokens])).toContainEqual([...near]);
    expect(await read('alpha', closed!)).toEqual([]);
    expect(await read('alpha', closed!, ['legal'])).toHaveLength(1);
    expect(await read('beta', foreign!)).toHaveLength(1);
    expect(await read('alpha', foreign!)).toEqual([]);
    expect(await read('alpha', foreign!, [], 'beta')).toEqual([]);
  });

  it('are read in the corpora that another tenant shares, and in none else of that tenant', async () => {
    const unshared = await world.publish('beta', [`${answer} in another corpus`], { corpus: 'unshared' });
    const home = world.caller('alpha');
    const shared = {
      tenant: 'beta',
      groups: ['everyone'],
      label: 'S' as const,
      manage: false,
      corpora: [foreign!.corpusId],
    };
    const context = { ...home, grants: [...home.grants, shared] };
    const readIn = async (document: WrittenDocument) => {
      const ids = await chunkIds(document);
      return world.database.run(context, (transaction) => readTokens(transaction, { tenant: 'beta', setId: 1 }, ids));
    };
    expect(await readIn(foreign!)).toHaveLength(1);
    expect(await readIn(unshared)).toEqual([]);
  });

  it('are refused by the name of a partition, one’s own as well', async () => {
    for (const tenant of ['alpha', 'beta']) {
      const statement = sql([`SELECT FROM partition.chunk_tokens__${tenant}`] as unknown as TemplateStringsArray);
      await expect(
        world.database.run(world.caller('alpha'), (transaction) => transaction.rows(statement)),
      ).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  it('go with the passages that are replaced or purged', async () => {
    const written = await world.publish('alpha', ['First text', 'Second text'], { live: false });
    expect(await kept(written)).toBe(2);
    const [replacement] = await world.chunksOf(['Third text']);
    await world.database.run(world.service('alpha'), (transaction) =>
      world.index.stage(transaction, written.versionId, [replacement!]),
    );
    expect(await kept(written)).toBe(2);
    expect((await read('alpha', written)).length).toBeLessThanOrEqual(2);
    await world.database.run(world.service('alpha'), (transaction) =>
      world.index.purge(transaction, [written.versionId]),
    );
    expect(await kept(written)).toBe(0);
    expect(await kept(mine!)).toBe(3);
  });
});

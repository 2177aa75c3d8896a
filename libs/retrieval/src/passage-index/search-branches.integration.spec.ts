import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createPool, sql, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { SeededNumbers } from '../bench/synthetic-text.js';
import { hashTerm } from '../lexical/hash-term.js';
import { bagOfWords, SearchWorld } from '../search-world.fixture.js';
import { IndexMaintenance } from './index-maintenance.js';
import type { CandidateList, IndexQuery } from './passage-index.js';

jest.setTimeout(120_000);

/** Passages of which each document has ten. A third of the documents are the team's, one in twenty the board's. */
const documents = 60;
const numbers = new SeededNumbers(5);
const word = () => `word${numbers.zipf(400)}`;
const passage = () => Array.from({ length: 25 }, word).join(' ');

let world: SearchWorld;
let provisioner: ReturnType<typeof createPool>;
let maintenance: ReturnType<typeof createPool>;
let indexes: IndexMaintenance;
const versions: string[] = [];

beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta']);
  const poolAs = (role: string) => createPool({ url: world.server.urlFor(role), max: 1, applicationName: 'spec' });
  provisioner = poolAs('onggi_provisioner');
  maintenance = poolAs('onggi_maintenance');
  indexes = new IndexMaintenance(world.database, provisioner, maintenance);
  for (const tenant of ['alpha', 'beta']) {
    for (let place = 0; place < (tenant === 'alpha' ? documents : 15); place++) {
      const group = place % 20 === 0 ? 'board' : place % 3 === 0 ? 'team' : 'everyone';
      const corpus = place % 2 === 0 ? 'even' : 'odd';
      const { versionId } = await world.publish(tenant, Array.from({ length: 10 }, passage), {
        groups: [group],
        corpus,
      });
      if (tenant === 'alpha') versions.push(versionId);
    }
    await world.index.refreshStatistics(world.service(tenant));
  }
  await maintain({ exact: 100, exactDense: 300 });
});
afterEach(() => setLimits({ exact: 100, exactDense: 300 }));
afterAll(async () => {
  await Promise.all([provisioner.end(), maintenance.end()]);
  await world.close();
});

async function setLimits({ exact, exactDense }: { exact: number; exactDense: number }): Promise<void> {
  await world.admin.query(
    `CREATE OR REPLACE FUNCTION search.limits(OUT exact int, OUT exact_dense int, OUT postings int, OUT wide int)
     LANGUAGE sql IMMUTABLE AS 'SELECT ${exact}, ${exactDense}, 10000, 100000'`,
  );
}

async function maintain(limits: { exact: number; exactDense: number }): Promise<void> {
  await setLimits(limits);
  await indexes.run(world.service('alpha'), new AbortController().signal);
}

const everything = { groups: ['everyone', 'team', 'board'] };
const question = (of: Partial<IndexQuery> = {}, tenant = 'alpha'): IndexQuery => {
  const words = Array.from({ length: 5 }, word);
  return {
    vectors: [{ tenant, setId: 1, vector: bagOfWords(words.join(' ')) }],
    terms: [...new Set(words)].map((token) => ({ tenant, term: hashTerm(tenant, token), weight: 1, code: false })),
    perLeg: 20,
    ...of,
  };
};

/** The lists, and which of the tenant's indexes they were read from. */
async function ask(context: TenantContext, query: IndexQuery): Promise<{ lists: CandidateList[]; used: string[] }> {
  return world.database.run(context, async (transaction) => {
    const before = await scansOf(transaction);
    const lists = await world.index.search(transaction, query);
    const after = await scansOf(transaction);
    return { lists, used: [...after.keys()].filter((name) => after.get(name) !== before.get(name)).sort() };
  });
}

/** Scans of each index that this connection has not reported yet. */
async function scansOf(transaction: TenantTransaction): Promise<Map<string, number>> {
  const rows = await transaction.rows<{ name: string; scans: string }>(
    sql`SELECT c.relname AS name, pg_stat_get_xact_numscans(c.oid) AS scans
        FROM pg_class c JOIN pg_am m ON m.oid = c.relam WHERE m.amname IN ('hnsw', 'gin')`,
  );
  return new Map(rows.map((row) => [row.name, Number(row.scans)]));
}

async function exactly(context: TenantContext, query: IndexQuery): Promise<CandidateList[]> {
  await setLimits({ exact: 1e9, exactDense: 1e9 });
  const { lists, used } = await ask(context, query);
  expect(used).toEqual([]);
  await setLimits({ exact: 100, exactDense: 300 });
  return lists;
}

const idsOf = (lists: readonly CandidateList[], by: 'dense' | 'lexical', first: number) =>
  lists
    .flatMap((list) => list.candidates)
    .sort((left, right) => right[by] - left[by] || (left.chunkId < right.chunkId ? -1 : 1))
    .slice(0, first)
    .map((candidate) => candidate.chunkId);

describe('the way of a search', () => {
  it.each([
    ['few passages: all are read', { groups: ['board'], everyone: false }, [] as string[]],
    ['more: words by GIN', { groups: ['team', 'board'], everyone: false }, ['gin__alpha__en']],
    ['many: meaning by HNSW as well', { ...everything, everyone: true }, ['gin__alpha__en', 'hnsw__alpha__1_en']],
  ])('%s', async (_, { groups, everyone }, indexesUsed) => {
    const context = world.caller('alpha', { groups });
    const query = question(everyone ? {} : { versions: await versionsOf(groups) });
    const expected = await exactly(context, query);
    const { lists, used } = await ask(context, query);
    expect(used).toEqual(indexesUsed);
    expect(idsOf(lists, 'lexical', 10)).toEqual(idsOf(expected, 'lexical', 10));
    if (!everyone) expect(idsOf(lists, 'dense', 10)).toEqual(idsOf(expected, 'dense', 10));
  });

  async function versionsOf(groups: readonly string[]): Promise<string[]> {
    const { rows } = await world.admin.query(
      `SELECT v.version_id FROM onggi.document_version v JOIN onggi.access_set a USING (tenant_id, access_set_id)
       WHERE v.tenant_id = 'alpha' AND a.groups && $1`,
      [groups],
    );
    return rows.map((row) => row.version_id as string);
  }

  it('finds by HNSW what reading finds, but for one in twenty', async () => {
    const context = world.caller('alpha', everything);
    let found = 0;
    for (let asked = 0; asked < 20; asked++) {
      const query = question();
      const expected = new Set(idsOf(await exactly(context, query), 'dense', 10));
      found += idsOf((await ask(context, query)).lists, 'dense', 10).filter((id) => expected.has(id)).length;
    }
    expect(found).toBeGreaterThanOrEqual(190);
  });

  it('gives each candidate the scores that reading gives it, whichever leg found it', async () => {
    const context = world.caller('alpha', everything);
    const query = question();
    const expected = new Map(
      (await exactly(context, { ...query, perLeg: 200 }))
        .flatMap((list) => list.candidates)
        .map((candidate) => [candidate.chunkId, candidate]),
    );
    const [list] = (await ask(context, query)).lists;
    const known = list!.candidates.filter((candidate) => expected.has(candidate.chunkId));
    expect(known.length).toBeGreaterThan(20);
    for (const { chunkId, dense, lexical } of known) {
      expect(dense).toBeCloseTo(expected.get(chunkId)!.dense, 4);
      expect(lexical).toBeCloseTo(expected.get(chunkId)!.lexical, 4);
    }
  });

  it('measures mean and deviation on a sample that is near to all', async () => {
    const context = world.caller('alpha', everything);
    const query = question();
    const [expected] = await exactly(context, query);
    const [list] = (await ask(context, query)).lists;
    expect(Math.abs(list!.dense!.mean - expected!.dense!.mean)).toBeLessThan(0.1 * expected!.dense!.deviation);
    expect(list!.dense!.deviation / expected!.dense!.deviation).toBeCloseTo(1, 1);
  });
});

describe('what a caller may not see', () => {
  it.each([
    ['groups', { groups: ['team'] }, {}],
    ['versions', everything, { byVersion: true }],
    ['corpora', everything, { byCorpus: true }],
  ])('is not there, by %s', async (_, caller, { byVersion, byCorpus }: { byVersion?: boolean; byCorpus?: boolean }) => {
    const { rows } = await world.admin.query(
      `SELECT corpus_id FROM onggi.corpus WHERE tenant_id = 'alpha' AND corpus_key = 'odd'`,
    );
    const query = question({
      ...(byVersion && { versions: versions.slice(0, 35) }),
      ...(byCorpus && { corpora: [rows[0].corpus_id] }),
    });
    const { rows: visible } = await world.admin.query(
      `SELECT v.version_id FROM onggi.document_version v JOIN onggi.access_set a USING (tenant_id, access_set_id)
       WHERE v.tenant_id = 'alpha' AND a.groups && $1 AND ($2::uuid[] IS NULL OR v.version_id = ANY ($2))
         AND ($3::uuid[] IS NULL OR v.corpus_id = ANY ($3))`,
      [['everyone', ...caller.groups], query.versions ?? null, query.corpora ?? null],
    );
    const allowed = new Set(visible.map((row) => row.version_id as string));
    const context = world.caller('alpha', caller);
    const { lists, used } = await ask(context, query);
    expect(used).toContain('gin__alpha__en');
    const candidates = lists.flatMap((list) => list.candidates);
    expect(candidates.length).toBeGreaterThan(20);
    expect(candidates.filter((candidate) => !allowed.has(candidate.versionId))).toEqual([]);
    expect(idsOf(lists, 'lexical', 10)).toEqual(idsOf(await exactly(context, query), 'lexical', 10));
  });

  it('another tenant has its own indexes, or none', async () => {
    const { lists, used } = await ask(world.caller('beta', everything), question({}, 'beta'));
    expect(used).toEqual([]);
    const { rows } = await world.admin.query(`SELECT chunk_id FROM onggi.chunk WHERE tenant_id = 'beta'`);
    const own = new Set(rows.map((row) => row.chunk_id as string));
    expect(lists.flatMap((list) => list.candidates).filter(({ chunkId }) => !own.has(chunkId))).toEqual([]);
  });
});

describe('an index', () => {
  const present = async () => {
    const { rows } = await world.admin.query(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_am m ON m.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid
       WHERE m.amname IN ('hnsw', 'gin') AND i.indisvalid ORDER BY 1`,
    );
    return rows.map((row) => row.name as string);
  };

  it('that is broken is not asked, and is made again', async () => {
    const context = world.caller('alpha', everything);
    const query = question();
    await world.admin.query(
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'partition.hnsw__alpha__1_en'::regclass`,
    );
    const { lists, used } = await ask(context, query);
    expect(used).toEqual(['gin__alpha__en']);
    expect(idsOf(lists, 'dense', 10)).toEqual(idsOf(await exactly(context, query), 'dense', 10));
    await maintain({ exact: 100, exactDense: 300 });
    expect(await present()).toEqual(['gin__alpha__en', 'hnsw__alpha__1_en']);
  });

  it('goes when its list has become short, and searches go on', async () => {
    await maintain({ exact: 1300, exactDense: 1300 });
    expect(await present()).toEqual([]);
    await setLimits({ exact: 100, exactDense: 300 });
    const query = question();
    const context = world.caller('alpha', everything);
    const { lists, used } = await ask(context, query);
    expect(used).toEqual([]);
    expect(lists).toEqual(await exactly(context, query));
    await maintain({ exact: 100, exactDense: 300 });
    expect(await present()).toEqual(['gin__alpha__en', 'hnsw__alpha__1_en']);
  });

  it('may be rebuilt under a thousand searches, of which none fails', async () => {
    let rebuilds = 0;
    let asking = true;
    const rebuild = async () => {
      while (asking) {
        for (const name of ['hnsw__alpha__1_en', 'gin__alpha__en']) {
          await maintenance.query(`REINDEX INDEX CONCURRENTLY partition."${name}"`);
        }
        rebuilds += 1;
      }
    };
    const askers = async () => {
      for (let asked = 0; asked < 250; asked++) {
        const [list] = (await ask(world.caller('alpha', everything), question())).lists;
        expect(list!.candidates.length).toBeGreaterThan(20);
      }
    };
    const rebuilding = rebuild();
    await Promise.all([askers(), askers(), askers(), askers()]).finally(() => (asking = false));
    await rebuilding;
    expect(rebuilds).toBeGreaterThan(0);
  });
});

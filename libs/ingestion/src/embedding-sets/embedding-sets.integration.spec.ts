import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelUnavailableError } from '@onggi/models';
import { EmbeddingSetsService, SearchService } from '@onggi/retrieval';
import { IngestionWorld, textFile } from '../ingestion.fixture.js';

const never = new AbortController().signal;
let world: IngestionWorld;
let sets: EmbeddingSetsService;
let search: SearchService;

beforeEach(async () => {
  world = await IngestionWorld.create();
  sets = new EmbeddingSetsService(world.database, world.embedders);
  search = new SearchService(world.database, world.index, world.embedders, world.analyzer);
}, 60_000);
afterEach(() => world.close());

const admin = (tenant = 'alpha') => world.person('admin', [], tenant);
/** The question is a passage's whole text, so that only vectors of its own space find it; its words are nowhere. */
const manual = (name: string) => textFile(`${name}.md`, `# ${name}\n\nThe ${name} is kept in the hall of machines.`);
const vectorsOf = (setId: number, tenant = 'alpha') =>
  world.count('onggi.chunk_vector WHERE set_id = $1 AND tenant_id = $2', [setId, tenant]);
const tokensOf = (setId: number) => world.count('onggi.chunk_tokens WHERE set_id = $1', [setId]);
const statesOf = async (tenant = 'alpha') =>
  (await sets.list(admin(tenant))).map(({ setId, state }) => `${setId} ${state}`);
const chunks = () => world.count(`onggi.chunk WHERE tenant_id = 'alpha'`);
const built = async () => {
  const { setId } = await sets.build(admin(), 'turned', never);
  await world.work();
  return setId;
};

describe('building a set', () => {
  it('gives it the very vectors that ingestion would have given it', async () => {
    const fixtures = fileURLToPath(new URL('../../../documents/fixtures/', import.meta.url));
    const files = await Promise.all(
      ['manual.html', 'manual.pdf'].map(async (name) => textFile(name, await readFile(fixtures + name))),
    );
    await world.ingest([...files, manual('pump')]);
    const setId = await built();
    expect(await vectorsOf(setId)).toBe(await chunks());
    const { rows: before } = await world.admin.query(
      `SELECT c.ordinal, v.embedding::text FROM onggi.chunk_vector v JOIN onggi.chunk c USING (tenant_id, chunk_id)
       JOIN onggi.document_version d ON d.version_id = v.version_id WHERE v.set_id = $1 ORDER BY d.title, d.chunk_count, c.ordinal`,
      [setId],
    );
    // Uploaded anew in another tenant, whose sets are there beforehand.
    await sets.build(admin('beta'), 'turned', never);
    await world.work();
    const again = await Promise.all(
      ['manual.html', 'manual.pdf'].map(async (name) => textFile(name, await readFile(fixtures + name))),
    );
    await world.ingest([...again, manual('pump')], { tenant: 'beta' });
    const { rows: after } = await world.admin.query(
      `SELECT c.ordinal, v.embedding::text FROM onggi.chunk_vector v JOIN onggi.chunk c USING (tenant_id, chunk_id)
       JOIN onggi.document_version d ON d.version_id = v.version_id WHERE v.set_id = 2 AND v.tenant_id = 'beta'
       ORDER BY d.title, d.chunk_count, c.ordinal`,
    );
    expect(before).toHaveLength(3);
    expect(after).toEqual(before);
  });

  it('goes on where it was cut off, while uploads arrive', async () => {
    await world.ingest(['pump', 'valve', 'motor', 'crane'].map(manual));
    const { setId } = await sets.build(admin(), 'turned', never);
    const killed = new AbortController();
    let calls = 0;
    world.turned.before = async () => {
      if (++calls === 3) {
        await world.upload([manual('drill')]);
        killed.abort(new Error('killed'));
        throw killed.signal.reason;
      }
    };
    const job = await world.takeJob();
    const run = { context: admin(), payload: job!.payload, attempt: 1, signal: killed.signal };
    await expect(world.sets.run(run)).rejects.toThrow('killed');
    expect(await vectorsOf(setId)).toBe(2);
    world.turned.before = async () => {};
    world.turned.embedded = 0;
    await world.work();
    await world.sets.run({ ...run, signal: never });
    expect(await vectorsOf(setId)).toBe(await chunks());
    // Three were left, of which the upload brought its own.
    expect(world.turned.embedded).toBe(3);
    expect((await sets.list(admin()))[1]).toMatchObject({ wholeAt: expect.any(Date), progress: { done: 5, total: 5 } });
  });

  it('gives passages the tokens that they came without, also in the set that is searched', async () => {
    await world.ingest([manual('pump'), manual('valve')]);
    expect(await tokensOf(1)).toBe(0);
    world.embedder.giveTokens();
    await sets.build(admin(), 'words', never);
    await world.work();
    expect([await tokensOf(1), await vectorsOf(1)]).toEqual([2, 2]);
    await world.ingest([manual('motor')]);
    expect([await tokensOf(1), await vectorsOf(1)]).toEqual([3, 3]);
    world.embedder.embedded = 0;
    await sets.build(admin(), 'words', never);
    await world.work();
    expect(world.embedder.embedded).toBe(0);
  });

  it('gives a document that is replaced meanwhile nothing', async () => {
    world.turned.giveTokens();
    await world.ingest([manual('pump')]);
    const { setId } = await sets.build(admin(), 'turned', never);
    const job = await world.takeJob();
    world.turned.before = async () => {
      world.turned.before = async () => {};
      await world.admin.query(
        `UPDATE onggi.document_version SET live = false, status = 'retired', retired_at = now() WHERE tenant_id = 'alpha'`,
      );
      await world.upkeep.purgeVersions({ context: admin(), payload: {}, attempt: 1, signal: never });
    };
    await world.sets.run({ context: admin(), payload: job!.payload, attempt: 1, signal: never });
    expect([await vectorsOf(setId), await tokensOf(setId), await chunks()]).toEqual([0, 0, 0]);
  });

  it('leaves no tokens of a set that was removed', async () => {
    world.turned.giveTokens();
    await world.ingest([manual('pump')]);
    const setId = await built();
    expect(await tokensOf(setId)).toBe(1);
    await sets.remove(admin(), setId);
    await world.work();
    expect([await tokensOf(setId), await vectorsOf(setId)]).toEqual([0, 0]);
  });

  it('ends when a newer run, or the set’s removal, has made it void', async () => {
    await world.ingest(['pump', 'valve'].map(manual));
    const { setId } = await sets.build(admin(), 'turned', never);
    const job = await world.takeJob();
    world.turned.before = async () => {
      world.turned.before = async () => {};
      await sets.remove(admin(), setId);
    };
    await world.sets.run({ context: admin(), payload: job!.payload, attempt: 1, signal: never });
    await world.work();
    expect(await vectorsOf(setId)).toBe(0);
    expect(await statesOf()).toEqual(['1 active']);
  });

  it('begins anew under another number after a removal, and once only while it is there', async () => {
    await world.ingest([manual('pump')]);
    const first = await built();
    await sets.remove(admin(), first);
    const second = await built();
    expect([first, second]).toEqual([2, 3]);
    expect(await built()).toBe(second);
    expect(await vectorsOf(first)).toBe(0);
  });
});

describe('ingestion', () => {
  it('stages vectors into every set, and waits for the active one’s model alone', async () => {
    const setId = await built();
    await world.ingest([manual('pump')]);
    expect([await vectorsOf(1), await vectorsOf(setId)]).toEqual([1, 1]);
    world.turned.before = () => Promise.reject(new ModelUnavailableError('turned', undefined));
    await world.upload([manual('valve')]);
    const ingest = await world.takeJob();
    await world.ingestVersion.run({ context: admin(), payload: ingest!.payload, attempt: 1, signal: never });
    expect(await world.count(`onggi.document_version WHERE live`)).toBe(2);
    expect([await vectorsOf(1), await vectorsOf(setId)]).toEqual([2, 1]);
    await expect(sets.switchTo(admin(), setId)).rejects.toMatchObject({
      code: 'EMBEDDING_SET_NOT_WHOLE',
      data: { passages: 2, vectors: 1 },
    });
    world.turned.before = async () => {};
    await world.work();
    expect(await vectorsOf(setId)).toBe(2);
    await sets.switchTo(admin(), setId);
  });

  it('embeds a document anew when its tenant switched to a set that came after it was begun', async () => {
    world.embedder.before = async () => {
      world.embedder.before = async () => {};
      const { setId } = await sets.build(admin(), 'turned', never);
      await world.sets.run({ context: admin(), payload: { setId }, attempt: 1, signal: never });
      await sets.switchTo(admin(), setId);
    };
    await world.ingest([manual('pump')]);
    expect([await vectorsOf(1), await vectorsOf(2)]).toEqual([1, 1]);
    expect(await chunks()).toBe(1);
  });
});

describe('a switch', () => {
  it('fails no question and mixes no spaces: build, switch, roll back and remove under 1,000 searches', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `device ${index}`);
    await world.ingest(names.map(manual));
    const failures: unknown[] = [];
    let asked = 0;
    let wrong = 0;
    const asker = async (seed: number) => {
      while (asked < 1_000) {
        const name = names[(asked++ * 7 + seed) % names.length]!;
        const found = await search
          .search(admin(), { query: `${name}\nThe ${name} is kept in the hall of machines.`, first: 1, trace: true })
          .catch((error: unknown) => void failures.push(error));
        const best = found?.trace?.candidates.find(({ chunkId }) => chunkId === found.passages[0]?.chunkId);
        // The question is a passage's very text: in one space its cosine is 1, across two it is noise.
        if (found?.passages[0]?.title !== name || !best || best.dense < 0.99) wrong++;
      }
    };
    const changes = async () => {
      while (asked < 1_000) {
        const { setId } = await sets.build(admin(), 'turned', never);
        await world.work();
        await sets.switchTo(admin(), setId);
        await sets.rollBack(admin());
        await sets.switchTo(admin(), setId);
        await sets.rollBack(admin());
        await sets.remove(admin(), setId, true);
        await world.work();
      }
    };
    await Promise.all([changes(), ...[1, 2, 3].map(asker)]);
    expect({ failures, wrong }).toEqual({ failures: [], wrong: 0 });
    expect(await world.count(`onggi.audit_event WHERE action = 'embedding-set.switch'`)).toBeGreaterThanOrEqual(4);
  }, 300_000);

  it('goes back to the set before, which was kept up', async () => {
    await world.ingest([manual('pump')]);
    const setId = await built();
    await sets.switchTo(admin(), setId);
    expect(await statesOf()).toEqual(['1 previous', `${setId} active`]);
    await world.ingest([manual('valve')]);
    await sets.rollBack(admin());
    expect(await statesOf()).toEqual(['1 active', `${setId} previous`]);
    const { passages } = await search.search(admin(), { query: 'valve', first: 5 });
    expect(passages.map(({ title }) => title)).toContain('valve');
    await expect(sets.remove(admin(), 1)).rejects.toMatchObject({ code: 'EMBEDDING_SET_IN_USE' });
    await expect(sets.remove(admin(), setId)).rejects.toMatchObject({ code: 'EMBEDDING_SET_JUST_REPLACED' });
    await world.admin.query(`UPDATE onggi.embedding_set SET state_since = state_since - interval '61 seconds'`);
    await sets.remove(admin(), setId);
    await expect(sets.rollBack(admin())).rejects.toMatchObject({ code: 'NO_PREVIOUS_EMBEDDING_SET' });
  });

  it('of one tenant is no other’s affair', async () => {
    await world.ingest([manual('pump')]);
    await world.ingest([manual('pump')], { tenant: 'beta' });
    await sets.switchTo(admin(), await built());
    expect(await statesOf('beta')).toEqual(['1 active']);
    expect(await vectorsOf(2, 'beta')).toBe(0);
    for (const setId of [2, 77]) {
      await expect(sets.switchTo(admin('beta'), setId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(sets.remove(admin('beta'), setId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const measured = search.search(admin('beta'), { query: 'pump', first: 1, embeddingSet: setId });
      await expect(measured).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const { passages: theirs } = await search.search(admin('beta'), { query: 'pump', first: 1 });
    const [row] = await world.admin
      .query(`SELECT corpus_id FROM onggi.document WHERE document_id = $1`, [theirs[0]!.documentId])
      .then(({ rows }) => rows);
    const shared = {
      tenant: 'beta',
      groups: ['everyone'],
      label: 'O' as const,
      manage: false,
      corpora: [row.corpus_id],
    };
    const both = { ...admin(), grants: [...admin().grants, shared] };
    const { passages } = await search.search(both, { query: 'pump', first: 5, perDocument: 5 });
    const places = passages.flatMap((passage) => [passage, ...(passage.alsoIn ?? [])]);
    expect(new Set(places.map(({ sharedBy }) => sharedBy?.tenant))).toEqual(new Set([undefined, 'beta']));
  });
});

describe('a set that is being built', () => {
  it('is searched by those who measure it, once it is whole', async () => {
    await world.ingest([manual('pump')]);
    const { setId } = await sets.build(admin(), 'turned', never);
    const ask = (role: 'member' | 'curator') =>
      search.search(world.person(role), { query: 'pump', first: 1, embeddingSet: setId });
    await expect(ask('curator')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.work();
    expect((await ask('curator')).passages).toHaveLength(1);
    await expect(ask('member')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is an administrator’s affair', async () => {
    for (const act of [
      () => sets.list(world.curator()),
      () => sets.build(world.curator(), 'turned', never),
      () => sets.switchTo(world.curator(), 1),
      () => sets.rollBack(world.curator()),
      () => sets.remove(world.curator(), 1),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(sets.build(admin(), 'nothing', never)).rejects.toMatchObject({ code: 'EMBEDDING_PROFILE_UNKNOWN' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { termFrequencies } from '@onggi/language';
import type { TenantContext } from '@onggi/tenancy';
import { termWeight } from '../lexical/bm25.js';
import { hashTerm } from '../lexical/hash-term.js';
import { bagOfWords, type SearchWorld } from '../search-world.fixture.js';
import type { CandidateList, IndexQuery } from './passage-index.js';

/** What every PassageIndex promises. @param createWorld with the tenants alpha to epsilon, all empty */
export function itFindsPassages(createWorld: () => Promise<SearchWorld>): void {
  let world: SearchWorld;
  beforeAll(async () => {
    world = await createWorld();
  }, 60_000);
  afterAll(() => world.close());

  const vectorOf = (tenant: string, text: string) => ({ tenant, setId: 1, vector: bagOfWords(text) });
  const termOf = (tenant: string, token: string, of: { weight?: number; code?: boolean } = {}) => {
    const { weight = 1, code = false } = of;
    return { tenant, term: hashTerm(tenant, token), weight, code };
  };
  const ask = (context: TenantContext, query: Partial<IndexQuery>): Promise<CandidateList[]> =>
    world.database.run(context, (transaction) =>
      world.index.search(transaction, { vectors: [], terms: [], perLeg: 50, ...query }),
    );
  const versionsIn = (lists: readonly CandidateList[]) =>
    new Set(lists.flatMap((list) => list.candidates.map(({ versionId }) => versionId)));
  /** Every version in which the word is found; each is checked to be found by meaning as well. */
  const versionsFor = async (context: TenantContext, query: Partial<IndexQuery> = {}): Promise<Set<string>> => {
    const tenants = context.grants.map((grant) => grant.tenant);
    const byWords = await ask(context, { terms: tenants.map((tenant) => termOf(tenant, 'pump')), ...query });
    const vectors = tenants.map((tenant) => vectorOf(tenant, 'pump'));
    const byMeaning = versionsIn(await ask(context, { vectors, ...query }));
    for (const version of versionsIn(byWords)) expect(byMeaning).toContain(version);
    return versionsIn(byWords);
  };
  const stage = async (tenant: string, versionId: string, passages: readonly string[]) => {
    const chunks = await world.chunksOf(passages);
    await world.database.run(world.service(tenant), (transaction) => world.index.stage(transaction, versionId, chunks));
  };
  const setLive = (versionId: string, live: boolean) =>
    world.admin.query('UPDATE onggi.document_version SET live = $2, status = $3 WHERE version_id = $1', [
      versionId,
      live,
      live ? 'published' : 'retired',
    ]);
  const textsOf = async (versionId: string, tenant = 'alpha') => {
    const found = await world.found(world.caller(tenant), 'pump');
    const { rows } = await world.admin.query('SELECT text FROM onggi.chunk WHERE version_id = $1', [versionId]);
    return rows.map((row) => row.text as string).filter((text) => found.includes(text));
  };

  describe('who finds a passage', () => {
    it('is decided by groups, clearance, corpus and version, of the context’s tenants alone', async () => {
      const open = await world.publish('gamma', ['pump one']);
      const legal = await world.publish('gamma', ['pump two'], { groups: ['legal'] });
      const secret = await world.publish('gamma', ['pump three'], { label: 'C', corpus: 'vault' });
      await world.publish('gamma', ['pump draft'], { live: false });
      const foreign = await world.publish('delta', ['pump four'], { groups: ['everyone', 'legal'] });
      const versions = (...documents: { versionId: string }[]) => new Set(documents.map((each) => each.versionId));
      const caller = world.caller('gamma');
      const cleared = world.caller('gamma', { groups: ['legal'], label: 'C' });

      expect(await versionsFor(caller)).toEqual(versions(open));
      expect(await versionsFor(world.caller('gamma', { groups: ['legal'] }))).toEqual(versions(open, legal));
      expect(await versionsFor(cleared)).toEqual(versions(open, legal, secret));
      for (const role of ['curator', 'admin', 'service'] as const) {
        expect(await versionsFor(world.caller('gamma', { role, label: 'O' }))).toEqual(versions(open));
      }
      expect(await versionsFor(world.caller('delta', { groups: ['legal'], label: 'C' }))).toEqual(versions(foreign));
      const shared = { ...caller, grants: [...caller.grants, ...world.caller('delta').grants] };
      expect(await versionsFor(shared)).toEqual(versions(open, foreign));
      expect(await ask({ ...caller, grants: [] }, { vectors: [vectorOf('gamma', 'pump')] })).toEqual([]);

      expect(await versionsFor(cleared, { corpora: [secret.corpusId] })).toEqual(versions(secret));
      expect(await versionsFor(caller, { corpora: [secret.corpusId, foreign.corpusId] })).toEqual(versions());
      expect(await versionsFor(caller, { corpora: [] })).toEqual(versions());
      expect(await versionsFor(cleared, { versions: [legal.versionId, foreign.versionId] })).toEqual(versions(legal));
      expect(await versionsFor(caller, { versions: [legal.versionId] })).toEqual(versions());
    });

    it('changes at once with its version and its access', async () => {
      const { versionId } = await world.publish('alpha', ['pump of bronze'], { live: false });
      const caller = world.caller('alpha');
      expect(await versionsFor(caller)).not.toContain(versionId);
      await setLive(versionId, true);
      expect(await versionsFor(caller)).toContain(versionId);
      const restricted = await world.publish('alpha', ['pump of steel'], { groups: ['works'] });
      await world.admin.query('UPDATE onggi.document_version SET access_set_id = $2 WHERE version_id = $1', [
        versionId,
        restricted.accessSetId,
      ]);
      expect(await versionsFor(caller)).not.toContain(versionId);
      expect(await versionsFor(world.caller('alpha', { groups: ['works'] }))).toContain(versionId);
    });

    it('is not opened by terms or vectors of a tenant that is not granted', async () => {
      const lists = await ask(world.caller('alpha', { groups: ['works'] }), {
        vectors: [vectorOf('alpha', 'pump'), vectorOf('delta', 'pump')],
        terms: [termOf('delta', 'pump')],
      });
      expect(new Set(lists.map(({ tenant }) => tenant))).toEqual(new Set(['alpha']));
    });
  });

  describe('staged passages', () => {
    it('replace those of the same ordinals', async () => {
      const { versionId } = await world.publish('alpha', ['pump first', 'pump second']);
      await stage('alpha', versionId, ['pump first', 'pump other']);
      expect(new Set(await textsOf(versionId))).toEqual(new Set(['pump first', 'pump other']));
    });

    it('are gone, and those before are there, when their transaction fails', async () => {
      const { versionId } = await world.publish('alpha', ['pump kept']);
      const failing = world.database.run(world.service('alpha'), async (transaction) => {
        await world.index.stage(transaction, versionId, await world.chunksOf(['pump gone', 'pump gone too']));
        throw new Error('undone');
      });
      await expect(failing).rejects.toMatchObject({ cause: { message: 'undone' } });
      expect(await textsOf(versionId)).toEqual(['pump kept']);
      expect(await world.found(world.caller('alpha'), 'pump gone')).not.toContain('pump gone');
    });

    it('may be many', async () => {
      const passages = Array.from({ length: 600 }, (_, index) => `screw ${index}`);
      const { versionId } = await world.publish('alpha', passages);
      const [list] = await ask(world.caller('alpha'), { versions: [versionId], terms: [termOf('alpha', '599')] });
      expect(list).toMatchObject({ visible: 600, candidates: [{ versionId, lexical: list!.bestLexical }] });
    });

    it('have a vector of the active set, and a question may be of no other', async () => {
      const { versionId } = await world.publish('alpha', ['a'], { live: false });
      const staging = world.database.run(world.service('alpha'), async (transaction) => {
        const chunks = (await world.chunksOf(['b'])).map((chunk) => ({ ...chunk, vectors: [] }));
        await world.index.stage(transaction, versionId, chunks);
      });
      await expect(staging).rejects.toMatchObject({ code: 'EMBEDDING_SETS_CHANGED' });
      const searching = ask(world.caller('alpha'), { vectors: [{ ...vectorOf('alpha', 'a'), setId: 2 }] });
      await expect(searching).rejects.toMatchObject({ code: 'EMBEDDING_SET_MISMATCH', data: { tenant: 'alpha' } });
    });
  });

  describe('purging', () => {
    const purge = (tenant: string, versionIds: string[]) =>
      world.database.run(world.service(tenant), (transaction) => world.index.purge(transaction, versionIds));

    it('removes a version’s passages, says how many, and finds no fault with what is gone', async () => {
      const { versionId } = await world.publish('alpha', ['pump a', 'pump b', 'pump c']);
      const kept = await world.publish('alpha', ['pump d']);
      expect(await purge('alpha', [versionId])).toBe(3);
      expect(await purge('alpha', [versionId])).toBe(0);
      const found = await versionsFor(world.caller('alpha'));
      expect([found.has(versionId), found.has(kept.versionId)]).toEqual([false, true]);
    });

    it('does nothing to another tenant’s version', async () => {
      const foreign = await world.publish('beta', ['pump']);
      expect(await purge('alpha', [foreign.versionId])).toBe(0);
      expect(await versionsFor(world.caller('beta'))).toContain(foreign.versionId);
    });

    it('that is undone leaves the passages to be found', async () => {
      const { versionId } = await world.publish('alpha', ['pump undone']);
      const failing = world.database.run(world.service('alpha'), async (transaction) => {
        await world.index.purge(transaction, [versionId]);
        throw new Error('undone');
      });
      await expect(failing).rejects.toMatchObject({ cause: { message: 'undone' } });
      expect(await textsOf(versionId)).toEqual(['pump undone']);
    });

    it('before staging in one transaction leaves what was staged', async () => {
      const { versionId } = await world.publish('alpha', ['pump old', 'pump older']);
      const chunks = await world.chunksOf(['pump new']);
      await world.database.run(world.service('alpha'), async (transaction) => {
        await world.index.purge(transaction, [versionId]);
        await world.index.stage(transaction, versionId, chunks);
      });
      const lists = await ask(world.caller('alpha'), { versions: [versionId], vectors: [vectorOf('alpha', 'pump')] });
      expect(lists).toMatchObject([{ visible: 1, candidates: [{ chunkId: chunks[0]!.chunkId }] }]);
    });
  });

  describe('scores', () => {
    const texts = ['pump pressure is high', 'the moon is far', 'pump and pump maintenance', '펌프 압력이 높다'];
    let versionId: string;
    beforeAll(async () => {
      ({ versionId } = await world.publish('epsilon', texts));
      await world.index.refreshStatistics(world.service('epsilon'));
    });
    const inEnglish = async (query: Partial<IndexQuery>) =>
      (await ask(world.caller('epsilon'), { versions: [versionId], ...query })).find(
        ({ language }) => language === 'en',
      )!;

    it('are both given, whichever leg found the passage', async () => {
      const question = { vectors: [vectorOf('epsilon', 'the moon is far')], terms: [termOf('epsilon', 'pump')] };
      const list = await inEnglish({ ...question, perLeg: 1 });
      expect(list.candidates).toHaveLength(2);
      const [moon, pump] = [...list.candidates].sort((left, right) => right.dense - left.dense);
      expect(moon).toMatchObject({ dense: expect.closeTo(1, 2), lexical: 0 });
      expect(pump!.lexical).toBeCloseTo(list.bestLexical, 5);
      expect(pump!.dense).not.toBe(0);
    });

    it('of meaning are the cosine, measured over all that is visible in the language', async () => {
      const list = await inEnglish({ vectors: [vectorOf('epsilon', 'high pressure')] });
      const query = bagOfWords('high pressure');
      const cosines = texts
        .slice(0, 3)
        .map((text) => bagOfWords(text).reduce((sum, value, place) => sum + value * query[place]!, 0));
      const mean = cosines.reduce((sum, value) => sum + value, 0) / 3;
      const deviation = Math.sqrt(cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
      const descending = (numbers: number[]) => [...numbers].sort((left, right) => right - left);
      expect(list).toMatchObject({
        visible: 3,
        dense: { mean: expect.closeTo(mean, 3), deviation: expect.closeTo(deviation, 3) },
      });
      expect(descending(list.candidates.map(({ dense }) => dense))).toEqual(
        descending(cosines).map((cosine) => expect.closeTo(cosine, 3)),
      );
    });

    it('of words are BM25 with the query’s weights, and so is the whole', async () => {
      const terms = [termOf('epsilon', 'maintenance', { weight: 2 }), termOf('epsilon', 'moon', { weight: 0.5 })];
      const list = await inEnglish({ terms: [...terms, termOf('epsilon', 'nowhere')] });
      const lengths = texts
        .slice(0, 3)
        .map((text) => [...termFrequencies(text).values()].reduce((sum, { tf }) => sum + tf, 0));
      const average = lengths.reduce((sum, length) => sum + length, 0) / 3;
      const idf = Math.log(1 + (3 - 1 + 0.5) / 1.5);
      expect(list).toMatchObject({
        dense: null,
        bestLexical: expect.closeTo(2 * idf * termWeight(1, lengths[2]!, average), 2),
        // A weight above 1 counts as a word's; a term that stands nowhere as one of one passage.
        wholeLexical: expect.closeTo((1 + 0.5 + 1) * idf, 2),
      });
      expect(list.candidates.map(({ lexical }) => lexical)).toContainEqual(
        expect.closeTo(0.5 * idf * termWeight(1, lengths[1]!, average), 2),
      );
    });

    it('of a language are those of its own list', async () => {
      const lists = await ask(world.caller('epsilon'), {
        versions: [versionId],
        vectors: [vectorOf('epsilon', 'pump')],
      });
      expect(lists.map(({ language, visible }) => [language, visible]).sort()).toEqual([
        ['en', 3],
        ['ko', 1],
      ]);
    });

    it('tell a rare code from one that is everywhere', async () => {
      await world.publish(
        'delta',
        Array.from({ length: 20 }, (_, index) => `Model X100 has fault E${index + 10}`),
      );
      await world.index.refreshStatistics(world.service('delta'));
      const codeOf = async (token: string) => {
        const lists = await ask(world.caller('delta'), { terms: [termOf('delta', token, { weight: 8, code: true })] });
        return Math.max(...lists.flatMap((list) => list.candidates.map(({ code }) => code)));
      };
      expect(await codeOf('e13')).toBeCloseTo(1, 2);
      expect(await codeOf('x100')).toBeLessThan(0.1);
    });

    it('of a code bring its passage in, however many others hold more of the words', async () => {
      const others = Array.from({ length: 12 }, () => 'cooling pump pressure valve');
      const coded = await world.publish('delta', ['See form K77.', ...others]);
      await world.index.refreshStatistics(world.service('delta'));
      const words = ['cooling', 'pump', 'pressure', 'valve'].map((token) => termOf('delta', token));
      const terms = [...words, termOf('delta', 'k77', { weight: 0.1, code: true })];
      const lists = await ask(world.caller('delta'), { terms, versions: [coded.versionId], perLeg: 5 });
      expect(lists.flatMap((list) => list.candidates.filter(({ code }) => code > 0))).toHaveLength(1);
    });
  });

  describe('statistics', () => {
    const stats = (tenant: string) =>
      world.database.run(world.caller(tenant), (transaction) => world.index.stats(transaction));

    it('are of one tenant’s live passages', async () => {
      await world.admin.query(
        `UPDATE onggi.document_version SET live = false, status = 'retired' WHERE tenant_id = 'gamma'`,
      );
      await world.publish('gamma', ['pump and pump', 'valve of the pump'], { groups: ['works'], label: 'C' });
      await world.publish('gamma', ['pump draft'], { live: false });
      await world.index.refreshStatistics(world.service('gamma'));
      expect(await stats('gamma')).toEqual([
        { language: 'en', chunkCount: 2, averageLength: expect.any(Number), countedAt: expect.any(Date) },
      ]);
    });

    it('forget what is not there any more', async () => {
      await world.admin.query(
        `UPDATE onggi.document_version SET live = false, status = 'retired' WHERE tenant_id = 'gamma'`,
      );
      await world.index.refreshStatistics(world.service('gamma'));
      expect(await stats('gamma')).toEqual([]);
    });
  });
}

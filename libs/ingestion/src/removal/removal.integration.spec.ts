import { stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { removeDiscardedOriginals } from '@onggi/corpus';
import { newId } from '@onggi/platform';
import { SearchService } from '@onggi/retrieval';
import { serviceContext, sql } from '@onggi/tenancy';
import { asyncOf, IngestionWorld, textFile } from '../ingestion.fixture.js';
import { RemovalService } from './removal.service.js';

jest.setTimeout(60_000);

let world: IngestionWorld;
let removal: RemovalService;
let search: SearchService;
beforeAll(async () => {
  world = await IngestionWorld.create();
  removal = new RemovalService(world.database, world.index);
  search = new SearchService(world.database, world.index, world.embedders, world.analyzer);
});
afterAll(() => world.close());
beforeEach(() => {
  world.embedder.before = async () => {};
});

const page = (topic: string) => `# ${topic}\n\n${topic} is replaced every 500 hours.\n`;

async function idOf(query: string, corpus = 'manuals'): Promise<string> {
  const { documents } = await world.documents.list(world.curator(), corpus, { query }, 'en');
  return documents[0]!.id;
}

async function found(query: string): Promise<string[]> {
  const { passages } = await search.search(world.person('member'), { query, first: 20 });
  return passages.map(({ title }) => title);
}

/** Tables that know versions, by the catalog, with what they hold of this one. */
async function rowsOfVersion(versionId: string): Promise<Record<string, number>> {
  const { rows: tables } = await world.admin.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE a.attname = 'version_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
  );
  const counts: [string, number][] = [];
  for (const { name } of tables) counts.push([name, await world.count(`${name} WHERE version_id = $1`, [versionId])]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

describe('removing a document', () => {
  it('takes it out of search, of lists and of every table but the history of uploads', async () => {
    await world.ingest([textFile('gasket.md', page('The gasket')), textFile('valve.md', page('The valve'))]);
    await world.ingest([textFile('gasket.md', page('The new gasket'))]);
    const documentId = await idOf('gasket');
    const detail = await world.documents.detail(world.curator(), documentId, 'en');
    expect(await found('gasket')).toContain('The new gasket');

    await removal.removeDocument(world.curator(), documentId);

    expect(await found('gasket')).not.toContain('The new gasket');
    expect(await found('valve')).toContain('The valve');
    await expect(world.documents.detail(world.curator(), documentId, 'en')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const reading of [
      world.reader.tree(world.curator(), documentId),
      world.reader.original(world.curator(), documentId),
    ]) {
      await expect(reading).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const { id } of detail.versions) {
      expect(Object.keys(await rowsOfVersion(id))).toEqual(['onggi.ingestion_job_file']);
    }
    expect(await world.count(`onggi.audit_event WHERE action = 'document.remove' AND target = $1`, [documentId])).toBe(
      1,
    );
  });

  it('is refused to members and to other tenants as if it were not there', async () => {
    await world.ingest([textFile('kept.md', page('The kept'))]);
    const documentId = await idOf('kept');
    await expect(removal.removeDocument(world.person('member'), documentId)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    for (const id of [documentId, newId(), 'x']) {
      await expect(removal.removeDocument(world.curator('beta'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await found('kept')).toContain('The kept');
  });

  it('ends the upload that still waits for it, with a reason', async () => {
    const jobId = await world.upload([
      textFile('waiting.md', page('The waiting')),
      textFile('other.md', page('The other')),
    ]);
    await removal.removeDocument(world.curator(), await idOf('waiting'));
    await world.work();
    const job = await world.jobs.view(world.curator(), jobId, 'en');
    expect(job).toMatchObject({ status: 'finished', published: 1, rejected: 1 });
    expect(job.documents.map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['rejected', 'DOCUMENT_REMOVED'],
      ['published', undefined],
    ]);
  });

  it('while it is being processed leaves nothing behind', async () => {
    await world.upload([textFile('late.md', page('The late'))]);
    const documentId = await idOf('late.md');
    const { versionId } = await world.documents.detail(world.curator(), documentId, 'en');
    world.embedder.before = async () => {
      world.embedder.before = async () => {};
      await removal.removeDocument(world.curator(), documentId);
    };
    await world.work();
    expect(await world.takeJob()).toBeUndefined();
    expect(Object.keys(await rowsOfVersion(versionId))).toEqual(['onggi.ingestion_job_file']);
  });

  it('takes along a version whose day has not come', async () => {
    await world.ingest([textFile('later.md', page('The later'), { effectiveFrom: '2099-01-01' })]);
    const documentId = await idOf('later');
    const [version] = (await world.documents.detail(world.curator(), documentId, 'en')).versions;
    expect(Object.keys(await rowsOfVersion(version!.id))).toContain('onggi.chunk');
    await removal.removeDocument(world.curator(), documentId);
    expect(Object.keys(await rowsOfVersion(version!.id))).toEqual(['onggi.ingestion_job_file']);
  });

  it('lets the same file be uploaded anew', async () => {
    const file = () => textFile('again.md', page('The again'));
    await world.ingest([file()]);
    await removal.removeDocument(world.curator(), await idOf('again'));
    const job = await world.jobs.view(world.curator(), await world.ingest([file()]), 'en');
    expect(job).toMatchObject({ published: 1, unchanged: 0 });
    expect(await found('again')).toContain('The again');
  });
});

describe('the original of a removed document', () => {
  beforeEach(() => world.admin.query('TRUNCATE onggi.discarded_original'));

  const sweep = () => removeDiscardedOriginals(world.database, world.originals, serviceContext('alpha', 'recovery'));
  const exists = (key: string) =>
    stat(path.join(world.folder, 'originals', key)).then(
      () => true,
      () => false,
    );
  const longAgo = async (key: string) => {
    await world.admin.query(`UPDATE onggi.discarded_original SET discarded_at = now() - interval '2 hours'`);
    await utimes(path.join(world.folder, 'originals', key), new Date(0), new Date(0));
  };
  async function discarded(topic: string): Promise<string> {
    await world.ingest([textFile(`${topic}.md`, page(topic))]);
    const { rows } = await world.admin.query<{ original_key: string }>(
      `SELECT v.original_key FROM onggi.document_version v JOIN onggi.document d USING (tenant_id, document_id) WHERE d.path = $1`,
      [`${topic}.md`],
    );
    await removal.removeDocument(world.curator(), await idOf(topic));
    return rows[0]!.original_key;
  }

  it('is removed an hour later', async () => {
    const key = await discarded('original-a');
    await sweep();
    expect(await exists(key)).toBe(true);
    await longAgo(key);
    expect(await sweep()).toBeGreaterThan(0);
    expect(await exists(key)).toBe(false);
    expect(await world.count('onggi.discarded_original')).toBe(0);
  });

  it('stays while another document is that file', async () => {
    const key = await discarded('original-b');
    await world.ingest([textFile('elsewhere.md', page('original-b'))]);
    await longAgo(key);
    await sweep();
    expect(await exists(key)).toBe(true);
    expect(await world.count('onggi.discarded_original')).toBe(0);
  });

  it('stays while an upload may be about to refer to it', async () => {
    const key = await discarded('original-c');
    await longAgo(key);
    await world.originals.put('alpha', asyncOf([Buffer.from(page('original-c'))]), 1_000);
    await sweep();
    expect(await exists(key)).toBe(true);
    expect(await world.count("onggi.discarded_original WHERE discarded_at > now() - interval '1 minute'")).toBe(1);
  });
});

describe('removing a corpus', () => {
  const admin = () => world.person('admin');
  const others = (topic: string) => [
    textFile(`${topic}.md`, page(topic), {}),
    textFile('second.md', page('The second')),
  ];

  it('removes its documents, jobs and the corpus, and nothing of another corpus', async () => {
    await world.ingest(others('The old'), { corpus: 'old' });
    await world.upload([textFile('unfinished.md', page('The unfinished'))], { corpus: 'old' });
    await world.ingest([textFile('same.md', page('The old'))], { corpus: 'new' });
    const before = await world.count(`onggi.document WHERE tenant_id = 'alpha'`);
    await removal.removeCorpus(admin(), 'old');
    await world.work();
    expect(await world.count(`onggi.document WHERE tenant_id = 'alpha'`)).toBe(before - 3);
    expect((await world.corpora.list(admin())).map(({ key }) => key)).not.toContain('old');
    expect((await found('old')).filter((title) => title === 'The old')).toHaveLength(1);
  });

  it('is refused below an admin, to other tenants, and while an expert would be left without one', async () => {
    await world.ingest(others('The guarded'), { corpus: 'guarded' });
    await expect(removal.removeCorpus(world.curator(), 'guarded')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const foreign = removal.removeCorpus(world.person('admin', [], 'beta'), 'guarded');
    await expect(foreign).rejects.toMatchObject({ code: 'CORPUS_NOT_FOUND' });
    const { id } = await world.corpora.named(admin(), 'guarded');
    const expertId = newId();
    await world.database.run(admin(), async (transaction) => {
      await transaction.execute(
        sql`INSERT INTO onggi.expert (tenant_id, expert_id, expert_key, name_ko, name_en) VALUES ('alpha', ${expertId}, 'guard', 'g', 'g')`,
      );
      await transaction.execute(sql`INSERT INTO onggi.expert_corpus VALUES ('alpha', ${expertId}, ${id})`);
    });
    await expect(removal.removeCorpus(admin(), 'guarded')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await found('guarded')).toContain('The guarded');
  });

  it('ends an upload into it with a plain refusal', async () => {
    await world.ingest(others('The doomed'), { corpus: 'doomed' });
    async function* files() {
      yield textFile('one.md', page('one'));
      await removal.removeCorpus(admin(), 'doomed');
      yield textFile('one.md', page('two'));
    }
    const upload = world.upload([], { corpus: 'doomed', createCorpus: false, files: files() });
    await expect(upload).rejects.toMatchObject({ code: 'CORPUS_NOT_FOUND' });
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@onggi/platform';
import { IngestionWorld, textFile } from './ingestion.fixture.js';

jest.setTimeout(60_000);

let world: IngestionWorld;
beforeAll(async () => {
  world = await IngestionWorld.create();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.embedder.before = async () => {};
  await world.work();
});

const manual = (topic: string) =>
  `# ${topic}\n\n${topic} is replaced every 500 hours.\n\n## Safety\n\nUnplug it first.\n`;
const never = new AbortController().signal;
async function jobOf(jobId: string, tenant = 'alpha') {
  return world.jobs.view(world.curator(tenant), jobId, 'en');
}

describe('an upload', () => {
  it('ends with every file published or named with a reason', async () => {
    const jobId = await world.ingest([
      textFile('pump/filter.md', manual('The filter')),
      textFile('empty.txt', ''),
      textFile('../escape.md', 'x'),
      textFile('plan.hwp', Buffer.from('d0cf11e0a1b11ae1', 'hex')),
      textFile('broken.pdf', '%PDF-1.7\nnothing of a pdf'),
      textFile('dated.md', manual('The date'), { effectiveFrom: '2026-02-30' }),
    ]);
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ status: 'finished', total: 6, published: 1, waiting: 0, processing: 0, stage: null });
    expect(job.documents.map(({ path, status, reason }) => [path, status, reason?.code ?? null])).toEqual([
      ['pump/filter.md', 'published', null],
      ['empty.txt', 'rejected', 'EMPTY_FILE'],
      ['../escape.md', 'rejected', 'INVALID_PATH'],
      ['plan.hwp', 'rejected', 'UNSUPPORTED_FORMAT'],
      ['broken.pdf', 'quarantined', 'BROKEN_PDF'],
      ['dated.md', 'rejected', 'INVALID_EFFECTIVE_DATE'],
    ]);
    expect((await world.jobs.view(world.curator(), jobId, 'ko')).documents[1]?.reason?.message).toMatch(/[가-힣]/);
  });

  it('adds nothing when the same files come again, and a version when one changed', async () => {
    const files = (a: string) => [textFile('same/a.md', manual(a)), textFile('same/b.md', manual('The pump'))];
    await world.ingest(files('The belt'));
    const before = await world.count('onggi.document_version');
    const again = await jobOf(await world.ingest(files('The belt')));
    expect(again).toMatchObject({ status: 'finished', unchanged: 2, published: 0 });
    expect(await world.count('onggi.document_version')).toBe(before);

    const changed = await jobOf(await world.ingest(files('The new belt')));
    expect(changed).toMatchObject({ unchanged: 1, published: 1 });
    const [document] = (await world.documents.list(world.curator(), 'manuals', { query: 'same/a' }, 'en')).documents;
    const detail = await world.documents.detail(world.curator(), document!.id, 'en');
    expect(detail.versions.map(({ number, live }) => [number, live])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(await world.count('onggi.chunk WHERE version_id = $1', [detail.versions[1]!.id])).toBe(0);
  });

  it('is finished at once when nothing in it is new', async () => {
    const file = () => textFile('once.md', manual('The once'));
    await world.ingest([file()]);
    expect(await jobOf(await world.upload([file()]))).toMatchObject({ status: 'finished', unchanged: 1 });
    expect(await world.takeJob()).toBeUndefined();
  });

  it('tries a document that failed again when its file comes again, without a new version', async () => {
    await world.ingest([textFile('failed.txt', '')]);
    const before = await world.count('onggi.document_version');
    expect(await jobOf(await world.ingest([textFile('failed.txt', '')]))).toMatchObject({ rejected: 1, total: 1 });
    expect(await world.count('onggi.document_version')).toBe(before);
  });

  it('takes title and language from a sender that knows them, and a new title for a new version', async () => {
    const text = 'Reset\n\nPress RESET on the HCT-300 for 5 s.';
    const file = (title: string) => textFile('0.txt', text, { title, language: 'ko', externalId: 'known' });
    const shown = async () => {
      const { documents } = await world.documents.list(world.curator(), 'manuals', { query: '0.txt' }, 'en');
      const { version, lang, id } = documents[0]!;
      const tree = await world.reader.tree(world.curator(), id);
      const text = tree.blocks.map((block) => block.text).join('\n\n');
      return { version, lang, title: tree.title, text };
    };
    await world.ingest([file('재설정 (HCT-300)')]);
    expect(await shown()).toEqual({ version: 1, lang: 'ko', title: '재설정 (HCT-300)', text });
    expect(await world.count(`onggi.chunk WHERE text = $1 AND language = 'ko'`, [text])).toBe(1);
    expect(await jobOf(await world.ingest([file('재설정 (HCT-300)')]))).toMatchObject({ unchanged: 1 });
    await world.ingest([file('')]);
    expect(await shown()).toEqual({ version: 2, lang: 'ko', title: '', text });
    const refused = await jobOf(await world.ingest([textFile('0.txt', text, { language: 'fr' })]));
    expect(refused.documents).toMatchObject([{ status: 'rejected', reason: { code: 'INVALID_INPUT' } }]);
  });

  it('waits for a document that another upload is already processing', async () => {
    const file = () => textFile('twice.md', manual('The twice'));
    const first = await world.upload([file()]);
    const second = await world.upload([file()]);
    expect(await jobOf(second)).toMatchObject({ status: 'running', waiting: 1, unchanged: 0 });
    await world.work();
    for (const jobId of [first, second]) expect(await jobOf(jobId)).toMatchObject({ status: 'finished', published: 1 });
  });

  it('keeps the document of the later date live, in whatever order its versions end', async () => {
    const dated = (day: string, text: string) =>
      textFile(`policy-${day}.md`, manual(text), { externalId: 'P-1', effectiveFrom: day });
    await world.ingest([dated('2026-09-01', 'The new rule'), dated('2023-06-01', 'The old rule')]);
    const [document] = (await world.documents.list(world.curator(), 'manuals', { query: 'policy' }, 'en')).documents;
    const detail = await world.documents.detail(world.curator(), document!.id, 'en');
    expect(detail.effectiveFrom).toBe('2026-09-01');
    expect(detail.versions.map(({ effectiveFrom, effectiveTo, live }) => [effectiveFrom, effectiveTo, live])).toEqual([
      ['2023-06-01', '2026-09-01', false],
      ['2026-09-01', null, true],
    ]);
    const again = await jobOf(await world.ingest([dated('2023-06-01', 'The old rule')]));
    expect(again).toMatchObject({ unchanged: 1 });
  });

  it('refuses a corpus, a group and a role it does not know before it reads a byte', async () => {
    const files = [textFile('a.md', 'a')];
    const refusals = [
      world.upload(files, { corpus: 'nowhere', createCorpus: false }),
      world.upload(files, { groups: ['engineers', 'strangers'] }),
      world.upload(files, { label: 'X' }),
      world.upload([]),
    ];
    const codes = (await Promise.allSettled(refusals)).map((result) =>
      result.status === 'rejected' ? [result.reason.code, result.reason.message] : 'accepted',
    );
    expect(codes.map(([code]) => code)).toEqual([
      'CORPUS_NOT_FOUND',
      'INVALID_INPUT',
      'INVALID_INPUT',
      'INVALID_INPUT',
    ]);
    expect(codes[1]?.[1]).toContain('strangers');
    const member = world.ingestion.upload(world.person('member'), {
      corpus: 'manuals',
      source: 'spec',
      files: (async function* () {})(),
    });
    await expect(member).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('keeps what came before the sender went away, and the job ends', async () => {
    async function* breaking() {
      yield textFile('before.md', manual('The first'));
      yield {
        path: 'middle.md',
        content: (async function* () {
          yield Buffer.from('half');
          throw new Error('the connection was lost');
        })(),
      };
    }
    await expect(world.upload([], { files: breaking() })).rejects.toThrow('the connection was lost');
    await world.work();
    const documents = await world.documents.list(world.curator(), 'manuals', { query: 'before.md' }, 'en');
    expect(documents.documents).toHaveLength(1);
    expect(await world.count('onggi.document WHERE path = $1', ['middle.md'])).toBe(0);
  });
});

describe('who may read a document', () => {
  it('is decided by groups and label, and by nothing in another tenant', async () => {
    await world.ingest([textFile('secret/plan.md', manual('The plan'))], { groups: ['engineers'], label: 'S' });
    const seenBy = async (context: Parameters<typeof world.documents.list>[0]) =>
      (await world.documents.list(context, 'manuals', { query: 'secret/' }, 'en')).total;
    expect(await seenBy(world.person('member', ['engineers']))).toBe(1);
    expect(await seenBy(world.person('member', ['engineers'], 'alpha', 'O'))).toBe(0);
    expect(await seenBy(world.person('member'))).toBe(0);
    expect(await seenBy(world.curator())).toBe(1);
    await expect(seenBy(world.person('curator', ['engineers'], 'beta'))).rejects.toMatchObject({
      code: 'CORPUS_NOT_FOUND',
    });
    const [document] = (await world.documents.list(world.curator(), 'manuals', { query: 'secret/' }, 'en')).documents;
    const foreign = world.reader.tree(world.person('admin', [], 'beta'), document!.id);
    const random = world.reader.tree(world.person('admin', [], 'beta'), newId());
    const [a, b] = await Promise.allSettled([foreign, random]);
    expect(a).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    expect(String((a as PromiseRejectedResult).reason)).toBe(String((b as PromiseRejectedResult).reason));
  });

  it('stays as it was when the same file comes again without groups, and follows when they are given', async () => {
    const file = () => textFile('access.md', manual('The access'));
    const groups = async () =>
      (await world.documents.list(world.curator(), 'manuals', { query: 'access.md' }, 'en')).documents[0]?.access;
    await world.ingest([file()], { groups: ['engineers'], label: 'S' });
    await world.ingest([file()]);
    expect(await groups()).toEqual({ groups: ['engineers'], label: 'S' });
    await world.ingest([textFile('access.md', manual('The changed access'))]);
    expect(await groups()).toEqual({ groups: ['engineers'], label: 'S' });
    await world.ingest([textFile('access.md', manual('The changed access'))], { groups: [], label: 'O' });
    expect(await groups()).toEqual({ groups: ['everyone'], label: 'O' });
  });
});

describe('reading a document', () => {
  it('gives the tree with its texts and leaves an audit row', async () => {
    await world.ingest([textFile('read.md', '# Pump\n\n| Part | Hours |\n|---|---|\n| Filter | 500 |\n')]);
    const member = world.person('member');
    const [document] = (await world.documents.list(member, 'manuals', { query: 'read.md' }, 'en')).documents;
    const tree = await world.reader.tree(member, document!.id);
    expect(tree.title).toBe('Pump');
    expect(tree.blocks.map(({ kind, text }) => [kind, text])).toEqual([
      ['heading', 'Pump'],
      ['table', 'Part | Hours\nFilter | 500'],
    ]);
    expect(tree.blocks[1]?.rows?.[1]?.map((cell) => cell.text)).toEqual(['Filter', '500']);
    const original = await world.reader.original(member, document!.id);
    const pieces: Uint8Array[] = [];
    for await (const piece of original.content) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toContain('| Filter | 500 |');
    expect(
      await world.count(`onggi.audit_event WHERE action = 'document.read' AND target = $1 AND principal = $2`, [
        document!.id,
        'person:member',
      ]),
    ).toBe(2);
  });
});

describe('a document beyond the clearance of those who manage it', () => {
  it('is opened by them, and the trail says that managing alone opened it', async () => {
    const { rows: before } = await world.admin.query('SELECT event_id FROM onggi.audit_event');
    await world.ingest([textFile('beyond.md', '# Merger')], { groups: ['engineers'], label: 'C' });
    await world.ingest([textFile('within.md', '# Canteen')], { groups: [], label: 'O' });
    const curator = world.curator();
    for (const query of ['beyond.md', 'within.md']) {
      const [document] = (await world.documents.list(curator, 'manuals', { query }, 'en')).documents;
      await world.reader.tree(curator, document!.id);
    }
    const { rows } = await world.admin.query(
      `SELECT detail ? 'byManaging' AS "byManaging" FROM onggi.audit_event
       WHERE action = 'document.read' AND event_id <> ALL ($1) ORDER BY at`,
      [before.map(({ event_id }) => event_id as string)],
    );
    expect(rows).toEqual([{ byManaging: true }, { byManaging: false }]);
  });
});

describe('reading a page', () => {
  it('gives its lines and the boxes of a span, in points of the page', async () => {
    const pdf = await readFile(
      new URL('../../../deploy/demo/finance/documents/products/plus-time-deposit-disclosure.ko.pdf', import.meta.url),
    );
    await world.ingest([textFile('deposit.pdf', pdf)]);
    const member = world.person('member');
    const [document] = (await world.documents.list(member, 'manuals', { query: 'deposit.pdf' }, 'ko')).documents;
    expect(document).toMatchObject({ status: 'published', mediaType: 'application/pdf', lang: 'ko' });
    const page = await world.reader.page(member, document!.id, 1);
    expect(page).toMatchObject({ page: 1, pages: document!.pages, textStart: 0, marks: [] });
    const line = page.lines.find(({ text }) => text.length > 10)!;
    expect(page.text).toContain(line.text);
    const marked = await world.reader.page(member, document!.id, 1, { start: line.start, end: line.end });
    expect(marked.marks).toEqual([line.box]);
    expect(line.box.x + line.box.width).toBeLessThanOrEqual(page.width);
    for (const number of [0, 1.5, 9_999, Number.NaN]) {
      await expect(world.reader.page(member, document!.id, number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('following a job', () => {
  it('tells each change until it is finished', async () => {
    const jobId = await world.upload([textFile('follow.md', manual('The follower'))]);
    const seen: string[] = [];
    const following = (async () => {
      for await (const job of world.jobs.follow(world.curator(), jobId, 'en', never)) seen.push(job.status);
    })();
    await world.work();
    await following;
    expect(seen.at(0)).toBe('running');
    expect(seen.at(-1)).toBe('finished');
  });

  it('shows no job to another tenant or to a member', async () => {
    const jobId = await world.ingest([textFile('hidden.md', manual('The hidden'))]);
    for (const context of [world.curator('beta'), world.person('member')]) {
      await expect(world.jobs.view(context, jobId, 'en')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await world.jobs.list(context, 'en', false)).toEqual([]);
    }
  });
});

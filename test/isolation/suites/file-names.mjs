/** 200 hostile file names through every way in: multipart, zip and `onggi ingest`. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { onggi } from '../../e2e/harness/command-line.mjs';
import { eventually, repositoryRoot } from '../../e2e/harness/product.mjs';
import { hangulPairs, hostileNames } from '../harness/hostile-names.mjs';
import { rawRequest, sendRaw } from '../harness/raw-http.mjs';
import { theTenants } from '../harness/tenants.mjs';
import { zipOf } from '../../support/zip.mjs';

const corpus = 'names';
// eslint-disable-next-line no-control-regex -- what ends a header, or may not stand in one
const breaksHeader = /[\u0000-\u0008\u000a-\u001f\u007f]/;
let world;
let curator;
let began;
before(async () => {
  world = await theTenants();
  curator = world.north.curator;
  began = Date.now();
});

const contentOf = (name) => Buffer.from(`# Note\n\nThis file was called ${JSON.stringify(name)}.\n`);

/** The names as bytes in the header of each part, quoted as little as a parser needs to find the end. */
async function uploadRaw(names, source) {
  const boundary = 'onggi-names';
  const field = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = names.flatMap((name) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name.replace(/["\\\r\n]/g, '\\$&')}"\r\n\r\n`,
    contentOf(name),
    '\r\n',
  ]);
  const head = field('createCorpus', 'true') + field('source', source);
  const body = Buffer.concat([head, ...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
  const reply = await sendRaw(
    world.product,
    rawRequest(world.product, {
      path: `/api/v1/corpora/${corpus}/documents`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
      key: curator.key,
    }),
    { waitMs: 60_000 },
  );
  return { status: reply.status, body: JSON.parse(reply.body) };
}

/** The names where a field of its own says what the path is: every character arrives as it is. */
async function uploadFields(names, source) {
  const form = new FormData();
  form.set('createCorpus', 'true');
  form.set('source', source);
  for (const name of names) {
    form.append('path', name.toWellFormed?.() ?? name);
    form.append('file', new Blob([contentOf(name)]), 'x.md');
  }
  return curator.request('POST', `/api/v1/corpora/${corpus}/documents`, form);
}

async function finished(jobId) {
  let job;
  await eventually(
    async () => {
      job = await curator.ok('GET', `/api/v1/jobs/${jobId}?first=1000`);
      return job.status === 'finished';
    },
    300_000,
    'the job is finished',
  );
  return job.documents;
}

function assertEach(documents, count) {
  assert.equal(documents.length, count);
  for (const document of documents) {
    const { status, reason, path: shown } = document;
    assert.match(status, /^(published|unchanged|rejected|quarantined)$/, JSON.stringify(document));
    if (reason !== null)
      assert.ok(reason.code !== 'INTERNAL' && reason.message && reason.remedy, JSON.stringify(document));
    assertHarmless(shown);
    if (status === 'published') assert.ok(!shown.split('/').includes('..') && !shown.startsWith('/'), shown);
  }
}

/** Nothing that a terminal or a browser takes for more than a letter. */
function assertHarmless(shown) {
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  assert.doesNotMatch(shown, /[\u0000-\u001f\u007f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/u);
}

describe('hostile file names', () => {
  const collected = [];

  it('are two hundred', () => assert.ok(hostileNames.length >= 200, `${hostileNames.length}`));

  it('come in as the name of a part', async () => {
    const names = hostileNames.filter((name) => name !== '' && !breaksHeader.test(name));
    const { status, body } = await uploadRaw(names, 'part');
    assert.equal(status, 202, JSON.stringify(body));
    const documents = await finished(body.jobId);
    assertEach(documents, names.length);
    collected.push(...documents);
  });

  it('keep the whole upload out where they end the header that they stand in', async () => {
    for (const name of hostileNames.filter((each) => breaksHeader.test(each))) {
      const { status, body } = await uploadRaw([name], 'broken');
      assert.ok(status === 400 || status === 202, `${JSON.stringify(name)}: ${status} ${JSON.stringify(body)}`);
      if (status === 202) assertEach(await finished(body.jobId), 1);
    }
  });

  it('come in as a path', async () => {
    const { status, body } = await uploadFields(hostileNames, 'path');
    assert.equal(status, 202, JSON.stringify(body));
    const documents = await finished(body.jobId);
    assertEach(documents, hostileNames.length);
    assert.ok(documents.filter((document) => document.status === 'published').length > hostileNames.length / 3);
    collected.push(...documents);
  });

  it('come in in a zip, or keep the whole zip out', async () => {
    const climbs = (name) =>
      name.replaceAll('\\', '/').split('/').includes('..') || /^([a-z]:)?[/\\]|^[a-z]:/i.test(name);
    const entry = (name) => ({ name, content: contentOf(name) });
    const plain = hostileNames.filter(
      (name) => !climbs(name) && !/\/$/.test(name) && name !== '' && Buffer.byteLength(name) < 65_000,
    );
    const archives = [plain, ...hostileNames.filter(climbs).map((name) => ['good.md', name])];
    const form = new FormData();
    form.set('createCorpus', 'true');
    form.set('source', 'zip');
    for (const [index, names] of archives.entries())
      form.append('file', new Blob([zipOf(names.map(entry))]), `archive-${index}.zip`);
    const { status, body } = await curator.request('POST', `/api/v1/corpora/${corpus}/documents`, form);
    assert.equal(status, 202, JSON.stringify(body));
    const documents = await finished(body.jobId);
    assertEach(documents, documents.length);
    const refused = documents.filter((document) => document.reason?.code === 'ARCHIVE_REFUSED');
    assert.equal(refused.length, archives.length - 1, 'every archive that climbs is refused whole');
    collected.push(...documents);
  });

  it('come in from a folder by `onggi ingest`', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'onggi-names-'));
    const possible = hostileNames.filter(
      (name) => !/[/\0]|\p{Surrogate}/u.test(name) && !['', '.', '..'].includes(name) && Buffer.byteLength(name) <= 255,
    );
    for (const name of possible) writeFileSync(path.join(folder, name), contentOf(name));
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xb0, 0xa1]), Buffer.from('.md')]),
      'EUC-KR name',
    );
    mkdirSync(path.join(folder, 'sub ; rm -rf'));
    writeFileSync(path.join(folder, 'sub ; rm -rf', 'a.md'), contentOf('a'));
    try {
      const args = [
        'ingest',
        folder,
        '--tenant',
        world.north.tenant,
        '--corpus',
        corpus,
        '--source',
        'folder',
        '--wait',
        '--json',
      ];
      const { code, json, stderr } = await onggi(world.product, args);
      assert.ok(json?.documents, stderr);
      assert.ok(code === 0 || code === 1, stderr);
      assertEach(json.documents, possible.length + 2);
      collected.push(...json.documents);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('leave no file outside, and none under their own name', () => {
    for (const place of [
      '/etc',
      '/tmp',
      tmpdir(),
      repositoryRoot,
      path.dirname(repositoryRoot),
      world.product.home,
      path.dirname(world.product.home),
      '/',
    ])
      for (const name of readdirSync(place)) {
        const file = path.join(place, name);
        const isNew = existsSync(file) && statSync(file).mtimeMs >= began && statSync(file).isFile();
        assert.ok(!(isNew && (/evil/.test(name) || hostileNames.includes(name))), file);
      }
    const inside = readdirSync(world.product.home, { recursive: true }).map((name) => path.basename(name.toString()));
    const known = new Set(['..', '.', '', 'a', 'con', 'nul']);
    for (const name of hostileNames) if (!known.has(name)) assert.ok(!inside.includes(name), name);
  });

  it('are harmless when the file is downloaded', async () => {
    const ids = [
      ...new Set(collected.filter(({ status }) => status === 'published').map(({ documentId }) => documentId)),
    ];
    assert.ok(ids.length > 100);
    for (const id of ids) {
      const { status, headers } = await curator.get(`/api/v1/documents/${id}/original`);
      assert.equal(status, 200);
      assert.equal(headers.get('x-injected'), null);
      assert.equal(headers.get('set-cookie'), null);
      assert.equal(headers.get('content-type'), 'application/octet-stream');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      const [, ascii, utf8] =
        /^attachment; filename="([\x20-\x7e]+)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(
          headers.get('content-disposition'),
        ) ?? [];
      assert.ok(ascii && utf8, headers.get('content-disposition'));
      for (const name of [ascii, decodeURIComponent(utf8)]) {
        assertHarmless(name);
        assert.doesNotMatch(name, /[/\\:*?"<>|]|^[.\-~ ]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        assert.ok(Buffer.byteLength(name) <= 255);
      }
      assert.equal(decodeURIComponent(utf8), decodeURIComponent(utf8).normalize('NFC'));
    }
  });

  it('composed and decomposed are one document', async () => {
    for (const [composed, decomposed] of hangulPairs) {
      const send = async (name) => finished((await uploadFields([name], 'pairs')).body.jobId);
      const [first] = await send(composed);
      const [second] = await send(decomposed);
      assert.equal(second.documentId, first.documentId, composed);
    }
  });

  it('are listed as they are called, as text', async () => {
    const { documents, total } = await curator.ok('GET', `/api/v1/corpora/${corpus}/documents?first=500`);
    assert.ok(total > 100);
    for (const document of documents) {
      assertHarmless(document.path);
      assertHarmless(document.title ?? '');
    }
  });

  after(async () => {
    const removed = await world.north.admin.request('DELETE', `/api/v1/corpora/${corpus}`);
    assert.equal(removed.status, 204);
  });
});

/** What people really send: every file ends published or named with a reason, and nothing else is lost by it. */
/* global ReadableStream */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCaller } from '../harness/api-caller.mjs';
import { printPdf } from '../harness/browser.mjs';
import { createKey, createTenant, ingest } from '../harness/command-line.mjs';
import { folderOf } from '../harness/library.mjs';
import { eventually, product } from '../harness/product.mjs';

const tenant = 'messy';
let onggi;
let curator;
before(async () => {
  onggi = await product();
  await createTenant(onggi, tenant);
  curator = new ApiCaller(onggi, await createKey(onggi, tenant, 'curator'), 'ko');
});

describe('a folder of everything', () => {
  const korean = '창고 출입 기록은 삼 년 동안 보관한다. 보관 장소는 본관 지하 문서고이다.';
  let documents;

  before(async () => {
    const pdf = await printPdf('<h1>A fine page</h1><p>The depot closes at 18:30 on weekdays.</p>');
    const folder = await folderOf({
      'good.md': '# Depot hours\n\nThe depot opens at 07:15 on weekdays and stays shut on Sundays.\n',
      'fine.pdf': pdf,
      'euc-kr.txt': encodeEucKr(korean),
      'utf-16.txt': Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from('유티에프 십육 문서는 잘 읽힌다.', 'utf16le'),
      ]),
      'empty.md': '',
      'spaces.txt': ' \n\t\n',
      'picture.pdf': Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
      'cut.pdf': pdf.subarray(0, Math.floor(pdf.length / 3)),
      'locked.pdf': encryptedPdf(),
      'report.hwp': Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(4096),
        Buffer.from('HWP Document File'),
      ]),
      'program.md': Buffer.concat([
        Buffer.from('MZ'),
        Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 256)),
      ]),
      'archive.docx': Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(300)]),
    });
    ({ documents } = await ingest(onggi, folder, tenant, 'inbox'));
  });

  it('is published as far as it can be read', () => {
    const published = documents.filter((document) => document.status === 'published').map((document) => document.path);
    assert.deepEqual(published.sort(), ['euc-kr.txt', 'fine.pdf', 'good.md', 'utf-16.txt']);
  });

  it('names every other file with what is wrong and what to do', () => {
    const others = documents.filter((document) => document.status !== 'published');
    assert.deepEqual(others.map((document) => document.path).sort(), [
      'archive.docx',
      'cut.pdf',
      'empty.md',
      'locked.pdf',
      'picture.pdf',
      'program.md',
      'report.hwp',
      'spaces.txt',
    ]);
    for (const document of others) {
      assert.match(document.status, /^(rejected|quarantined)$/, document.path);
      assert.ok(document.reason.code && document.reason.message && document.reason.remedy, document.path);
      assert.notEqual(document.reason.code, 'INTERNAL', document.path);
    }
  });

  it('gives the reasons in the reader’s language', async () => {
    const { documents: listed } = await curator.ok('GET', '/api/v1/corpora/inbox/documents?first=100');
    const reasons = listed.filter((document) => document.reason).map((document) => document.reason);
    for (const reason of reasons) assert.match(`${reason.message} ${reason.remedy}`, /[가-힣]/);
  });

  it('is found by what its EUC-KR text says, and by nothing that is noise', async () => {
    const { passages } = await curator.ok('POST', '/api/v1/search', { query: '창고 출입 기록 보관', first: 50 });
    assert.equal(passages[0].path, 'euc-kr.txt');
    assert.ok(passages[0].text.includes('삼 년 동안'));
    for (const passage of passages)
      assert.ok(['euc-kr.txt', 'fine.pdf', 'good.md', 'utf-16.txt'].includes(passage.path), passage.path);
  });
});

describe('a folder sent again', () => {
  it('adds nothing where nothing changed, and a new version where something did', async () => {
    const folder = await folderOf({
      'stays.md': '# Holiday rule\n\nThe bakery closes for Chuseok.\n',
      'changes.md': '# Visitor rule\n\nVisitors wear a yellow badge at all times.\n',
    });
    const first = await ingest(onggi, folder, tenant, 'versions');
    await writeFile(path.join(folder, 'changes.md'), '# Visitor rule\n\nVisitors wear a purple badge at all times.\n');
    const second = await ingest(onggi, folder, tenant, 'versions');
    const statuses = Object.fromEntries(second.documents.map((document) => [document.path, document.status]));
    assert.deepEqual(statuses, { 'stays.md': 'unchanged', 'changes.md': 'published' });

    const id = first.documents.find((document) => document.path === 'changes.md').documentId;
    const detail = await curator.ok('GET', `/api/v1/documents/${id}`);
    assert.equal(detail.version, 2);
    assert.deepEqual(
      detail.versions.filter((version) => version.live).map((version) => version.number),
      [2],
    );
    const { passages } = await curator.ok('POST', '/api/v1/search', { query: 'visitor badge', corpora: ['versions'] });
    const texts = passages.map((passage) => passage.text).join('\n');
    assert.match(texts, /purple/);
    assert.doesNotMatch(texts, /yellow/);
  });
});

describe('a text of a hundred million bytes', () => {
  it('is taken in or refused while health answers within a second', async () => {
    const pulse = watchHealth();
    const jobId = await uploadLargeText();
    if (jobId !== undefined) {
      await eventually(
        async () => (await curator.ok('GET', `/api/v1/jobs/${jobId}?first=1`)).documents[0].status !== 'waiting',
        60_000,
        'the worker has looked at the file',
      );
      await sleep(3_000);
    }
    assert.ok((await pulse.end()) < 1_000, 'health answers within a second');
    if (jobId === undefined) return;
    const [document] = (await curator.ok('GET', `/api/v1/jobs/${jobId}?first=1`)).documents;
    if (document.status === 'rejected' || document.status === 'quarantined')
      assert.match(document.reason.message, /[가-힣]/);
  });

  /** Streams without ever holding it. @returns {Promise<string | undefined>} the job, undefined when it was refused */
  async function uploadLargeText() {
    const boundary = 'onggi-large';
    const line = Buffer.from(`${'The quarterly log of the lighthouse keeper, line by line. '.repeat(17)}\n`);
    const repeats = Math.ceil(100_000_000 / line.length);
    async function* parts() {
      yield `--${boundary}\r\nContent-Disposition: form-data; name="createCorpus"\r\n\r\ntrue\r\n`;
      yield `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="large.txt"\r\n\r\n`;
      for (let sent = 0; sent < repeats; sent += 64)
        yield Buffer.concat(Array(Math.min(64, repeats - sent)).fill(line));
      yield `\r\n--${boundary}--\r\n`;
    }
    const body = ReadableStream.from(encoded(parts()));
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const reply = await curator.request('POST', '/api/v1/corpora/large/documents', body, type);
    if (reply.status === 202) return reply.body.jobId;
    assert.equal(reply.status, 413);
    assert.match(reply.body.error.message, /[가-힣]/);
    return undefined;
  }

  async function* encoded(parts) {
    const encoder = new TextEncoder();
    for await (const part of parts) yield typeof part === 'string' ? encoder.encode(part) : part;
  }

  /** Asks for health ten times a second. `end` gives the longest wait in milliseconds. */
  function watchHealth() {
    let isWatching = true;
    let longest = 0;
    const watching = (async () => {
      while (isWatching) {
        const started = performance.now();
        const { status } = await fetch(`${onggi.url}/health/live`);
        longest = Math.max(longest, performance.now() - started);
        assert.equal(status, 200);
        await sleep(100);
      }
    })();
    return {
      async end() {
        isWatching = false;
        await watching;
        return longest;
      },
    };
  }
});

/** Node writes no EUC-KR, but reads it: the table turned round. */
function encodeEucKr(text) {
  const decoder = new TextDecoder('euc-kr');
  const bytes = new Map();
  for (let high = 0xa1; high <= 0xfe; high += 1)
    for (let low = 0xa1; low <= 0xfe; low += 1) bytes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from([...text].flatMap((character) => bytes.get(character) ?? [character.charCodeAt(0)]));
}

/** A PDF whose user password is not empty: nobody here knows it. */
function encryptedPdf() {
  const secret = 'ab'.repeat(32);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>',
    `<< /Filter /Standard /V 1 /R 2 /O <${secret}> /U <${secret}> /P -4 >>`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const id = '00'.repeat(16);
  return Buffer.from(
    `${text}xref\n0 5\n0000000000 65535 f \n${table}trailer << /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

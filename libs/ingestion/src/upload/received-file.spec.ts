import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderOriginalStore } from '@onggi/corpus';
import { FileReceiver, type ReceivedFile, type UploadedFile } from './received-file.js';
import { zipOf, type ZipEntry } from '../../../../test/support/zip.mjs';

const limits = {
  fileBytes: 50_000,
  archiveBytes: 10_000_000,
  archive: { entries: 10, totalBytes: 10_000_000, ratio: 200, ratioFromBytes: 60_000 },
};
let folder: string;
let receiver: FileReceiver;
let store: FolderOriginalStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onggi-receiver-'));
  store = new FolderOriginalStore(path.join(folder, 'originals'));
  receiver = new FileReceiver(store, path.join(folder, 'spool'), limits);
});
afterEach(() => rm(folder, { recursive: true }));

async function receive(...files: UploadedFile[]): Promise<ReceivedFile[]> {
  const received: ReceivedFile[] = [];
  for await (const file of receiver.receive('alpha', Readable.from(files))) received.push(file);
  return received;
}

const file = (name: string, content: Uint8Array): UploadedFile => ({
  path: name,
  content: Readable.from([content.subarray(0, 3), content.subarray(3)]),
});
const zip = (...entries: ZipEntry[]) => file('all.zip', zipOf(entries));
const said = (received: ReceivedFile) =>
  'refused' in received
    ? [received.path, received.refused.code, received.refused.data['fault']]
    : [received.path, received.stored.byteSize];

describe('receiving files', () => {
  it('keeps the bytes, once for the same content, and leaves nothing behind', async () => {
    const [a, b] = await receive(file('a.md', Buffer.from('same')), file('b.md', Buffer.from('same')));
    expect(a).toMatchObject({ path: 'a.md', externalId: 'a.md', stored: { byteSize: 4 } });
    expect('stored' in a! && 'stored' in b! && a.stored.key === b.stored.key).toBe(true);
    expect(Buffer.from(await store.read('alpha', 'stored' in a! ? a.stored.key : '')).toString()).toBe('same');
    expect(await readdir(path.join(folder, 'originals', '.incoming'))).toEqual([]);
  });

  it('refuses a file over the limit, reads it to its end, and goes on with the next', async () => {
    const [large, next] = await receive(file('large.txt', Buffer.alloc(50_001)), file('next.txt', Buffer.from('next')));
    expect(said(large!)).toEqual(['large.txt', 'FILE_TOO_LARGE', undefined]);
    expect(said(next!)).toEqual(['next.txt', 4]);
    expect(await readdir(path.join(folder, 'originals', '.incoming'))).toEqual([]);
  });

  it('knows a document by one name however its letters are composed', async () => {
    const [composed, decomposed] = await receive(
      file('지침.md', Buffer.from('a')),
      file('지침.md'.normalize('NFD'), Buffer.from('b')),
    );
    expect(composed).toMatchObject({ externalId: '지침.md' });
    expect(decomposed).toMatchObject({ externalId: '지침.md' });
  });

  it('passes on what the sender breaks off with', async () => {
    const broken = new Readable({ read() {} });
    broken.push('half');
    const receiving = receive({ path: 'a.md', content: broken });
    broken.destroy(new Error('gone'));
    await expect(receiving).rejects.toThrow('gone');
  });
});

describe('receiving a zip', () => {
  it('keeps each file under its path, folders and resource forks left out', async () => {
    const received = await receive(
      zip(
        { name: 'docs/', content: Buffer.alloc(0) },
        { name: 'docs/a.md', content: Buffer.from('alpha') },
        { name: '__MACOSX/docs/._a.md', content: Buffer.from('fork') },
        { name: 'b.md', content: Buffer.from('b') },
      ),
    );
    expect(received.map(said)).toEqual([
      ['docs/a.md', 5],
      ['b.md', 1],
    ]);
    expect(await readdir(path.join(folder, 'spool'))).toEqual([]);
  });

  it('reads Korean names as Windows writes them', async () => {
    const eucKr = Buffer.from('bcb3b8edbcad2e6d64', 'hex');
    expect((await receive(zip({ name: eucKr, content: Buffer.from('x') }))).map(said)).toEqual([['설명서.md', 1]]);
  });

  it.each([
    ['a path out of the folder', [{ name: '../../etc/passwd', content: Buffer.from('x') }], 'path'],
    ['an absolute path', [{ name: '/etc/passwd', content: Buffer.from('x') }], 'path'],
    ['a bomb', [{ name: 'bomb.txt', content: Buffer.alloc(100_000) }], 'ratio'],
    [
      'more than fits',
      [
        { name: 'a.txt', content: Buffer.from('x'), announcedSize: 0xfffffff0 },
        { name: 'b.txt', content: Buffer.from('x'), announcedSize: 0xfffffff0 },
      ],
      'size',
    ],
    [
      'too many files',
      Array.from({ length: 11 }, (_, n) => ({ name: `${n}.txt`, content: Buffer.from('x') })),
      'entries',
    ],
  ])('refuses the whole of one that holds %s', async (_, entries, fault) => {
    const good = { name: 'good.md', content: Buffer.from('good') };
    expect((await receive(zip(good, ...entries))).map(said)).toEqual([['all.zip', 'ARCHIVE_REFUSED', fault]]);
  });

  it('names the files that are encrypted, lie about their size or are too large, and keeps the others', async () => {
    const received = await receive(
      zip(
        { name: 'secret.md', content: Buffer.from('x'), encrypted: true },
        { name: 'liar.md', content: Buffer.alloc(1_000, 'ab'), announcedSize: 10 },
        { name: 'large.md', content: Buffer.alloc(50_001, 'abc') },
        { name: 'good.md', content: Buffer.from('good') },
      ),
    );
    expect(received.map(said)).toEqual([
      ['secret.md', 'ARCHIVE_BROKEN', undefined],
      ['liar.md', 'ARCHIVE_BROKEN', undefined],
      ['large.md', 'FILE_TOO_LARGE', undefined],
      ['good.md', 4],
    ]);
  });

  it('names a damaged one, and leaves what is none to the parser', async () => {
    const damaged = zipOf([{ name: 'a.md', content: Buffer.from('a') }]).subarray(0, 40);
    expect((await receive(file('all.zip', damaged))).map(said)).toEqual([['all.zip', 'ARCHIVE_BROKEN', undefined]]);
    expect((await receive(file('text.zip', Buffer.from('hello')))).map(said)).toEqual([['text.zip', 5]]);
  });
});

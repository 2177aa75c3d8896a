import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  isObjectStoreAvailable,
  objectStoreAccount,
  startObjectStore,
} from '../../../../../test/support/object-store.mjs';
import { itKeepsOriginals } from '../original-store-contract.fixture.js';
import { wholeOf } from '../verified-content.js';
import { headersOf, S3Client } from './s3-client.js';
import { tagIn } from './s3-errors.js';
import { S3Listing } from './s3-listing.js';
import { S3OriginalStore } from './s3-original-store.js';
import type { S3Patience, S3Settings } from './s3-settings.js';
import { S3Upload } from './s3-upload.js';

jest.setTimeout(120_000);

const patience: S3Patience = { attempts: 3, pauseMs: 10, silenceMs: 20_000 };
const impatience: S3Patience = { attempts: 2, pauseMs: 10, silenceMs: 300 };

/** Wheels of the server exist for Linux only; elsewhere the folder stands for both. */
const onAvailable = isObjectStoreAvailable ? describe : describe.skip;

onAvailable('originals in an S3-compatible store', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startObjectStore>>;
  let settings: S3Settings;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'onggi-s3-spec-'));
    server = await startObjectStore();
    const bucket = 'originals';
    const place = { endpoint: server.endpoint, region: 'us-east-1', bucket, prefix: '', pathStyle: true };
    settings = { ...place, ...objectStoreAccount, encryption: undefined };
    await new S3Client(settings, patience).send({ method: 'PUT' }, headersOf);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  /** A store of its own part of the bucket. */
  function place(more: Partial<S3Settings> = {}): S3Settings {
    return { ...settings, prefix: `spec/${randomBytes(6).toString('hex')}`, ...more };
  }
  const spoolFolder = (): string => path.join(folder, 'spool');
  const storeAt = (where: S3Settings, options: { patience?: S3Patience; pageSize?: number } = { patience }) =>
    new S3OriginalStore(where, spoolFolder(), options);
  const put = (store: S3OriginalStore, content: Uint8Array) => store.put('alpha', Readable.from([content]), 1e9);

  itKeepsOriginals(async () => {
    const where = place();
    const client = new S3Client(where, patience);
    return {
      store: storeAt(where),
      spoolFolder: spoolFolder(),
      tamper: async (key, body) => void (await client.send({ method: 'PUT', key, body }, headersOf)),
    };
  });

  async function unfinished(where: S3Settings): Promise<string[]> {
    const uploads = await new S3Listing(new S3Client(where, patience), 1_000).firstUploads('');
    return uploads.map(({ key }) => key).sort();
  }

  describe('a tenant', () => {
    it('is removed page by page, with what its uploads left unfinished', async () => {
      const where = place();
      const client = new S3Client(where, patience);
      const store = storeAt(where, { patience, pageSize: 2 });
      await Promise.all(Array.from({ length: 7 }, (_, index) => put(store, Buffer.from(`file ${index}`))));
      const keys = ['alpha/aa/1', 'alpha/aa/1', 'alpha/aa/2', 'alpha/bb/3', 'alpha2/cc/4'];
      for (const key of keys) {
        const reply = await client.send({ method: 'POST', key, query: { uploads: '' } }, async (answer) =>
          answer.text(),
        );
        const query = { partNumber: '1', uploadId: tagIn(reply, 'UploadId')! };
        await client.send({ method: 'PUT', key, query, body: Buffer.from('a part') }, headersOf);
      }
      expect(await unfinished(where)).toEqual(keys);

      await store.removeTenant('alpha');
      expect(await unfinished(where)).toEqual(['alpha2/cc/4']);
      const left: string[] = [];
      for await (const page of new S3Listing(client, 2).objects('alpha')) left.push(...page);
      expect(left).toEqual([]);
    });

    it('is not taken for removed while the store is away', async () => {
      const store = storeAt(place({ bucket: 'nowhere' }), { patience: impatience });
      await expect(store.removeTenant('alpha')).rejects.toMatchObject({ code: 'ORIGINAL_STORE_UNAVAILABLE' });
    });
  });

  describe('an object', () => {
    it.each([1_000, 9_000_000])('of %i bytes is encrypted by the store when that is asked for', async (size) => {
      const where = place({ encryption: { algorithm: 'AES256' } });
      const content = randomBytes(size);
      const { key } = await put(storeAt(where), content);
      await put(storeAt(where), content);
      const headers = await new S3Client(where, patience).send({ method: 'HEAD', key }, headersOf);
      expect(headers.get('x-amz-server-side-encryption')).toBe('AES256');
      expect(Buffer.compare(await storeAt(where).read('alpha', key), content)).toBe(0);
    });

    it('stays as it is when another write of its key comes, in one request or in parts', async () => {
      const where = place();
      const client = new S3Client(where, patience);
      const spooled = { path: path.join(folder, 'other'), sha256: '', byteSize: 6_000_000 };
      await writeFile(spooled.path, Buffer.alloc(spooled.byteSize));
      await client.send({ method: 'PUT', key: 'taken', body: Buffer.from('first') }, headersOf);
      for (const partBytes of [5 * 1024 ** 2, 8 * 1024 ** 2]) {
        expect(await new S3Upload(client, undefined, partBytes).create('taken', spooled)).toBe(false);
      }
      const kept = await client.send({ method: 'GET', key: 'taken' }, (_, pieces) => wholeOf(pieces));
      expect(Buffer.from(kept).toString()).toBe('first');
      expect(await unfinished(where)).toEqual([]);
    });

    it('is refused by the store when its bytes changed on the way', async () => {
      const client = new S3Client(place(), patience);
      const headers = { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') };
      await expect(
        client.send({ method: 'PUT', key: 'bent', body: Buffer.from('x'), headers }, headersOf),
      ).rejects.toMatchObject({ status: 400, code: 'BadDigest' });
    });
  });

  describe('a store that cannot be used', () => {
    const unavailable = { code: 'ORIGINAL_STORE_UNAVAILABLE', retryable: true };
    const key = `alpha/aa/aa${'0'.repeat(62)}`;

    it.each([
      ['whose key is wrong', { secretAccessKey: 'another-secret' }],
      ['whose bucket is missing', { bucket: 'nowhere' }],
      ['where nobody listens', { endpoint: 'http://127.0.0.1:9' }],
    ])('%s is away, and no file is missing or refused', async (_, wrong) => {
      const store = storeAt(place(wrong), { patience: impatience });
      await expect(store.read('alpha', key)).rejects.toMatchObject(unavailable);
      await expect(put(store, Buffer.from('x'))).rejects.toMatchObject(unavailable);
    });

    it('that says nothing is given up after a while, and works when it comes back', async () => {
      const where = place();
      const store = storeAt(where, { patience: impatience });
      const kept = await put(storeAt(where), Buffer.from('patient'));
      server.pause();
      try {
        await expect(store.read('alpha', kept.key)).rejects.toMatchObject(unavailable);
        await expect(put(store, Buffer.from('y'))).rejects.toMatchObject(unavailable);
      } finally {
        server.resume();
      }
      expect(Buffer.from(await storeAt(where).read('alpha', kept.key)).toString()).toBe('patient');
    });
  });
});

describe('a store that stumbles', () => {
  const content = Buffer.from('some words that arrive at last');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const key = `alpha/${sha256.slice(0, 2)}/${sha256}`;
  let server: Server;
  let folder: string;
  /** What the next requests meet, one each; after them the content is there. */
  let stumbles: ('cut' | 'half' | number)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'onggi-s3-spec-'));
    server = createServer((request, response) => {
      const stumble = stumbles.shift();
      if (stumble === 'cut') return void request.socket.destroy();
      if (typeof stumble === 'number') return void response.writeHead(stumble).end();
      response.writeHead(200, { 'content-length': content.length });
      if (stumble === 'half') response.write(content.subarray(0, 10), () => request.socket.destroy());
      else response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  function store(): S3OriginalStore {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const place = { endpoint, region: 'r', bucket: 'originals', prefix: '', pathStyle: true, encryption: undefined };
    return new S3OriginalStore({ ...place, ...objectStoreAccount }, folder, { patience });
  }

  it('is asked again, also when it breaks off in the middle of a file', async () => {
    stumbles = ['half', 503];
    expect(Buffer.from(await store().read('alpha', key))).toEqual(content);
    stumbles = ['cut', 429];
    expect(Buffer.from(await wholeOf(await store().open('alpha', key)))).toEqual(content);
  });

  it('is away when it keeps stumbling, and when it breaks off what is being passed on', async () => {
    const unavailable = { code: 'ORIGINAL_STORE_UNAVAILABLE', retryable: true };
    stumbles = [500, 502, 504];
    await expect(store().read('alpha', key)).rejects.toMatchObject(unavailable);
    stumbles = ['half'];
    await expect(store().open('alpha', key).then(wholeOf)).rejects.toMatchObject(unavailable);
  });

  it('says when it is full', async () => {
    stumbles = [404, 507];
    const putting = store().put('alpha', Readable.from([content]), 1e9);
    await expect(putting).rejects.toMatchObject({ code: 'ORIGINAL_STORE_FULL' });
  });
});

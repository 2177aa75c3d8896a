import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchFromHub, hubFacts, hubUrl } from './hub.mjs';

const model = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(model).digest('hex');

let folder: string;
let path: string;
let hub: Server;
let url: string;
let ranges: (string | undefined)[];
let headers: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onggi-hub-'));
  path = join(folder, 'models', 'model.onnx');
  ranges = [];
  headers = { etag: `"${sha256}"` };
  hub = createServer((request, response) => {
    ranges.push(request.headers.range);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= model.length) return response.writeHead(416).end();
    response.writeHead(start > 0 ? 206 : 200, { ...headers, 'content-length': model.length - start });
    return response.end(request.method === 'HEAD' ? undefined : model.subarray(start));
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  const { port } = hub.address() as AddressInfo;
  url = hubUrl(`http://127.0.0.1:${port}/`, { repository: 'a/b', revision: 'main', file: 'model.onnx' });
});
afterEach(() => {
  hub.close();
  hub.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const abort = new AbortController().signal;
const fetchModel = (expected = sha256) => {
  const damaged: string[] = [];
  const onDamaged = (what: string) => damaged.push(what);
  const fetched = fetchFromHub({ url, path, sha256: expected, onBytes: () => {}, onDamaged, abort });
  return { fetched, damaged };
};

describe('fetching from a hub', () => {
  it('asks where a hub keeps its files', () => {
    expect(new URL(url).pathname).toBe('/a/b/resolve/main/model.onnx');
  });

  it('keeps a file with the right hash', async () => {
    await fetchModel().fetched;
    expect(readFileSync(path).equals(model)).toBe(true);
  });

  it('goes on where a killed start ended', async () => {
    await fetchModel().fetched;
    rmSync(path);
    writeFileSync(`${path}.partial`, model.subarray(0, 1_000_000));
    await fetchModel().fetched;
    expect(ranges).toEqual([undefined, 'bytes=1000000-']);
    expect(readFileSync(path).equals(model)).toBe(true);
  });

  it('begins anew when what it had was damaged', async () => {
    await fetchModel().fetched;
    rmSync(path);
    writeFileSync(`${path}.partial`, Buffer.alloc(1_000_000));
    const { fetched, damaged } = fetchModel();
    await fetched;
    expect(damaged).toEqual([url]);
    expect(readFileSync(path).equals(model)).toBe(true);
  });

  it('refuses a file with another hash', async () => {
    await expect(fetchModel('0'.repeat(64)).fetched).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect([existsSync(path), existsSync(`${path}.partial`)]).toEqual([false, false]);
  });

  it('says that there is no network when nobody answers', async () => {
    url = 'http://127.0.0.1:9/model.onnx';
    await expect(fetchModel().fetched).rejects.toMatchObject({ code: 'NO_NETWORK' });
  });
});

describe('what a hub states about a file', () => {
  it('is its size and hash, of the file behind a redirect too', async () => {
    expect(await hubFacts(url, abort)).toEqual({ sha256, size: model.length });
    headers = { etag: '"not a hash"', 'x-linked-etag': `"${sha256}"`, 'x-linked-size': '77' };
    expect(await hubFacts(url, abort)).toEqual({ sha256, size: 77 });
  });

  it('must hold a hash: what cannot be verified is not taken', async () => {
    headers = { etag: 'W/"abc"' };
    await expect(hubFacts(url, abort)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });
});

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { placePart } from './model-file.mjs';
import { fetchWheel } from './pip.mjs';
import { entryStream, zipEntries } from './unzip.mjs';

// pip takes a second or two to start, more on a busy machine.
jest.setTimeout(60_000);

const fileName = 'onggi_example_part-1.0-py3-none-any.whl';
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr('example/data/part.bin', 'payload ' * 5000)
    info = 'onggi_example_part-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: onggi-example-part\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

let root: string;
let sha256: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'onggi-pip-'));
  mkdirSync(join(root, 'index'));
  const wheel = join(root, 'index', fileName);
  expect(spawnSync('python3', ['-c', makeWheel, wheel]).status).toBe(0);
  sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex');
});
afterAll(() => rmSync(root, { recursive: true }));

function fetchInto(name: string, expected: string) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  const damaged: string[] = [];
  const wheel = { distribution: 'onggi-example-part', version: '1.0', fileName, sha256: expected, size: 1, pip: {} };
  const fetched = fetchWheel(wheel, {
    folder,
    environment: { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: join(root, 'index') },
    abort: new AbortController().signal,
    onBytes: () => {},
    onDamaged: (what: string) => damaged.push(what),
  });
  return { folder, damaged, fetched };
}

describe('fetching a wheel', () => {
  it("uses the reader's own pip and keeps what has the right hash", async () => {
    const { fetched, folder } = fetchInto('good', sha256);
    expect(await fetched).toBe(join(folder, fileName));
    expect(readdirSync(folder)).toEqual([fileName]);
  });

  it('fetches a half-written one again', async () => {
    mkdirSync(join(root, 'half'));
    writeFileSync(join(root, 'half', fileName), 'PK');
    const { fetched, damaged } = fetchInto('half', sha256);
    const path = await fetched;
    expect(damaged).toEqual(['onggi-example-part']);
    expect((await zipEntries(path)).map(({ name }) => name)).toContain('example/data/part.bin');
  });

  it('refuses one with another hash and leaves nothing of it', async () => {
    const { fetched, folder } = fetchInto('bad', '0'.repeat(64));
    await expect(fetched).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when the index has no such wheel', async () => {
    rmSync(join(root, 'index', fileName));
    const { fetched } = fetchInto('none', sha256);
    await expect(fetched).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    const path = join(root, 'good', fileName);
    expect(existsSync(path)).toBe(true);
  });
});

describe('unpacking a wheel', () => {
  it('gives back the bytes that were packed', async () => {
    const path = join(root, 'good', fileName);
    const entry = (await zipEntries(path)).find(({ name }) => name.endsWith('part.bin'));
    const blocks: Buffer[] = [];
    for await (const block of await entryStream(path, entry)) blocks.push(block as Buffer);
    expect(Buffer.concat(blocks).toString()).toBe('payload '.repeat(5000));
  });

  it('puts a part where it belongs in the model', async () => {
    const path = join(root, 'model');
    await placePart(join(root, 'good', fileName), { member: 'example/data/part.bin', offset: 10 }, path);
    expect(readFileSync(`${path}.assembling`).subarray(10, 18).toString()).toBe('payload ');
  });

  it('refuses a file that was cut off', async () => {
    const path = join(root, 'cut.whl');
    writeFileSync(path, readFileSync(join(root, 'good', fileName)).subarray(0, 60));
    await expect(zipEntries(path)).rejects.toThrow(/no complete zip/);
  });
});

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assemblingName, finishAssembly, missingParts } from './model-file.mjs';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
const contents = ['first part.', 'second', 'and the third'];
const whole = { size: contents.join('').length, sha256: sha256(contents.join('')) };
const parts = contents.map((content, index) => ({
  name: `part ${index + 1}`,
  offset: contents.slice(0, index).join('').length,
  length: content.length,
  memberSha256: sha256(content),
}));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onggi-model-'));
  path = join(folder, 'model.gguf');
});
afterEach(() => rmSync(folder, { recursive: true }));

const missingNames = async () => {
  const { missing, damaged } = await missingParts(path, whole, parts);
  return { missing: missing.map(({ name }: { name: string }) => name), damaged };
};

describe('fetching a model in parts', () => {
  it('needs every part at first', async () => {
    expect(await missingNames()).toEqual({ missing: ['part 1', 'part 2', 'part 3'], damaged: false });
  });

  it('goes on after a killed start with the parts that are not whole', async () => {
    // Parts 1 and 3 came; part 2 was being written when the start was killed.
    writeFileSync(assemblingName(path), `${contents[0]}sec\0\0\0${contents[2]}`);
    expect(await missingNames()).toEqual({ missing: ['part 2'], damaged: false });
  });

  it('needs nothing when the file is whole, and does not read it again', async () => {
    writeFileSync(path, contents.join(''));
    expect(await missingNames()).toEqual({ missing: [], damaged: false });
    expect(existsSync(`${path}.verified.json`)).toBe(true);
    expect(await missingNames()).toEqual({ missing: [], damaged: false });
  });

  it('fetches only the damaged part of a file that changed after it was verified', async () => {
    writeFileSync(path, contents.join(''));
    await missingNames();
    writeFileSync(path, contents.join('').replace('second', 'sEcond'));
    expect(await missingNames()).toEqual({ missing: ['part 2'], damaged: true });
    expect(existsSync(path)).toBe(false);
  });

  it('notices a file that was cut off, and one that grew', async () => {
    writeFileSync(path, contents.join(''));
    truncateSync(path, 20);
    expect(await missingNames()).toEqual({ missing: ['part 3'], damaged: true });
    writeFileSync(path, contents.join(''));
    appendFileSync(path, 'more');
    expect(await missingNames()).toEqual({ missing: [], damaged: true });
    await finishAssembly(path, whole);
    expect(readFileSync(path, 'utf8')).toBe(contents.join(''));
  });

  it('never uses a file whose whole has another hash', async () => {
    writeFileSync(assemblingName(path), contents.join('').toUpperCase());
    await expect(finishAssembly(path, whole)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(existsSync(path)).toBe(false);
    expect(existsSync(assemblingName(path))).toBe(false);
  });
});

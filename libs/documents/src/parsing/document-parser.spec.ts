import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { ParsingAbortedError, UnsupportedFormatError } from '../errors/file-errors.js';
import { DocumentParser } from './document-parser.js';

const folder = mkdtempSync(join(tmpdir(), 'document-parser-'));
const SOURCE = { path: 'a.md', bytes: Buffer.from('# A') };
const parsers: DocumentParser[] = [];

/** A parser whose thread runs `behaviour` for the first file of each thread and answers properly for "good" ones. */
function parserWith(behaviour: string, options: { timeoutMs?: number; memoryMb?: number } = {}): DocumentParser {
  const file = join(folder, `${parsers.length}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ source }) => {
       if (source.path === 'good') parentPort.postMessage({ document: 'read' });
       else { ${behaviour} }
     });`,
  );
  const parser = new DocumentParser({ ...options, threadUrl: pathToFileURL(file) });
  parsers.push(parser);
  return parser;
}

afterEach(async () => {
  await Promise.all(parsers.map((parser) => parser.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that harms its thread', () => {
  it.each([
    ['never ends', 'for (;;);', 'time'],
    ['eats memory', 'const eaten = []; for (;;) eaten.push(new Array(1e5).fill(eaten.length));', 'memory'],
    ['throws where nobody catches', 'throw new Error("x")', 'crash'],
    ['ends the thread', 'process.exit(1)', 'crash'],
    ['brings out a fault of the parser', 'parentPort.postMessage({ fault: "TypeError" })', 'crash'],
  ])('and %s costs only itself', async (_, behaviour, reason) => {
    const parser = parserWith(behaviour, { timeoutMs: reason === 'time' ? 300 : 60_000, memoryMb: 32 });
    const harm = parser.parse(SOURCE);
    const next = parser.parse({ ...SOURCE, path: 'good' });
    await expect(harm).rejects.toThrow(ParsingAbortedError);
    await expect(harm).rejects.toMatchObject({ data: { reason }, disposition: 'quarantined' });
    await expect(next).resolves.toBe('read');
  });

  it('can be given up by the caller', async () => {
    const parser = parserWith('for (;;);');
    const controller = new AbortController();
    const given = parser.parse(SOURCE, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(given).rejects.toThrow('cancelled');
    await expect(parser.parse({ ...SOURCE, path: 'good' })).resolves.toBe('read');
  });
});

describe('reading without a compiled thread', () => {
  it('reads in the calling thread', async () => {
    const parser = new DocumentParser({ threadUrl: new URL('./absent.js', import.meta.url) });
    expect((await parser.parse(SOURCE)).tree.title).toBe('A');
  });
});

const compiled = new URL('../../dist/parsing/parse-thread.js', import.meta.url);
(existsSync(fileURLToPath(compiled)) ? describe : describe.skip)('the compiled thread', () => {
  it('reads files and says why it does not', async () => {
    const parser = new DocumentParser({ threadUrl: compiled });
    parsers.push(parser);
    expect((await parser.parse(SOURCE)).tree.title).toBe('A');
    await expect(parser.parse({ ...SOURCE, path: 'a.hwp' })).rejects.toThrow(UnsupportedFormatError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { DocumentError } from '../errors/document-error.js';
import { EmptyFileError, TooLargeError, UndecodableTextError } from '../errors/file-errors.js';
import { reviveError, transferError } from '../errors/revive-error.js';
import { parseDocument } from './parse-document.js';

const parse = (path: string, content: string | Uint8Array, maxCharacters?: number) =>
  parseDocument({ path, bytes: typeof content === 'string' ? Buffer.from(content) : content }, { maxCharacters });

describe('reading a file', () => {
  it.each([
    ['a.md', '# A', 'markdown', 'text/markdown'],
    ['a.txt', 'A.', 'text', 'text/plain'],
    ['a.html', '<p>A', 'html', 'text/html'],
    ['a.xml', '<a>A</a>', 'xml', 'application/xml'],
    ['a.txt', '<!doctype html><p>A', 'html', 'text/html'],
  ])('%s with %j is read as %s', async (path, content, format, mediaType) => {
    expect(await parse(path, content)).toMatchObject({
      format,
      mediaType,
      tree: { text: expect.stringMatching(/^A/) },
    });
  });

  it('names a document without a title after its file', async () => {
    expect((await parse('rules/여비 규정.v2.txt', '직원에게 적용한다.')).tree.title).toBe('여비 규정.v2');
  });

  it('refuses a text above the limit, before decoding it when its bytes say so', async () => {
    await expect(parse('a.txt', 'x'.repeat(101), 100)).rejects.toThrow(TooLargeError);
    await expect(parse('a.txt', new Uint8Array(401).fill(0xff), 100)).rejects.toThrow(TooLargeError);
    await expect(parse('a.txt', '한'.repeat(100), 100)).resolves.toBeDefined();
  });

  it.each([
    ['empty.md', '', EmptyFileError],
    ['blank.txt', ' \n\t\u3000\n', EmptyFileError],
    [
      'noise.txt',
      Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3) * 104729) % 256),
      UndecodableTextError,
    ],
  ])('refuses %s', async (path, content, error) => {
    await expect(parse(path, content)).rejects.toThrow(error);
  });
});

describe('the reason for which a file is not read', () => {
  it.each([
    ['empty.md', ''],
    ['a.hwp', 'x'],
    ['a.pdf', 'x'],
    ['a.pdf', '%PDF-1.7'],
    ['a.txt', new Uint8Array(500)],
  ])('of %s speaks both languages and stays the same in another thread', async (path, content) => {
    const error = await parse(path, content).catch((thrown: unknown) => thrown);
    if (!(error instanceof DocumentError)) throw error;
    expect(error.localizedMessage.ko).toMatch(/[가-힣]/);
    expect(error.remedy.ko).toMatch(/[가-힣]/);
    expect(error.remedy.en).toMatch(/[a-z]/);
    const revived = reviveError(transferError(error));
    expect(revived).toBeInstanceOf(error.constructor);
    expect(revived).toMatchObject({ code: error.code, message: error.message, disposition: error.disposition });
  });
});

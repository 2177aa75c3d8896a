import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readAutoRag } from './read-autorag.js';

/** Parquet: {doc_id: 'a.pdf - 1', contents: '펌프는 3개월마다 점검한다.'}, {doc_id: 'b.pdf - 2', contents: '팬'}. */
const pages =
  'UEFSMRUGFTgVPFwVBBUAFQQVABUEFQAAAAMDGmQJAAAAYS5wZGYgLSAxCQAAAGIucGRmIC0gMhUGFWQVaFwVBBUAFQQVABUEFQAAAAMDMLwlAAAA7Y6M7ZSE64qUIDPqsJzsm5Trp4jri6Qg7KCQ6rKA7ZWc64ukLgMAAADtjKwVBBk8SARyb290FQQAFQwlAhgGZG9jX2lkJQAAFQwlAhgIY29udGVudHMlAAAWBBkcGSwmCBwVDBkVABkYBmRvY19pZBUCFgQWYhZmJggAACZuHBUMGRUAGRgIY29udGVudHMVAhYEFo4BFpIBJm4AABbwARYENvgBACgJaHlwYXJxdWV0GSwcAAAcAAAAjgAAAFBBUjE=';
/** Parquet: {qid: '0_law', query: '점검 주기는?', retrieval_gt: [['a.pdf - 1', 'b.pdf - 2']]}. */
const questions =
  'UEFSMRUGFRIVFlwVAhUAFQIVABUAFQAAAAkgBQAAADBfbGF3FQYVKhUuXBUCFQAVAhUAFQAVAAAAFVARAAAA7KCQ6rKAIOyjvOq4sOuKlD8VBhVCFUZcFQQVABUCFQAVCBUGAAADCAADLQAAGmQJAAAAYS5wZGYgLSAxCQAAAGIucGRmIC0gMhUEGYxIBHJvb3QVBgAVDCUAGANxaWQlAAAVDCUAGAVxdWVyeSUAADUCGAxyZXRyaWV2YWxfZ3QVAhUGADUEGARsaXN0FQIANQIYB2VsZW1lbnQVAhUGADUEGARsaXN0FQIAFQwlAhgHZWxlbWVudCUAABYCGRwZPCYIHBUMGRUAGRgDcWlkFQIWAhY8FkAmCAAAJkgcFQwZFQAZGAVxdWVyeRUCFgIWVBZYJkgAACagARwVDBkVABlYDHJldHJpZXZhbF9ndARsaXN0B2VsZW1lbnQEbGlzdAdlbGVtZW50FQIWBBZsFnAmoAEAABb8ARYCNogCACgJaHlwYXJxdWV0GTwcAAAcAAAcAAAADQEAAFBBUjE=';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onggi-autorag-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, base64: string): Promise<string> {
  const filename = path.join(folder, name);
  await writeFile(filename, Buffer.from(base64, 'base64'));
  return filename;
}

describe('a benchmark in the form of AutoRAG', () => {
  it('becomes a document a page and a question with the pages that answer it', async () => {
    expect(await readAutoRag(await file('corpus', pages), await file('qa', questions), 'ko')).toEqual({
      documents: [
        { id: 'a.pdf - 1', title: '', text: '펌프는 3개월마다 점검한다.', language: 'ko' },
        { id: 'b.pdf - 2', title: '', text: '팬', language: 'ko' },
      ],
      queries: [{ id: '0_law', text: '점검 주기는?', language: 'ko', answers: [], unanswerable: false }],
      judgements: new Map([
        [
          '0_law',
          new Map([
            ['a.pdf - 1', 1],
            ['b.pdf - 2', 1],
          ]),
        ],
      ]),
      ignoredJudgements: 0,
      glossary: [],
    });
  });

  it('is refused by name where a file is missing, is no Parquet or has other columns', async () => {
    const [corpus, text] = [
      await file('corpus', pages),
      await file('text', Buffer.from('doc_id\n').toString('base64')),
    ];
    await expect(readAutoRag(path.join(folder, 'none'), corpus, 'ko')).rejects.toThrow('none');
    await expect(readAutoRag(text, corpus, 'ko')).rejects.toThrow('Parquet');
    await expect(readAutoRag(corpus, corpus, 'ko')).rejects.toThrow('qid');
  });
});

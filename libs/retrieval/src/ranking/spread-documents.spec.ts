import { describe, expect, it } from '@jest/globals';
import { spreadDocuments } from './spread-documents.js';

const passages = [...'aaaabcd'].map((versionId, place) => ({ versionId, place }));
const spread = (perDocument: number, window: number) =>
  spreadDocuments(passages, perDocument, window)
    .map((each) => each.versionId)
    .join('');

describe('spreading documents', () => {
  it('gives no document more than its places among the first', () => expect(spread(2, 5)).toBe('aabcdaa'));
  it('keeps the order behind the window', () => expect(spread(1, 2)).toBe('abaaacd'));
  it('changes nothing where there is enough room', () => expect(spread(4, 10)).toBe('aaaabcd'));
  it('fills up with a document when there is no other', () => {
    expect(spreadDocuments(passages.slice(0, 4), 2, 10)).toEqual(passages.slice(0, 4));
  });
});

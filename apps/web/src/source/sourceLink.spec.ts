import { describe, expect, it } from '@jest/globals';
import { parseSource, sourceSearch, validateSourceSearch } from './sourceLink.js';

const documentId = '019a0c3e-7b1d-7000-8000-000000000001';
const versionId = '019a0c3e-7b1d-7000-8000-000000000002';

describe('the address of a source', () => {
  it('comes back as it went in', () => {
    const place = { documentId, versionId, page: 14, start: 120, end: 141 };
    expect(parseSource(sourceSearch(place))).toEqual({
      documentId,
      versionId,
      page: 14,
      span: { start: 120, end: 141 },
    });
  });

  it('may have no page and no span', () => {
    const search = sourceSearch({ documentId, versionId, page: null });
    expect(search).toEqual({ source: `${documentId}@${versionId}` });
    expect(parseSource(search)).toEqual({ documentId, versionId, page: null, span: null });
  });

  it('is no source at all when it can not be read', () => {
    for (const source of ['', 'x', '@', 'a@b.c', '../x@y', 'a@b?c']) expect(parseSource({ source })).toBeNull();
    expect(parseSource({ source: 'a@b.1', span: '9-3' })?.span).toBeNull();
    expect(validateSourceSearch({ source: 3, span: ['1-2'], other: 'x' })).toEqual({});
  });
});

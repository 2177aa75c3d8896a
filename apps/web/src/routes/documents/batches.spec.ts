import { describe, expect, it } from '@jest/globals';
import { batchesOf, isMeant } from './batches.js';

const file = (path: string, size: number) => ({ path, file: { size } as File });

describe('cutting an upload into requests', () => {
  it('sends at most 20 files at once', () => {
    const files = Array.from({ length: 45 }, (_, index) => file(`${index}`, 10));
    expect(batchesOf(files).map((batch) => batch.length)).toEqual([20, 20, 5]);
  });

  it('sends at most 50 MB at once, a larger file alone, and keeps the order', () => {
    const files = [file('a', 30e6), file('b', 15e6), file('c', 10e6), file('d', 90e6), file('e', 1)];
    expect(batchesOf(files).map((batch) => batch.map((one) => one.path))).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('leaves hidden files out', () => {
    expect(['정비/지침서.pdf', '정비/.DS_Store', '.git/config', '__MACOSX/a.pdf'].filter(isMeant)).toEqual([
      '정비/지침서.pdf',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Passage } from '@onggi/retrieval';
import { mergeByRank } from './merge-by-rank.js';

const passage = (chunkId: string, alsoIn: string[] = []): Passage =>
  ({ chunkId, score: 9, alsoIn: alsoIn.map((each) => ({ chunkId: each })) }) as unknown as Passage;
const merged = (...lists: Passage[][]) => mergeByRank(lists).map(({ chunkId }) => chunkId);
const list = (chunkIds: string) => [...chunkIds].map((chunkId) => passage(chunkId));

describe('results merged by rank', () => {
  it.each([
    ['abc', 'abc', '', 'abc'],
    ['abc', 'dbe', '', 'adbce'],
    ['abc', 'abc', 'z', 'azbc'],
    ['ab', 'xb', 'xa', 'axb'],
  ])('%s, %s and %s are %s', (first, second, third, together) => {
    expect(merged(list(first), list(second), list(third)).join('')).toBe(together);
  });

  it('have scores that fall with the rank', () => {
    expect(mergeByRank([list('ab'), list('ac')]).map(({ score }) => score)).toEqual([1, 1 / 2, 1 / 2]);
  });

  it('show no passage beside the one that it was folded into', () => {
    expect(merged([passage('a', ['b'])], list('cb'))).toEqual(['a', 'c']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Passage } from '../search/passage.js';
import { foldDuplicates } from './fold-duplicates.js';

const passage = (text: string, chunkId: string): Passage => ({
  documentId: `document of ${chunkId}`,
  versionId: `version of ${chunkId}`,
  path: `${chunkId}.md`,
  chunkId,
  title: chunkId,
  page: null,
  heading: '',
  lang: 'en',
  text,
  start: 0,
  end: text.length,
  score: 1,
});
const folded = (...texts: string[]): string[][] =>
  foldDuplicates(texts.map((text, index) => passage(text, 'abcdef'[index]!))).map(({ chunkId, alsoIn = [] }) => [
    chunkId,
    ...alsoIn.map((each) => each.chunkId),
  ]);

const long = Array.from({ length: 60 }, (_, index) => `word${'abcdefghij'[index % 10]}${'klmnop'[index % 6]}`).join(
  ' ',
);

describe('folding', () => {
  it('leaves the best of the same text, which names the others', () => {
    const [only] = foldDuplicates([passage('The filter is  cleaned.', 'a'), passage('the filter is cleaned', 'b')]);
    expect(only?.chunkId).toBe('a');
    expect(only?.alsoIn).toMatchObject([{ documentId: 'document of b', path: 'b.md', start: 0, end: 21 }]);
  });

  it('takes a copy with a word more or less for the same', () => {
    expect(folded(`${long} clean it`, long, `reviewed ${long} clean it`)).toEqual([['a', 'b', 'c']]);
  });

  it.each([
    ['a number', 'has 4 bolts', 'has 6 bolts'],
    ['a code', 'is LG-W2024-A', 'is LG-W2024-B'],
    ['a letter', 'is of type B', 'is of type C'],
    ['a negation', 'is sold', 'is not sold'],
    ['한국어 부정', '판매한다', '판매하지 않는다'],
  ])('keeps both where %s differs', (_, left, right) => {
    expect(folded(`${long} ${left}`, `${long} ${right}`)).toEqual([['a'], ['b']]);
  });

  it('keeps texts that share much', () => {
    expect(folded(`${long} ${long.slice(0, 90)}`, `${long} the last part of it is about another thing`)).toEqual([
      ['a'],
      ['b'],
    ]);
  });

  it('keeps texts of a word', () => expect(folded('pump', 'valve')).toEqual([['a'], ['b']]));
});

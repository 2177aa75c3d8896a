import { describe, expect, it } from '@jest/globals';
import type { Passage } from '../search/passage.js';
import { preferNamed } from './prefer-named.js';

const passage = (title: string, text: string, score: number): Passage => ({
  documentId: title,
  versionId: title,
  path: title,
  chunkId: title,
  title,
  page: null,
  heading: '',
  lang: 'en',
  text,
  start: 0,
  end: text.length,
  score,
});
const ranked = [
  passage('감사규정', '제12조 기한은 10일이다.', 3),
  passage('Travel Expense Rules', 'Article 12. Ten days.', 2),
  passage('note', 'Article 12 of the travel expense rules: see the annex.', 1.5),
];
const glossary = [
  { ko: '여비규정', en: 'Travel Expense Rules' },
  { ko: '별표', en: 'annex' },
];
const titles = (question: string): string[] => preferNamed(ranked, question, glossary).map(({ title }) => title);

describe('passages that name what the question names', () => {
  it('go first, in whichever language they name it, in the title or in the text', () => {
    expect(titles('여비규정 제12조의 기한은?')).toEqual(['Travel Expense Rules', 'note', '감사규정']);
  });

  it('gain by the share of the names that they have', () => {
    expect(titles('여비규정의 별표는?')).toEqual(['note', '감사규정', 'Travel Expense Rules']);
  });

  it.each([['제12조의 기한은?'], ['']])('change nothing where no term is named: %j', (question) => {
    expect(preferNamed(ranked, question, glossary)).toEqual(ranked);
  });
});

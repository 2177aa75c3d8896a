import { describe, expect, it } from '@jest/globals';
import { hashTerm } from '../lexical/hash-term.js';
import { hashTerms, inOtherNames, questionTerms } from './question-terms.js';

const glossary = [{ ko: '여비규정', en: 'Travel Expense Rules', synonyms: { ko: ['출장비 규정'] } }];

describe('the terms of a question', () => {
  it('tell exact codes from words', () => {
    const terms = questionTerms('LG-W2024-B 필터', []);
    expect(terms.filter((term) => term.code).map((term) => term.token)).toEqual(['lgw2024b']);
  });

  it('gain a glossary’s other names, in both languages, at half weight', () => {
    const added = questionTerms('여비규정 제3조는?', glossary).filter((term) => term.fromGlossary);
    expect(added.map((term) => term.token)).toEqual(expect.arrayContaining(['travel', 'rules', '출장비']));
    expect(added.every((term) => term.weight <= 0.5 && !term.code)).toBe(true);
  });

  it('keep their own weight where a glossary repeats them', () => {
    const terms = questionTerms('travel expense rules and travel', glossary);
    expect(terms.filter((term) => term.token === 'travel')).toEqual([
      { token: 'travel', unit: 'word', weight: 1, code: false, fromGlossary: false },
    ]);
  });

  it('of a pasted page are the heaviest only', () => {
    const page = `${Array.from({ length: 500 }, (_, index) => `unit${'abcdefghij'[index % 10]}${'klmnopqrst'[Math.floor(index / 10) % 10]}${'uvwxy'[Math.floor(index / 100)]}`).join(' ')} LG-W2024-B`;
    const terms = questionTerms(page, []);
    expect(terms).toHaveLength(128);
    expect(terms[0]).toMatchObject({ token: 'lgw2024b', code: true });
  });

  it('are numbered apart for each tenant', () => {
    const terms = questionTerms('pump', []);
    expect(hashTerms(terms, ['alpha', 'beta'])).toEqual([
      { tenant: 'alpha', term: hashTerm('alpha', 'pump'), weight: 1, code: false },
      { tenant: 'beta', term: hashTerm('beta', 'pump'), weight: 1, code: false },
    ]);
  });
});

describe('a question in other names', () => {
  it.each([
    ['여비 규정 제3조는?', 'Travel Expense Rules 제3조는?'],
    ['who approves the travel expense rules?', 'who approves the 여비규정?'],
  ])('%s', (question, renamed) => expect(inOtherNames(question, glossary)).toBe(renamed));

  it('is none without a term', () => expect(inOtherNames('주차장은?', glossary)).toBeUndefined());
});

import { describe, expect, it } from '@jest/globals';
import type { GlossaryEntry } from './glossary-entry.js';
import { matchGlossary } from './match-glossary.js';

const entries: GlossaryEntry[] = [
  { ko: '여비규정', en: 'Travel Expense Rules' },
  { ko: '규정', en: 'rule' },
  { ko: '물질안전보건자료', en: 'Safety Data Sheet', abbreviation: 'SDS' },
  { ko: '열교환기', en: 'heat exchanger', synonyms: { ko: ['열교환 장치'] } },
  { ko: '정보기술', en: 'information technology', abbreviation: 'IT' },
];

const found = (text: string): string[] => matchGlossary(text, entries).map(({ matched }) => matched);

describe('finding glossary terms in a question', () => {
  it('takes the longest name, blanks inside it or not, particles after it or not', () => {
    expect(found('여비 규정에서 정한 규정은?')).toEqual(['여비 규정', '규정']);
    expect(found('travel expense rules와 rule')).toEqual(['travel expense rules', 'rule']);
  });

  it('finds Latin names as whole words only, a plural allowed', () => {
    expect(found('heat exchangers in SDSX and ruler')).toEqual(['heat exchangers']);
  });

  it('finds Korean names at the start of a word only', () => {
    expect(found('판열교환기')).toEqual([]);
    expect(found('열교환기판')).toEqual(['열교환기']);
  });

  it('tells a short abbreviation from a word by its case', () => {
    expect(found('is it in IT?')).toEqual(['IT']);
  });

  it('gives the names of the other language and the other names of the same', () => {
    expect(matchGlossary('열교환 장치', entries)[0]?.equivalents).toEqual({ ko: ['열교환기'], en: ['heat exchanger'] });
    expect(matchGlossary('SDS는?', entries)[0]?.equivalents).toEqual({
      ko: ['물질안전보건자료'],
      en: ['Safety Data Sheet'],
    });
  });

  it('finds decomposed Hangul', () => expect(found('여비규정'.normalize('NFD'))).toEqual(['여비규정']));

  it('says where in the text the term stands', () => {
    const text = '이 여비규정은';
    const [match] = matchGlossary(text, entries);
    expect(text.slice(match!.start, match!.end)).toBe('여비규정');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TokenUnit } from './token.js';
import { tokenize } from './tokenize.js';

const units = (text: string, unit: TokenUnit): string[] =>
  tokenize(text)
    .filter((token) => token.unit === unit)
    .map((token) => token.text);

describe('codes', () => {
  it.each([
    ['LG-W2024-B의', ['lgw2024b']],
    ['lg_w2024/b', ['lgw2024b']],
    ['ＬＧ－Ｗ２０２４', ['lgw2024']],
    ['E-23', ['e23']],
    ['E23에서', ['e23']],
    ['RFC 8446', ['rfc8446']],
    ['rfc8446를', ['rfc8446']],
    ['CAS 67-64-1은', ['67-64-1']],
    ['KS C 9305', ['ksc9305']],
    ['IEC 60335-1:2010', ['iec603351', 'iec60335']],
    ['3GPP TS 38.331', ['3gppts38.331']],
    ['v3.2.1', ['v3.2.1']],
    ['버전 3.2', ['v3.2']],
    ['version 3.2', ['v3.2']],
    ['P-101/P-102', ['p101', 'p102']],
    ['AS/400', ['as400']],
    ['UN No. 1993', ['un1993']],
    ['UN1993', ['un1993']],
  ])('%s → %j', (text, codes) => expect(units(text, 'code')).toEqual(codes));

  it.each([
    ['제12조', 'Article 12', 'art12'],
    ['제12조 ②', 'Article 12(2)', 'art12-2'],
    ['제12조제2항', 'paragraph 2 of Article 12', 'art12-2'],
    ['제12조(여비의 지급) ②', 'Article 12, paragraph 2', 'art12-2'],
    ['제12조의2', 'Article 12-2', 'art12_2'],
    ['제12조 제2항 제3호', 'Article 12(2) item 3', 'art12-2-3'],
    ['제3장', 'Chapter 3', 'ch3'],
    ['5.2절', 'Section 5.2', 'sec5.2'],
    ['별표 1', 'Annex 1', 'annex1'],
    ['표 3.2', 'Table 3.2', 'tbl3.2'],
    ['그림 2', 'Fig. 2', 'fig2'],
    ['3개월', 'three months', '3month'],
    ['24시간', '24 hours', '24hour'],
    ['4.5㎜/s', '4.5 mm/s', '4.5mm/s'],
    ['98 퍼센트', '98%', '98%'],
    ['2026. 3. 1.', '1 March 2026', '2026-03-01'],
  ])('%s and %s share %s', (korean, english, code) => {
    expect(units(korean, 'code')).toContain(code);
    expect(units(english, 'code')).toContain(code);
  });

  it.each(['12조 원', '3-5', '2nd', 'and/or', 'TCP/IP', '10 mm and 5 kg'])('%s holds no exact code', (text) => {
    expect(tokenize(text).filter(({ weight }) => weight === 8)).toEqual([]);
  });

  it('weigh eight times a word', () => {
    expect(tokenize('E-23')).toContainEqual({ unit: 'code', text: 'e23', weight: 8 });
  });
});

describe('words', () => {
  it('are lower-cased and cut where the script changes, particles after Latin dropped', () => {
    expect(units('API를 호출', 'word')).toEqual(['api', '호출']);
    expect(units('LTE망', 'word')).toEqual(['lte', '망']);
  });

  it('have stems in English where the stem differs', () => {
    expect(tokenize('pumps').map(({ unit, text }) => [unit, text])).toEqual([
      ['word', 'pumps'],
      ['stem', 'pump'],
    ]);
    expect(units('pump', 'stem')).toEqual([]);
  });

  it('share a term with another form of the same word', () => {
    const terms = (text: string): string[] => tokenize(text).map((token) => token.text);
    expect(terms('configuring')).toEqual(expect.arrayContaining(terms('configure').slice(-1)));
  });

  it('of Hangul give 2-grams; a syllable alone gives itself', () => {
    expect(units('서버를', 'bigram')).toEqual(['서버', '버를']);
    expect(tokenize('서버').map(({ text }) => text)).toEqual(['서버']);
    expect(tokenize('망').map(({ text }) => text)).toEqual(['망']);
  });

  it('in decomposed Hangul equal the composed ones', () => {
    expect(tokenize('점검 주기'.normalize('NFD'))).toEqual(tokenize('점검 주기'));
  });

  it('with a hyphen are found without it', () => {
    expect(units('e-mail', 'word')).toContain('email');
  });
});

describe('any text', () => {
  it('is tokenized without blanks, upper case or empty tokens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const token of tokenize(text)) {
          expect(token.text).toMatch(/^\S+$/u);
          expect(token.text).toBe(token.text.toLowerCase());
        }
      }),
    );
  });
});

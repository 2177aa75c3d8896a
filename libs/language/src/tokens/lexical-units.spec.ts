import { describe, expect, it } from '@jest/globals';
import type { Morpheme } from '../morphology/morphological-analyzer.js';
import { lexicalUnits } from './lexical-units.js';
import { queryTerms } from './terms.js';
import { tokenize } from './tokenize.js';

/** "필터/NNG 를/JKO" as morphemes; their places do not matter to units. */
const morphemesOf = (written: string): Morpheme[] =>
  written.split(' ').map((each): Morpheme => {
    const [form = '', tag = ''] = each.split('/');
    return { form, tag, start: 0, length: form.length };
  });
const unitsOf = (text: string, written: string): [unit: string, text: string, weight: number][] =>
  lexicalUnits(text, morphemesOf(written)).map(({ unit, text: token, weight }) => [unit, token, weight]);

describe('lexical units with morphemes', () => {
  it('are content morphemes, stems in dictionary form, beside lighter 2-grams and no whole word', () => {
    expect(unitsOf('필터를 걸었다', '필터/NNG 를/JKO 걸/VV 었/EP 다/EF')).toEqual([
      ['bigram', '필터', 0.5],
      ['bigram', '터를', 0.5],
      ['bigram', '걸었', 0.5],
      ['bigram', '었다', 0.5],
      ['morpheme', '필터', 1],
      ['morpheme', '걸다', 1],
    ]);
  });

  it('hold two nouns side by side as one, with a blank between them or not', () => {
    const compoundsOf = (text: string, written: string) =>
      unitsOf(text, written).filter(([unit]) => unit === 'compound');
    expect(compoundsOf('여비 규정', '여비/NNG 규정/NNG')).toEqual([['compound', '여비규정', 1]]);
    expect(compoundsOf('여비규정', '여비/NNG 규정/NNG')).toEqual([['compound', '여비규정', 1]]);
    expect(compoundsOf('API 3개', 'API/SL 3/SN 개/NNB')).toEqual([
      ['compound', 'api3', 1],
      ['compound', '3개', 1],
    ]);
  });

  it('give no weight to words that only ask', () => {
    expect(unitsOf('주기에 대해', '주기/NNG 에/JKB 대하/VV 어/EC').at(-1)).toEqual(['morpheme', '대하다', 0]);
  });

  it('keep codes and English as they are', () => {
    const kept = unitsOf('LG-W2024-B pumps', 'LG/SL -/SO W/SL 2024/SN -/SO B/SL pumps/SL');
    expect(kept).toEqual(
      expect.arrayContaining([
        ['code', 'lgw2024b', 8],
        ['stem', 'pump', 1],
      ]),
    );
  });

  it('fall back on words and 2-grams', () => {
    expect(lexicalUnits('필터를 청소한다')).toEqual(tokenize('필터를 청소한다'));
  });
});

describe('a question in an old spelling', () => {
  it('asks for both, since passages may have been indexed before spellings were folded', () => {
    expect(queryTerms('에칠렌').map(({ token }) => token)).toEqual(expect.arrayContaining(['틸렌', '칠렌']));
  });
});

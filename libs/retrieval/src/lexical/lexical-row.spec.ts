import { describe, expect, it } from '@jest/globals';
import { termFrequencies } from '@onggi/language';
import { frequencyOf, termWeight } from './bm25.js';
import { hashTerm, termSpace } from './hash-term.js';
import { lexicalRow, reweighted } from './lexical-row.js';

const weightsOf = (literal: string) =>
  new Map(
    literal
      .slice(1, literal.indexOf('}'))
      .split(',')
      .map((pair): [number, number] => {
        const [term, weight] = pair.split(':');
        return [Number(term), Number(weight)];
      }),
  );

describe('the number of a term', () => {
  it('lies in the index’s space and is the same each time', () => {
    for (let index = 0; index < 2_000; index++) {
      const term = hashTerm('alpha', `token${index}`);
      expect(term).toBeGreaterThanOrEqual(1);
      expect(term).toBeLessThanOrEqual(termSpace);
    }
    expect(hashTerm('alpha', '필터')).toBe(hashTerm('alpha', '필터'));
  });

  it('differs from tenant to tenant, and no two pairs run together', () => {
    expect(hashTerm('alpha', 'pump')).not.toBe(hashTerm('beta', 'pump'));
    expect(hashTerm('a', 'bc')).not.toBe(hashTerm('ab', 'c'));
  });

  it('is shared by about as few as chance allows', () => {
    const terms = new Set(Array.from({ length: 30_000 }, (_, index) => hashTerm('alpha', `word${index}`)));
    expect(terms.size).toBeGreaterThanOrEqual(30_000 - 8);
  });
});

describe('a passage’s lexical row', () => {
  it('holds the BM25 weight of each of its terms, in ascending order', () => {
    const text = 'pump pump valve';
    const row = lexicalRow('alpha', { searchText: text }, 4);
    const weights = weightsOf(row.weights);
    // A word whose stem differs counts twice: valve, valv.
    expect(row.length).toBe(4);
    expect(weights.get(hashTerm('alpha', 'pump'))).toBeCloseTo((2 * 2.2) / (2 + 1.2 * (0.25 + 0.75)), 5);
    expect(weights.get(hashTerm('alpha', 'valv'))).toBeCloseTo(termWeight(1, 4, 4), 5);
    const terms = row.terms.slice(1, -1).split(',').map(Number);
    expect(terms).toEqual([...weights.keys()].sort((left, right) => left - right));
    expect(row.weights).toMatch(/\/536870912$/);
  });

  it('is made for another average length without the text', () => {
    const text = '펌프 펌프 펌프 압력은 4bar이고 E-23은 고장 코드이다. pump '.repeat(9);
    const { weights, length } = lexicalRow('alpha', { searchText: text }, 50);
    const again = weightsOf(reweighted(weights, length, 50, 320));
    const expected = weightsOf(lexicalRow('alpha', { searchText: text }, 320).weights);
    expect([...again.keys()]).toEqual([...expected.keys()]);
    for (const [term, weight] of expected) expect(again.get(term)).toBeCloseTo(weight, 5);
  });

  it('gives back how often a term occurs', () => {
    for (const tf of [1, 2, 7, 120]) expect(frequencyOf(Math.fround(termWeight(tf, 300, 280)), 300, 280)).toBe(tf);
  });

  it('is empty for a text without words', () => {
    expect(termFrequencies('…').size).toBe(0);
    expect(lexicalRow('alpha', { searchText: '…' }, 4)).toMatchObject({
      length: 0,
      terms: '{}',
      weights: '{}/536870912',
    });
  });
});

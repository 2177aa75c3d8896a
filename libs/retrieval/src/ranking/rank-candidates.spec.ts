import { describe, expect, it } from '@jest/globals';
import type { SimilarityConstants } from '@onggi/models';
import type { Candidate, CandidateList } from '../passage-index/passage-index.js';
import { lexicalWeight } from './lexical-weight.js';
import { rankCandidates, shrunkSpread } from './rank-candidates.js';

const usual = { mean: 0, deviation: 0.08 };
const constants: SimilarityConstants = { ko: { ko: usual, en: usual }, en: { ko: usual, en: usual } };
const unrelated = () => constants;

const candidate = (chunkId: string, of: Partial<Candidate>): Candidate => ({
  chunkId,
  versionId: chunkId,
  dense: 0,
  lexical: 0,
  code: 0,
  ...of,
});
const list = (of: Partial<CandidateList>): CandidateList => ({
  tenant: 'alpha',
  language: 'ko',
  visible: 1_000,
  dense: { mean: 0.1, deviation: 0.1 },
  bestLexical: 10,
  wholeLexical: 10,
  candidates: [],
  ...of,
});
const order = (lists: CandidateList[]) => rankCandidates(lists, 'ko', unrelated).map((each) => each.chunkId);

describe('ranking', () => {
  it('adds the cosine’s z and β of BM25 against the best of the list', () => {
    const [only] = rankCandidates(
      [list({ candidates: [candidate('a', { dense: 0.4, lexical: 5 })] })],
      'ko',
      unrelated,
    );
    expect(only).toMatchObject({ z: expect.closeTo(3), beta: 5, score: expect.closeTo(3 + 5 * 0.5) });
  });

  it('lets the right page in the other language stand before middling ones of the question’s', () => {
    const korean = list({ dense: { mean: 0.5, deviation: 0.05 }, candidates: [candidate('near', { dense: 0.6 })] });
    const english = list({
      language: 'en',
      dense: { mean: 0.1, deviation: 0.05 },
      candidates: [candidate('right', { dense: 0.3 })],
    });
    expect(order([korean, english])).toEqual(['right', 'near']);
  });

  it('does not take the best of few shared words for a find', () => {
    const weak = list({
      bestLexical: 2,
      candidates: [candidate('word', { dense: 0.1, lexical: 2 }), candidate('sense', { dense: 0.3 })],
    });
    expect(order([weak])).toEqual(['sense', 'word']);
    expect(order([{ ...weak, wholeLexical: 3 }])).toEqual(['word', 'sense']);
  });

  it('puts the passage with the exact code first, however near another one is', () => {
    const candidates = [candidate('near', { dense: 0.6, lexical: 0.1 }), candidate('code', { dense: 0.1, code: 1 })];
    expect(order([list({ candidates })])).toEqual(['code', 'near']);
  });

  it('gives nothing for a code that stands everywhere', () => {
    const candidates = [candidate('near', { dense: 0.2 }), candidate('code', { dense: 0.1, code: 0.01 })];
    expect(order([list({ candidates })])).toEqual(['near', 'code']);
  });

  it('works without a single shared word and without spread', () => {
    const flat = list({
      visible: 1,
      dense: { mean: 0.3, deviation: 0 },
      bestLexical: 0,
      wholeLexical: 0,
      candidates: [candidate('a', { dense: 0.3 })],
    });
    expect(rankCandidates([flat], 'ko', unrelated)[0]?.score).toBeGreaterThan(0);
    expect(rankCandidates([], 'ko', unrelated)).toEqual([]);
  });

  it('is the same whatever the order of the rows', () => {
    const candidates = ['b', 'a', 'c'].map((id) => candidate(id, { dense: 0.2 }));
    expect(order([list({ candidates })])).toEqual(['a', 'b', 'c']);
  });
});

describe('mean and deviation of a list', () => {
  it('are as measured from 512 passages on', () => {
    expect(shrunkSpread({ visible: 512, dense: { mean: 0.3, deviation: 0.2 } }, usual)).toEqual({
      mean: 0.3,
      deviation: expect.closeTo(0.2),
    });
  });

  it('are drawn to the model’s constants in proportion below', () => {
    const { mean, deviation } = shrunkSpread({ visible: 128, dense: { mean: 0.4, deviation: 0.2 } }, usual);
    expect(mean).toBeCloseTo(0.1);
    expect(deviation).toBeCloseTo(Math.sqrt(0.25 * 0.04 + 0.75 * 0.0064));
  });

  it('are as measured where the model has no constants, and never zero', () => {
    const dense = { mean: 0.4, deviation: 0.2 };
    expect(shrunkSpread({ visible: 3, dense }, undefined)).toEqual(dense);
    expect(shrunkSpread({ visible: 1, dense: { mean: 0.4, deviation: 0 } }, undefined).deviation).toBe(1);
  });

  it('let one of three pages be more than 1.15 deviations above', () => {
    const few = list({
      visible: 3,
      dense: { mean: 0.1, deviation: 0.14 },
      candidates: [candidate('right', { dense: 0.3 })],
    });
    expect(rankCandidates([few], 'ko', unrelated)[0]?.z).toBeGreaterThan(3);
  });
});

describe('the weight of words', () => {
  it('is highest where all passages are of the question’s language', () => {
    expect(lexicalWeight('ko', 'ko', 1)).toBe(5);
    expect(lexicalWeight('en', 'en', 1)).toBe(2.5);
  });

  it('slides to 1 as the other language comes in', () => {
    expect(lexicalWeight('ko', 'ko', 0.9)).toBeCloseTo(3);
    expect(lexicalWeight('ko', 'ko', 0.8)).toBeCloseTo(1);
    expect(lexicalWeight('ko', 'ko', 0.1)).toBeCloseTo(1);
  });

  it('is 1 in the other language', () => expect(lexicalWeight('ko', 'en', 1)).toBe(1));
});

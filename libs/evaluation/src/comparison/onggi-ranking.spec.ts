import { describe, expect, it } from '@jest/globals';
import type { Language } from '@onggi/platform';
import type { ComparedChunk, ComparedQuery, ComparedWorld } from './compared-world.js';
import { OnggiRanking, type RankingChange } from './onggi-ranking.js';
import { peerSchemes } from './peer-schemes.js';
import { agreement, rankedSet } from './scheme-report.js';

/** Unit vectors of two dimensions, by their angle in degrees: the closer, the more alike. */
const vector = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

const chunk = (text: string, language: Language, angle: number, heading = ''): ComparedChunk => ({
  chunkId: text,
  versionId: text,
  document: text,
  language,
  heading,
  searchText: [heading, text].filter(Boolean).join('\n'),
  morphemes: undefined,
  centred: vector(angle),
  plain: vector(90 - angle),
});
const query = (text: string, language: Language = 'en'): ComparedQuery => ({
  id: text,
  text,
  language,
  centred: vector(0),
  plain: vector(0),
  reading: { names: new Map() },
});

const world: ComparedWorld = {
  chunks: [
    chunk('Valves are greased.', 'en', 5),
    chunk('Replace part LG-W2024-B yearly.', 'en', 40),
    chunk('Doors open outwards.', 'en', 80, 'Pumping'),
    chunk('펌프를 점검한다.', 'ko', 2),
  ],
  queries: [],
  glossary: [{ ko: '펌프', en: 'machine' }],
};
const ranking = new OnggiRanking(world);
const first = async (text: string, change: RankingChange = {}) =>
  (await ranking.scheme('x', change).rank(query(text)))[0];

describe('Onggi’s ranking in memory', () => {
  const dense: RankingChange = { leg: 'dense' };
  const lexical: RankingChange = { leg: 'lexical' };

  it.each<[string, RankingChange, number, RankingChange, number | undefined]>([
    ['Where is LG-W2024-B?', {}, 1, dense, 3],
    ['pumps', lexical, 2, { ...lexical, withoutTitleWords: true }, undefined],
    ['greasing', lexical, 0, { ...lexical, withoutUnits: ['stem'] }, undefined],
    ['doors', dense, 3, { ...dense, plainVectors: true }, 2],
    ['machine', lexical, 3, { ...lexical, withoutGlossary: true }, undefined],
  ])('%s, by %j: %p; by %j: %p', async (text, change, found, otherChange, otherFound) => {
    expect([await first(text, change), await first(text, otherChange)]).toEqual([found, otherFound]);
  });
});

describe('other schemes', () => {
  it('rank the same passages', async () => {
    const firsts = peerSchemes(world).map(async ({ name, rank }) => [name, (await rank(query('doors')))[0]] as const);
    expect(Object.fromEntries(await Promise.all(firsts))).toMatchObject({
      'BM25, whitespace': 2,
      'dense, plain vectors': 2,
      'dense, centred vectors': 3,
      'RRF of dense and BM25 words': 2,
    });
  });
});

describe('agreement', () => {
  it('counts the same first and the same ten distinct documents', () => {
    const set = { documents: [], queries: [], judgements: new Map(), ignoredJudgements: 0, glossary: [] };
    const run = (...found: string[][]) =>
      rankedSet(
        set,
        'x',
        found.map((each, index) => ({ queryId: `${index}`, found: each })),
      );
    expect(agreement(run(['a', 'a', 'b'], ['a', 'b'], ['a']), run(['a', 'b'], ['a', 'c'], ['b']))).toEqual({
      of: 3,
      sameFirst: 2,
      sameTen: 1,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Morpheme } from '@onggi/language';
import type { Language } from '@onggi/platform';
import { ablations, asItIs } from './ablations.js';
import type { ComparedChunk, ComparedQuery, ComparedWorld } from './compared-world.js';
import { withStrayBlanks } from './stray-blanks.js';

const vector = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

/** Nouns, as an analyser would find them in the text. */
const nouns = (text: string, forms: readonly string[]): Morpheme[] =>
  forms
    .flatMap((form) =>
      [...text.matchAll(new RegExp(form, 'g'))].map(({ index }) => ({
        form,
        tag: 'NNG',
        start: index,
        length: form.length,
      })),
    )
    .sort((left, right) => left.start - right.start);

interface Of {
  angle?: number;
  plain?: number;
  heading?: string;
  nouns?: readonly string[];
  document?: string;
}

function chunk(text: string, language: Language, of: Of = {}): ComparedChunk {
  const { angle = 60, plain = angle, heading = '', document = text } = of;
  const searchText = [heading, text].filter(Boolean).join('\n');
  return {
    chunkId: text,
    versionId: document,
    document,
    language,
    heading,
    searchText,
    morphemes: of.nouns && nouns(searchText, of.nouns),
    centred: vector(angle),
    plain: vector(plain),
  };
}

function query(text: string, of: { nouns?: readonly string[]; strayBlanks?: ComparedQuery['strayBlanks'] } = {}) {
  const language: Language = /[가-힣]/.test(text) ? 'ko' : 'en';
  const morphemes = of.nouns && nouns(text, of.nouns);
  const query: ComparedQuery = {
    id: text,
    text,
    language,
    centred: vector(0),
    plain: vector(0),
    reading: { names: new Map(), ...(morphemes && { morphemes }) },
    ...(of.strayBlanks && { strayBlanks: of.strayBlanks }),
  };
  return query;
}

const written = '냉각펌프점검';
const typed = withStrayBlanks(written);
const strayBlanks: NonNullable<ComparedQuery['strayBlanks']> = {
  ...query(typed),
  id: written,
  reading: {
    names: new Map(),
    morphemes: [],
    respaced: { text: '냉각펌프 점검', morphemes: nouns('냉각펌프 점검', ['냉각펌프', '점검']) },
  },
};

/** Ten passages of one document go before any other, by meaning. */
const series = Array.from({ length: 10 }, (_, part) =>
  chunk(`Part ${part} of the series about weather`, 'en', {
    angle: 1 + part / 10,
    plain: 50 + part,
    document: 'series',
  }),
);

const world: ComparedWorld = {
  chunks: [
    ...series,
    chunk('Valves are greased.', 'en', { angle: 50 }),
    chunk('Replace part LG-W2024-B yearly.', 'en', { angle: 70 }),
    chunk('Replace part yearly where valves leak yearly.', 'en', { angle: 20 }),
    chunk('Doors open outwards.', 'en', { angle: 80, plain: 2, heading: 'Pumping' }),
    chunk('Oil is changed in May.', 'en', { angle: 60, heading: 'Gearbox' }),
    chunk('펌프를 점검한다.', 'ko', { angle: 40, nouns: ['펌프', '점검'] }),
    chunk('값을 적는다.', 'ko', { angle: 70, nouns: ['값'] }),
    chunk('냉각 펌프 지침이다.', 'ko', { angle: 65, nouns: ['냉각', '펌프', '지침'] }),
    chunk('펌프와 냉각은 다르다.', 'ko', { angle: 55, nouns: ['펌프', '냉각'] }),
    chunk('냉각펌프 교체 주기를 적는다.', 'ko', { angle: 66, nouns: ['냉각펌프', '교체', '주기'] }),
    chunk('밸브잠금장치를 확인한다.', 'ko', { angle: 72 }),
    chunk('밸브 잠금 장치 목록이다.', 'ko', { angle: 71 }),
  ],
  queries: [
    query('Where is LG-W2024-B replaced yearly?'),
    query('gearbox'),
    query('greasing of machines'),
    query('machine'),
    query('weather'),
    query('값', { nouns: ['값'] }),
    query('냉각 펌프', { nouns: ['냉각', '펌프'] }),
    query('잠금장치'),
    query(written, { nouns: ['냉각펌프', '점검'], strayBlanks }),
    query('밸브잠금장치', { strayBlanks: { ...query('밸브 잠금 장치'), id: '밸브잠금장치' } }),
  ],
  glossary: [{ ko: '펌프', en: 'machine' }],
};
const untitled = world.chunks.map(({ centred }, place) => (place % 2 === 0 ? centred : vector(10 + place)));
const schemes = ablations(world, untitled);

/** What each question finds, by scheme. */
async function found(name: string): Promise<Record<string, number[]>> {
  const { rank } = schemes.find((scheme) => scheme.name === name)!;
  return Object.fromEntries(
    await Promise.all(world.queries.map(async (each) => [each.text, await rank(each)] as const)),
  );
}

describe('an ablation', () => {
  it.each(schemes.map(({ name }) => name).filter((name) => name !== asItIs))('%s, ranks otherwise', async (name) => {
    expect(await found(name)).not.toEqual(await found(asItIs));
  });

  it('with stray blanks shows what their repair does', async () => {
    const unrepaired = (await found('questions with stray blanks, unrepaired'))[written];
    expect((await found('questions with stray blanks'))[written]).not.toEqual(unrepaired);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lexicalUnits, oneSpelling, type MorphologicalAnalyzer } from '@onggi/language';
import { createMorphologicalAnalyzer } from '@onggi/models';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';
import { noAnalyzer, SearchWorld, wordEmbedder } from '../search-world.fixture.js';

const minutes = 60_000;
jest.setTimeout(2 * minutes);
const never = new AbortController().signal;

let server: ServerProcess;
let kiwi: MorphologicalAnalyzer;
beforeAll(async () => {
  server = await startServer(
    { ONGGI_CHAT_MODEL_PATH: '/nowhere/chat.gguf', ONGGI_EMBEDDING_MODEL_PATH: '/nowhere/e5.bin' },
    (_status, body) => body.morphology.status !== 'starting',
  );
  kiwi = createMorphologicalAnalyzer({ url: server.url, questionTimeoutMs: minutes });
}, 2 * minutes);
afterAll(() => server.stop());

async function unitsOf(text: string): Promise<string[]> {
  const { morphemes } = await kiwi.analyzeQuestion([oneSpelling(text)], never);
  return lexicalUnits(text, morphemes[0]).map((token) => token.text);
}

describe('with Kiwi, the units of', () => {
  it.each([
    ['아름다웠던 도시', ['아름답다', '도시']],
    ['걸어서 갔다', ['걷다', '가다']],
    ['필터를 청소해야 한다', ['필터', '청소']],
    ['여비 규정에 따라', ['여비', '규정', '여비규정']],
    ['여비규정에서', ['여비', '규정', '여비규정']],
    ['旅費規程을', ['여비', '규정', '여비규정']],
    ['여비규정은'.normalize('NFD'), ['여비', '규정', '여비규정']],
    ['에칠렌이 샜을 때', ['에틸렌', '새다']],
    ['LG-W2024-B의 배수 필터', ['lgw2024b', '배수', '필터', '배수필터']],
    ['CAS 67-64-1을 쓰는 공정', ['67-64-1', '공정']],
    ['RFC 8446을 지원하지 않는', ['rfc8446', '지원']],
    ['제12조 ②에서 정한', ['art12-2', '정하다']],
    ['API를 호출하는 서버들', ['api', '호출', '서버']],
    ['bearings were replaced', ['bear', 'replac']],
  ])('%s hold %j', async (text, expected) => {
    expect(await unitsOf(text)).toEqual(expect.arrayContaining(expected));
  });

  it('a question leave out the words that only ask', async () => {
    const { morphemes } = await kiwi.analyzeQuestion(['점검 주기에 대해 어떻게 되나요?'], never);
    const heavy = lexicalUnits('점검 주기에 대해 어떻게 되나요?', morphemes[0]).filter(({ weight }) => weight >= 1);
    expect(new Set(heavy.map((token) => token.text))).toEqual(new Set(['점검', '주기', '점검주기']));
  });

  it('a text without blanks or letters are found without harm', async () => {
    const texts = ['가'.repeat(3_000), '\ud800', '\u0000', '', '🙂 ㅋㅋㅋ', 'ᆫᆫ'];
    const { morphemes } = await kiwi.analyzePassages(texts, never);
    expect(morphemes).toHaveLength(texts.length);
  });
});

describe('a search', () => {
  const passages = [
    '배수 필터는 한 달에 한 번 청소한다.',
    '숙박비 한도는 하루 12만 원이다.',
    '걸어서 순찰한 구역을 적는다.',
  ];
  let indexedWith: SearchWorld;
  let indexedWithout: SearchWorld;
  beforeAll(async () => {
    indexedWith = await SearchWorld.create(['alpha'], wordEmbedder, kiwi);
    indexedWithout = await SearchWorld.create(['alpha']);
    for (const world of [indexedWith, indexedWithout]) {
      for (const passage of passages) await world.publish('alpha', [passage]);
      await world.index.refreshStatistics(world.service('alpha'));
    }
  });
  afterAll(() => Promise.all([indexedWith.close(), indexedWithout.close()]));

  const lexicalOrder = async (
    world: SearchWorld,
    query: string,
    analyzer: MorphologicalAnalyzer,
  ): Promise<string[]> => {
    const search = world.searchWith(analyzer);
    const { trace } = await search.search(world.caller('alpha'), { query, first: 3, trace: true });
    const found = [...(trace?.candidates ?? [])].sort((left, right) => right.lexical - left.lexical);
    const texts = await search.search(world.caller('alpha'), { query, first: 3 });
    return found
      .filter(({ lexical }) => lexical > 0)
      .map(({ chunkId }) => texts.passages.find((passage) => passage.chunkId === chunkId)?.text ?? '');
  };

  it('finds a verb in another form', async () => {
    expect(await lexicalOrder(indexedWith, '걷는 순찰', kiwi)).toEqual([passages[2]]);
  });

  it.each(['숙박비한도는얼마인가요', '숙 박 비 한 도 는 얼마인가요'])(
    'finds %s by its repaired blanks',
    async (query) => {
      expect((await lexicalOrder(indexedWith, query, kiwi))[0]).toBe(passages[1]);
    },
  );

  it('finds by 2-grams what was indexed with or without an analyzer, whether there is one for the question or not', async () => {
    for (const world of [indexedWith, indexedWithout]) {
      for (const analyzer of [kiwi, noAnalyzer]) {
        expect((await lexicalOrder(world, '배수 필터 청소', analyzer))[0]).toBe(passages[0]);
        expect((await lexicalOrder(world, '숙박비의 한도', analyzer))[0]).toBe(passages[1]);
      }
    }
  });

  it('finds a question typed with the keyboard in English, and leaves English words alone', async () => {
    const context = indexedWith.caller('alpha');
    const search = indexedWith.searchWith(kiwi);
    const typed = await search.search(context, { query: 'qotn vlfxj', first: 1 });
    expect(typed).toMatchObject({ repairedQuery: '배수 필터', passages: [{ text: passages[0] }] });
    expect((await search.search(context, { query: 'work', first: 1 })).repairedQuery).toBeUndefined();
  });

  it('finds a term of the glossary whose Korean name was cut into morphemes', async () => {
    const glossary = [{ ko: '숙박비 한도', en: 'Lodging Allowance' }];
    const { trace } = await indexedWith.searchWith(kiwi).search(indexedWith.caller('alpha'), {
      query: 'what is the lodging allowance?',
      first: 1,
      glossary,
      trace: true,
    });
    expect(trace?.terms.filter(({ fromGlossary }) => fromGlossary).map(({ token }) => token)).toEqual(
      expect.arrayContaining(['숙박비', '한도', '숙박비한도']),
    );
  });

  it('knows which analyzer made each passage', async () => {
    const analyzerOf = async (world: SearchWorld) =>
      (await world.admin.query('SELECT DISTINCT analyzer FROM onggi.chunk_lexical')).rows;
    expect(await analyzerOf(indexedWith)).toEqual([{ analyzer: expect.stringMatching(/^kiwi-\d+\.\d+\.\d+\/\S+$/) }]);
    expect(await analyzerOf(indexedWithout)).toEqual([{ analyzer: '' }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { SearchWorld, type WrittenDocument } from '../search-world.fixture.js';
import { InvalidFilterError, type SearchFilters } from './search-filters.js';

let world: SearchWorld;
let rules: WrittenDocument;
const year = new Date().getFullYear();

beforeAll(async () => {
  world = await SearchWorld.create(['alpha', 'beta']);
  const publish = (text: string, of: Parameters<SearchWorld['publish']>[2]) => world.publish('alpha', [text], of);
  rules = await publish('출장비 한도는 하루 5만 원이다.', { title: '여비규정 2023' });
  await publish('출장비 한도는 하루 6만 원이다.', { title: '여비규정 2024' });
  await publish('출장비 한도는 하루 7만 원이다.', { title: '여비규정 2025' });
  await publish('출장비 한도는 하루 9만 원이다.', { title: '임원 여비', effectiveFrom: `${year - 1}-04-01` });
  await publish('The overtime rate is 150 percent.', { title: 'HR handbook', corpus: 'hr' });
  await publish('The overtime rate is 130 percent.', { title: 'Works agreement', corpus: 'works' });
  await publish('The overtime rate is 120 percent.', { title: 'Price list', mediaType: 'application/pdf' });
  await publish('The overtime rate is 170 percent.', { title: 'Secret rates 2024', groups: ['board'] });
  await world.admin.query(
    "UPDATE onggi.corpus SET name_en = 'HR handbook', name_ko = '인사 규정집' WHERE corpus_key = 'hr'",
  );
});
afterAll(() => world.close());

const search = (query: string, of: { filters?: SearchFilters; corpora?: string[] } = {}) =>
  world.search.search(world.caller('alpha'), { query, first: 50, ...of });
const best = async (query: string): Promise<string> => (await search(query)).passages[0]!.text;

describe('a filter in words', () => {
  it.each([
    ['2023년 여비규정의 출장비 한도는?', '5만'],
    ['2024년 출장비 한도는?', '6만'],
    ['2025. 1. 이후 여비규정의 출장비 한도는?', '7만'],
    ['최신 출장비 한도는?', '7만'],
    [`${year - 1}년 5월의 임원 출장비 한도는?`, '9만'],
    ['what is the overtime rate in the HR handbook?', '150'],
    ['인사 규정집에서 overtime rate는?', '150'],
    ['what does the agreement say about the overtime rate?', '130'],
    ['overtime rate in the PDF', '120'],
  ])('prefers what it names: %s', async (question, text) => expect(await best(question)).toContain(text));

  it('keeps everything that would be found without it', async () => {
    const plain = await search('출장비 한도');
    const dated = await search('2024년 출장비 한도');
    const texts = (found: typeof plain) => found.passages.map(({ text }) => text).sort();
    expect(texts(dated)).toEqual(texts(plain));
  });

  it('says what it was taken for, with the words that said it', async () => {
    const { understood } = await search('2024년 여비규정의 출장비 한도는?');
    expect(understood).toEqual({
      periods: [{ from: '2024-01-01', to: '2024-12-31', words: '2024년' }],
      kinds: [{ name: 'regulation', words: '규정' }],
      corpora: [],
    });
  });

  it('changes nothing where nothing fits', async () => {
    const { passages, understood } = await search('1987년 출장비 한도는?');
    expect(understood).toBeUndefined();
    expect(passages[0]?.text).toContain('출장비');
  });

  it('tells nothing of documents that the asker may not read', async () => {
    const { understood, passages } = await search('overtime rate of the secret rates in 2024');
    expect(passages.map(({ text }) => text).join()).not.toContain('170');
    expect(understood).toMatchObject({ periods: [{ words: '2024' }] });
    await world.admin.query(
      "UPDATE onggi.document_version SET live = false, status = 'retired' WHERE title = '여비규정 2024'",
    );
    expect((await search('overtime rate of the secret rates in 2024')).understood).toBeUndefined();
  });

  it('finds the page of a named document behind more than a search looks at', async () => {
    const of = { corpus: 'crowd' };
    for (let at = 0; at < 4; at++) {
      await world.publish(
        'beta',
        Array.from({ length: 40 }, (_, n) => `Valve torque table of line ${at} position ${n}.`),
        of,
      );
    }
    await world.publish('beta', ['Valve torque table of line 9 position 99 once more.'], {
      ...of,
      title: 'Settings 2021',
    });
    const query = async (text: string) =>
      (await world.search.search(world.caller('beta'), { query: text, first: 50 })).passages;
    expect((await query('valve torque table')).map(({ title }) => title)).not.toContain('Settings 2021');
    const passages = await query('valve torque table in 2021');
    expect(passages.map(({ title }) => title)).toContain('Settings 2021');
  });
});

describe('a given filter', () => {
  const titles = async (filters: SearchFilters) =>
    (await search('한도 rate', { filters })).passages.map(({ title }) => title).sort();

  it.each([
    [{ types: ['pdf'] }, ['Price list']],
    [{ types: ['application/pdf'] }, ['Price list']],
    [{ types: ['contract', 'pdf'] }, ['Price list', 'Works agreement']],
    [{ types: ['regulation'], documents: [] }, []],
    [{ from: `${year - 1}-01-01`, to: `${year - 1}-12-31` }, ['임원 여비']],
    [{ from: `${year + 1}-01-01` }, []],
  ])('leaves only what fits: %j', async (filters, left) => expect(await titles(filters)).toEqual(left));

  it('narrows to documents, a foreign one being as one that does not exist', async () => {
    const foreign = await world.publish('beta', ['한도 rate']);
    expect(await titles({ documents: [rules.documentId] })).toEqual(['여비규정 2023']);
    for (const id of [foreign.documentId, newId(), 'no id']) expect(await titles({ documents: [id] })).toEqual([]);
  });

  it.each([{ types: ['poem'] }, { from: '2024-13-01' }, { to: 'yesterday' }])(
    'is refused by name: %j',
    async (filters) => {
      await expect(titles(filters)).rejects.toThrow(InvalidFilterError);
    },
  );
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromSquad } from './from-squad.js';
import { readEvaluationSet, readQueries } from './read-evaluation-set.js';
import { writeEvaluationSet } from './write-evaluation-set.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onggi-evaluation-'));
});
afterEach(() => rm(folder, { recursive: true }));

const good = {
  'corpus.jsonl':
    '{"id":"d1","title":" 펌프 ","text":"3개월\\n마다","lang":"ko"}\n\n{"id":2,"text":"Fan","lang":"en"}\n',
  'queries.jsonl':
    '\ufeff{"id":"q1","text":"몇 달?","lang":"ko","answers":["3개월"]}\r\n{"id":"q2","text":"Why?","unanswerable":true}\r\n',
  'qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\t2\t0\nq1\tgone\t1\nq9\td1\t1\n',
};

async function read(files: Record<string, string>) {
  for (const [name, text] of Object.entries({ ...good, ...files })) await writeFile(path.join(folder, name), text);
  return readEvaluationSet(folder);
}

describe('reading an evaluation set', () => {
  it('keeps texts to the character, passes over a header, and counts what it leaves out', async () => {
    expect(await read({ 'glossary.tsv': 'ko\ten\n냉각수 펌프\tcooling water pump\n' })).toEqual({
      documents: [
        { id: 'd1', title: ' 펌프 ', text: '3개월\n마다', language: 'ko' },
        { id: '2', title: '', text: 'Fan', language: 'en' },
      ],
      queries: [
        { id: 'q1', text: '몇 달?', language: 'ko', answers: ['3개월'], unanswerable: false },
        { id: 'q2', text: 'Why?', language: 'en', answers: [], unanswerable: true },
      ],
      judgements: new Map([
        [
          'q1',
          new Map([
            ['d1', 1],
            ['2', 0],
          ]),
        ],
      ]),
      ignoredJudgements: 2,
      glossary: [{ ko: '냉각수 펌프', en: 'cooling water pump' }],
    });
  });

  it.each([
    ['corpus.jsonl', '{"id":"a","text":"t"}\n{"id":"b"', 'corpus.jsonl:2'],
    ['corpus.jsonl', '["a"]', 'corpus.jsonl:1'],
    ['corpus.jsonl', '{"id":"a","text":"t"}\n\n{"id":"a","text":"u"}', 'corpus.jsonl:3'],
    ['corpus.jsonl', '{"id":"a","text":"t","lang":"fr"}', 'corpus.jsonl:1'],
    ['corpus.jsonl', '{"id":"","text":"t"}', 'corpus.jsonl:1'],
    ['corpus.jsonl', '', 'corpus.jsonl'],
    ['queries.jsonl', '{"id":"q"}', 'queries.jsonl:1'],
    ['queries.jsonl', '{"id":"q","text":"t","answers":"a"}', 'queries.jsonl:1'],
    ['queries.jsonl', '{"id":"q","text":"t","unanswerable":"yes"}', 'queries.jsonl:1'],
    ['qrels.tsv', 'q1\td1\t1\nq1\td1', 'qrels.tsv:2'],
    ['qrels.tsv', 'q1\td1\t1\nq1\td1\tone', 'qrels.tsv:2'],
    ['qrels.tsv', 'q1\td1\t1\t1', 'qrels.tsv:1'],
    ['glossary.tsv', 'ko\ten\n펌프', 'glossary.tsv:2'],
  ])('refuses %s %j, saying where', async (file, text, place) => {
    const refused = read({ [file]: text });
    await expect(refused).rejects.toMatchObject({ code: 'EVALUATION_SET_INVALID' });
    await expect(refused).rejects.toThrow(new RegExp(`^${place.replace('.', '\\.')}: `));
  });

  it('says which file is not there', async () => {
    await expect(readEvaluationSet(path.join(folder, 'nowhere'))).rejects.toThrow(/^corpus\.jsonl: /);
  });
});

describe('questions about documents that are elsewhere', () => {
  it('are read without them, their judgements as they stand', async () => {
    for (const name of ['queries.jsonl', 'qrels.tsv'] as const) await writeFile(path.join(folder, name), good[name]);
    const { queries, judgements, ignoredJudgements } = await readQueries(folder);
    expect(queries.map(({ id }) => id)).toEqual(['q1', 'q2']);
    expect([...(judgements.get('q1') ?? [])]).toEqual([
      ['d1', 1],
      ['2', 0],
      ['gone', 1],
    ]);
    expect(ignoredJudgements).toBe(1);
  });

  it('need no judgements', async () => {
    await writeFile(path.join(folder, 'queries.jsonl'), good['queries.jsonl']);
    expect((await readQueries(folder)).judgements.size).toBe(0);
  });
});

describe('a set made of a file in the form of SQuAD', () => {
  const file = {
    data: [
      {
        title: 'Cooling_pump',
        paragraphs: [
          {
            context: 'Every three months.',
            qas: [1, 2, 3].map((id) => ({
              id: `q${id}`,
              question: `${id}?`,
              answers: [{ text: 'three' }, { text: 'three' }],
            })),
          },
          { context: 'Every three months.', qas: [{ id: 'q4', question: '4?', answers: [], is_impossible: true }] },
        ],
      },
    ],
  };

  it('is read as it was written, a repeated paragraph once', async () => {
    const set = fromSquad(file, { language: 'en' });
    expect(set.documents).toEqual([{ id: 'p1', title: 'Cooling pump', text: 'Every three months.', language: 'en' }]);
    expect(set.queries.map(({ unanswerable }) => unanswerable)).toEqual([false, false, false, true]);
    expect([...set.judgements.keys()]).toEqual(['q1', 'q2', 'q3']);
    await writeEvaluationSet(folder, set);
    expect(await readEvaluationSet(folder)).toEqual(set);
  });

  it('draws the same questions each time', () => {
    const drawn = () => fromSquad(file, { language: 'en', queries: 2 }).queries.map(({ id }) => id);
    expect(drawn()).toHaveLength(2);
    expect(drawn()).toEqual(drawn());
  });
});

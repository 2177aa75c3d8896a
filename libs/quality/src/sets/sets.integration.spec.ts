import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatModel } from '@onggi/models';
import { newId } from '@onggi/platform';
import { sql, type TenantContext } from '@onggi/tenancy';
import { written, type PublishedDocument } from '../../../answering/src/answering-world.fixture.js';
import { QualityWorld } from '../quality-world.fixture.js';

let world: QualityWorld;
let curator: TenantContext;
let pump: PublishedDocument;

const question = '냉각수 펌프는 몇 달마다 점검하나요?';
const answerText = '냉각수 펌프는 3개월마다 점검합니다.';

beforeAll(async () => {
  world = await QualityWorld.create();
  curator = await world.caller('one');
  pump = await world.answering.publish('one', '펌프 지침', [answerText]);
});
afterAll(() => world.close());

const only = async (set: string) => {
  const { questions } = await world.questions.list(curator, set);
  expect(questions).toHaveLength(1);
  return questions[0]!;
};

describe('a set', () => {
  it('takes questions, finds their documents by id, external id or path, and counts what it does not find', async () => {
    await world.sets.save(curator, 'first', { ko: '첫 세트', en: 'First set' });
    const given = [
      {
        externalId: 'q1',
        text: question,
        relevant: [{ document: '펌프 지침.pdf', grade: 2 }, { document: 'nowhere.pdf' }],
      },
      { externalId: 'q2', text: 'What is it?', relevant: [{ document: 'nowhere.pdf' }] },
    ];
    expect(await world.questions.add(curator, 'first', given, { origin: 'imported' })).toEqual({
      added: 2,
      replaced: 0,
      drafts: 1,
      ignoredJudgements: 2,
      unknownDocuments: ['nowhere.pdf'],
    });
    const again = [{ externalId: 'q2', text: 'How far is the moon?', unanswerable: true }];
    expect(await world.questions.add(curator, 'first', again, { origin: 'imported' })).toMatchObject({
      replaced: 1,
      drafts: 0,
    });
    const { questions, total } = await world.questions.list(curator, 'first', { state: 'approved' });
    expect(total).toBe(2);
    expect(questions[0]).toMatchObject({
      text: question,
      lang: 'ko',
      origin: 'imported',
      relevant: [{ documentId: pump.documentId, grade: 2, title: '펌프 지침', path: '펌프 지침.pdf' }],
    });
    expect(questions[1]).toMatchObject({ lang: 'en', unanswerable: true });
    expect(await world.sets.list(curator)).toMatchObject([
      { key: 'first', name: { ko: '첫 세트' }, questions: { draft: 0, approved: 2, rejected: 0 }, version: null },
    ]);
  });

  it('is read page by page', async () => {
    const { questions, next } = await world.questions.list(curator, 'first', { first: 1 });
    const rest = await world.questions.list(curator, 'first', { first: 1, after: next! });
    expect([...questions, ...rest.questions].map(({ externalId }) => externalId)).toEqual(['q1', 'q2']);
    expect(rest.next).toBeNull();
  });

  it('exists for no other tenant and for no member, and its documents are of its own tenant', async () => {
    const foreigner = await world.caller('two');
    for (const other of [foreigner, await world.caller('one', 'member')]) {
      expect(await world.sets.list(other)).toEqual([]);
      for (const key of ['first', newId()]) {
        await expect(world.questions.list(other, key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
    }
    await world.makeSet(foreigner, 'first', { [question]: [pump.documentId] });
    expect((await world.questions.list(foreigner, 'first')).questions).toMatchObject([
      { state: 'draft', relevant: [] },
    ]);
  });

  it('refuses a key that cannot stand in an address', async () => {
    await expect(world.sets.save(curator, 'a/b')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('goes with its versions and runs', async () => {
    await world.makeSet(curator, 'passing', { [question]: [pump.documentId] });
    const run = await world.measured(curator, 'passing');
    await world.sets.remove(curator, 'passing');
    await expect(world.runs.view(curator, run.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a version', () => {
  it('is made when what is approved has changed, and stays as it was measured', async () => {
    await world.makeSet(curator, 'versions', { [question]: [pump.documentId] });
    await world.measured(curator, 'versions');
    expect((await world.measured(curator, 'versions')).version).toBe(1);
    const { id } = await only('versions');
    await world.questions.change(curator, 'versions', id, { text: `${question}!` });
    expect((await world.measured(curator, 'versions')).version).toBe(2);
    const texts = await world.database.run(curator, (transaction) =>
      transaction.rows(sql`SELECT version, text FROM onggi.evaluation_query WHERE query_id = ${id} ORDER BY version`),
    );
    expect(texts).toEqual([
      { version: 1, text: question },
      { version: 2, text: `${question}!` },
    ]);
    expect(await world.sets.view(curator, 'versions')).toMatchObject({
      versions: [{ version: 2 }, { version: 1, questions: 1 }],
    });
    expect(await world.runs.start(curator, { set: 'versions', version: 1 })).toMatchObject({ version: 1, total: 1 });
  });

  it.each([
    ['changed', sql`UPDATE onggi.evaluation_query SET text = 'x'`],
    ['removed', sql`DELETE FROM onggi.evaluation_version`],
    [
      'added to',
      sql`INSERT INTO onggi.evaluation_query
          SELECT tenant_id, set_id, version, gen_random_uuid(), text, language, answers, unanswerable, judgements FROM onggi.evaluation_query`,
    ],
  ])('is not %s, by anyone who signs in', async (_, statement) => {
    await expect(world.database.run(curator, (transaction) => transaction.execute(statement))).rejects.toMatchObject({
      cause: { code: '42501' },
    });
  });

  it('needs an approved question', async () => {
    await world.sets.save(curator, 'empty');
    await expect(world.runs.start(curator, { set: 'empty' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(world.runs.start(curator, { set: 'versions', version: 7 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('feedback on an answer', () => {
  it('becomes a draft, which is measured once a curator has approved it', async () => {
    world.answering.model.write = () => [written(answerText)];
    const asker = await world.caller('one', 'member');
    const { answerId } = await world.answering.ask(asker, question);
    await world.feedback.give(asker, answerId, { word: 'right' });
    expect(await only('feedback')).toMatchObject({
      text: question,
      origin: 'feedback',
      state: 'draft',
      relevant: [{ documentId: pump.documentId, grade: 1 }],
    });
    await expect(world.runs.start(curator, { set: 'feedback' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await world.questions.change(curator, 'feedback', (await only('feedback')).id, { state: 'approved' });
    expect(await world.measured(curator, 'feedback')).toMatchObject({ report: { retrieval: { 'hit@1': 1 } } });

    await world.feedback.give(asker, answerId, { word: 'wrong' });
    expect(await only('feedback')).toMatchObject({ state: 'approved', decidedBy: curator.principal });
    await world.sets.remove(curator, 'feedback');
  });

  it('changes with the asker’s mind, and without judgements waits for a curator to give some', async () => {
    world.answering.model.write = () => [written(answerText)];
    const asker = await world.caller('one', 'member');
    const { answerId } = await world.answering.ask(asker, question);
    await world.feedback.give(asker, answerId, { word: 'right' });
    await world.feedback.give(asker, answerId, { word: 'wrong', comment: '바뀌었습니다' });
    const draft = await only('feedback');
    expect(draft).toMatchObject({ relevant: [], answers: [], note: '바뀌었습니다' });
    const approve = { state: 'approved' as const };
    await expect(world.questions.change(curator, 'feedback', draft.id, approve)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(
      world.questions.change(curator, 'feedback', draft.id, { relevant: [{ document: newId() }] }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const relevant = [{ document: pump.documentId }];
    expect(await world.questions.change(curator, 'feedback', draft.id, { ...approve, relevant })).toMatchObject(
      approve,
    );
  });

  it('is for the asker alone to give', async () => {
    const asker = await world.caller('one', 'member');
    const { answerId } = await world.answering.ask(asker, question);
    for (const other of [await world.caller('one', 'member'), await world.caller('two')]) {
      await expect(world.feedback.give(other, answerId, { word: 'right' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });
});

describe('questions that a model proposes', () => {
  const long = '보일러 안전밸브는 6개월마다 점검하고 그 기록을 3년 동안 보관하며, 점검은 자격이 있는 사람만 합니다.';
  const model = (question: string): ChatModel =>
    ({
      complete: async () => ({
        text: JSON.stringify({ question, answer: '6개월' }),
        finishReason: 'stop',
        model: 'writer',
      }),
    }) as unknown as ChatModel;

  it('are drafts for passages that nobody asked about, within the budget', async () => {
    const boiler = await world.answering.publish('one', '보일러 지침', [long]);
    await world.answering.publish('one', '비밀 보일러 지침', [long], { groups: ['vault'] });
    await world.sets.save(curator, 'proposed');
    const proposal = await world.propose(curator, 'proposed', 5, model('보일러 안전밸브는 얼마마다 점검하나요?'));
    expect(proposal).toMatchObject({ status: 'finished', passages: 5, asked: 1, proposed: 1, chatModel: 'writer' });
    expect(await only('proposed')).toMatchObject({
      origin: 'proposed',
      state: 'draft',
      answers: ['6개월'],
      relevant: [{ documentId: boiler.documentId, grade: 1 }],
    });
    expect(await world.propose(curator, 'proposed', 5, model('또 물을까요?'))).toMatchObject({ asked: 0, proposed: 0 });
  });

  it('that cannot be used cost their passage, once', async () => {
    await world.sets.save(curator, 'refused');
    await world.answering.publish('one', '둘째 보일러 지침', [long]);
    const proposal = await world.propose(curator, 'refused', 2, model('이 글에서 안전밸브는 얼마마다 점검하나요?'));
    expect(proposal).toMatchObject({ status: 'finished', asked: 2, proposed: 0 });
    expect((await world.questions.list(curator, 'refused')).total).toBe(0);
    // The set asks it already, of the other boiler.
    const again = await world.propose(curator, 'proposed', 5, model('보일러 안전밸브는 얼마마다 점검하나요?'));
    expect(again).toMatchObject({ status: 'finished', asked: 1, proposed: 0 });
  });

  it('are not asked for by a member, and not seen by another tenant', async () => {
    await expect(world.proposals.start(await world.caller('one', 'member'), 'refused', 1)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const [proposal] = await world.proposals.list(curator, 'refused');
    const foreigner = await world.caller('two');
    await world.sets.save(foreigner, 'refused');
    await expect(world.proposals.view(foreigner, 'refused', proposal!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelUnavailableError } from '@onggi/models';
import { newId } from '@onggi/platform';
import { sql, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld, told, written, type PublishedDocument } from '../answering-world.fixture.js';
import { keepFeedback } from './answer-feedback.js';

let world: AnsweringWorld;
let manual: PublishedDocument;
let secret: PublishedDocument;

const pumpEn = 'Inspect the cooling water pump every three months.';
const pumpKo = '냉각수 펌프는 3개월마다 점검합니다.';
const question = '냉각수 펌프는 몇 달마다 점검하나요?';

beforeAll(async () => {
  world = await AnsweringWorld.create(['one', 'two']);
  manual = await world.publish('one', 'Oven manual', [
    pumpEn,
    'The fan runs at 1200 rpm. Never open the hood while hot.',
  ]);
  secret = await world.publish('one', '비밀 지침', ['금고 점검은 5일마다 합니다.'], {
    groups: ['vault'],
    corpus: 'secret',
  });
  await world.publish('two', '다른 회사 안내', ['냉각수 펌프는 9개월마다 점검합니다.']);
  await world.experts.save(world.curator('one'), {
    key: 'oven',
    name: { ko: '오븐 전문가', en: 'Oven expert' },
    persona: { ko: '당신은 설비 기술자입니다.', en: 'You are an equipment engineer.' },
    corpora: ['library'],
    glossary: [{ ko: '냉각수 펌프', en: 'cooling water pump' }],
  });
});
afterAll(() => world.close());
beforeEach(() => {
  world.model.gate = 'yes';
  world.model.write = () => [written(pumpKo)];
  world.model.writesProse = false;
});

describe('asking', () => {
  it('answers a Korean question from an English document in Korean, cited to the span and page', async () => {
    const { answer, answerId } = await world.ask(world.person('one'), question, { expert: 'oven' });
    expect(told(answer)).toEqual(['GENERATED', `supported: ${pumpKo}`]);
    const [citation] = answer.sentences[0]!.citations;
    expect(citation).toMatchObject({ versionId: manual.versionId, title: 'Oven manual', page: 1, quote: pumpEn });
    expect(manual.text.slice(citation!.start, citation!.end)).toBe(pumpEn);
    expect(answer).toMatchObject({
      expert: { key: 'oven' },
      searched: { corpora: [{ key: 'library' }], documents: 1 },
      language: 'ko',
      model: 'scripted',
      error: null,
    });
    expect(await world.audited('answer.ask', answerId)).toBe(1);
  });

  it('numbers its events from 1, and ends with the answer', async () => {
    const { events } = await world.ask(world.person('one'), question);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    const names = events.map(({ event }) => event).filter((name) => name !== 'delta');
    expect(names).toEqual(['started', 'step', 'passages', 'step', 'step', 'step', 'sentence', 'done']);
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { answer: { status: 'GENERATED' } } });
  });

  it('shows the first sentence while the rest is being written', async () => {
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    world.model.write = () => ['{"answer":"' + pumpKo + ' 그', until, '리고 끝입니다."}'];
    const context = world.person('one');
    const { answerId } = await world.answers.ask(context, { question });
    for await (const event of world.events.follow(context, answerId, 0, new AbortController().signal)) {
      if (event.event !== 'sentence') continue;
      expect(event.data).toMatchObject({ index: 0, text: pumpKo, verdict: 'supported' });
      expect((await world.answers.get(context, answerId)).status).toBe('RUNNING');
      break;
    }
    release();
    expect((await world.heard(context, answerId)).at(-1)).toMatchObject({ data: { answer: { dropped: 1 } } });
  });

  it('abstains with the nearest passages when the evidence does not say', async () => {
    world.model.gate = 'no';
    const { answer } = await world.ask(world.person('one'), question, { expert: 'oven' });
    expect(told(answer)).toEqual(['ABSTAINED']);
    expect(answer.passages).toContainEqual(expect.objectContaining({ documentId: manual.documentId, text: pumpEn }));
  });

  it('quotes the source when what was written does not hold', async () => {
    world.model.write = () => [written('The cooling water pump is inspected every two months.')];
    const { answer, answerId } = await world.ask(world.person('one'), 'How often is the cooling water pump inspected?');
    expect(told(answer)).toEqual(['EXTRACTIVE', `quoted: ${pumpEn}`]);
    expect(answer.dropped).toBe(1);
    const { rows } = await world.admin.query('SELECT text FROM onggi.answer_sentence WHERE answer_id = $1', [answerId]);
    expect(rows).toEqual([{ text: '' }]);
  });

  it('asks once more for the language of the question', async () => {
    world.model.write = (attempt) => [written(attempt === 1 ? pumpEn : pumpKo)];
    const { answer } = await world.ask(world.person('one'), question);
    expect(told(answer)).toEqual(['GENERATED', `supported: ${pumpKo}`]);
  });

  it('lets a large model write prose through the same check', async () => {
    world.model.writesProse = true;
    world.model.write = () => [`${pumpKo} [1] `, '펌프는 7년마다 바꿉니다 [1].'];
    const { answer } = await world.ask(world.person('one'), question);
    expect(told(answer)).toEqual(['GENERATED', `supported: ${pumpKo}`]);
    expect(answer.dropped).toBe(1);
  });

  it.each([
    ['', 'INVALID_INPUT'],
    [' \n ', 'INVALID_INPUT'],
    ['가'.repeat(100_000), 'INVALID_INPUT'],
  ])('refuses what is no question', async (text, code) => {
    await expect(world.answers.ask(world.person('one'), { question: text })).rejects.toMatchObject({ code });
  });

  it('refuses an expert, corpus or conversation that is not there', async () => {
    const context = world.person('one');
    await expect(world.answers.ask(context, { question, expert: 'none' })).rejects.toMatchObject({ httpStatus: 404 });
    await expect(world.answers.ask(context, { question, corpora: ['none'] })).rejects.toMatchObject({
      httpStatus: 404,
    });
    await expect(world.answers.ask(context, { question, conversationId: newId() })).rejects.toMatchObject({
      httpStatus: 404,
    });
  });
});

describe('what goes wrong', () => {
  it('without a gate is a failure by name, never an answer', async () => {
    world.model.gate = new ModelUnavailableError('chat', undefined);
    const { answer, events } = await world.ask(world.person('one'), question);
    expect(told(answer)).toEqual(['FAILED']);
    expect(answer.error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'MODEL_UNAVAILABLE' } } });
  });

  it.each([
    ['a writer that dies', new ModelUnavailableError('chat', undefined)],
    ['a writer that writes no JSON', 'I am sorry'],
  ])('after the gate leaves a quotation: %s', async (_, piece) => {
    world.model.write = () => [piece];
    const { answer } = await world.ask(world.person('one'), 'How often is the cooling water pump inspected?');
    expect(told(answer)).toEqual(['EXTRACTIVE', `quoted: ${pumpEn}`]);
  });

  it('with the owner process ends the answer, retryable', async () => {
    const context = world.person('one');
    const { answerId } = await world.ask(context, question);
    await world.admin.query("UPDATE onggi.answer SET status = 'RUNNING', owner_process = $2 WHERE answer_id = $1", [
      answerId,
      newId(),
    ]);
    await world.admin.query("DELETE FROM onggi.answer_event WHERE answer_id = $1 AND kind = 'done'", [answerId]);
    expect(await world.directory.failOrphanedAnswers()).toBe(1);
    const last = (await world.heard(context, answerId)).at(-1);
    expect(last).toMatchObject({ event: 'error', data: { error: { code: 'ANSWER_INTERRUPTED', retryable: true } } });
  });

  it('with characters that no database takes loses the characters, not the answer', async () => {
    world.model.write = () => ['{"answer":"냉각수 펌프는\\u0000 3개월마다 점검합니다.\\ud800"}'];
    const { answer } = await world.ask(world.person('one'), `${question}\u0000\ud800`);
    expect(told(answer)).toEqual(['GENERATED', `supported: ${pumpKo}`]);
    expect(answer.question).toBe(question);
  });

  it('does not touch the answers of a living process', async () => {
    let release: () => void = () => undefined;
    world.model.write = () => [new Promise<void>((resolve) => (release = resolve)), written(pumpKo)];
    const context = world.person('one');
    const { answerId } = await world.answers.ask(context, { question });
    expect(await world.directory.failOrphanedAnswers()).toBe(0);
    for await (const event of world.events.follow(context, answerId, 0, new AbortController().signal)) {
      if (event.event === 'step' && event.data.name === 'writing') release();
    }
    expect((await world.answers.get(context, answerId)).status).toBe('GENERATED');
  });
});

describe('cancelling', () => {
  it('keeps what was verified', async () => {
    world.model.write = () => ['{"answer":"' + pumpKo + ' 그', new Promise(() => undefined)];
    const context = world.person('one');
    const { answerId } = await world.answers.ask(context, { question });
    for await (const event of world.events.follow(context, answerId, 0, new AbortController().signal)) {
      if (event.event === 'sentence') break;
    }
    expect(told(await world.answers.cancel(context, answerId))).toEqual(['CANCELLED', `supported: ${pumpKo}`]);
    expect(await world.audited('answer.ask', answerId)).toBe(1);
  });

  it('changes nothing of an answer that has ended', async () => {
    const { answerId } = await world.ask(world.person('one'), question);
    expect((await world.answers.cancel(world.person('one'), answerId)).status).toBe('GENERATED');
  });
});

describe('reading an answer again', () => {
  it('goes on after the last event that a reader has, for any number of readers', async () => {
    const { answerId, events } = await world.ask(world.person('one'), question);
    expect(await world.heard(world.person('one'), answerId, 3)).toEqual(events.slice(3));
  });

  it('withholds a sentence whose source may no longer be read', async () => {
    world.model.write = () => [written('금고 점검은 5일마다 합니다.')];
    const asked = await world.ask(world.person('one', 'guard', ['vault']), '금고 점검은 며칠마다 하나요?', {
      corpora: ['secret'],
    });
    expect(told(asked.answer)).toEqual(['GENERATED', 'supported: 금고 점검은 5일마다 합니다.']);
    const moved = await world.answers.get(world.person('one', 'guard'), asked.answerId);
    expect(told(moved)).toEqual(['GENERATED', 'withheld: ']);
    expect(JSON.stringify([moved, await world.heard(world.person('one', 'guard'), asked.answerId)])).not.toContain(
      secret.versionId,
    );
  });

  it('shows no word of a document that was removed, in no event either', async () => {
    const gone = await world.publish('one', '사라질 안내', ['승강기 점검은 매주 목요일에 합니다.']);
    world.model.write = () => [written('승강기 점검은 매주 목요일에 합니다.')];
    const { answer, answerId } = await world.ask(world.person('one'), '승강기 점검은 언제 하나요?');
    expect(told(answer)).toEqual(['GENERATED', 'supported: 승강기 점검은 매주 목요일에 합니다.']);
    await world.admin.query(
      'DELETE FROM onggi.document d USING onggi.document_version v WHERE v.document_id = d.document_id AND v.version_id = $1',
      [gone.versionId],
    );
    const read = await world.answers.get(world.person('one'), answerId);
    expect(told(read)).toEqual(['GENERATED', 'withheld: ']);
    expect(JSON.stringify([read, await world.heard(world.person('one'), answerId)])).not.toMatch(/목요일/);
  });

  it('still reads a version that was replaced', async () => {
    const old = await world.publish('one', '옛 안내', ['창고 문은 저녁 7시에 닫습니다.']);
    world.model.write = () => [written('창고 문은 저녁 7시에 닫습니다.')];
    const { answerId } = await world.ask(world.person('one'), '창고 문은 언제 닫나요?');
    await world.admin.query(
      "UPDATE onggi.document_version SET live = false, status = 'retired' WHERE version_id = $1",
      [old.versionId],
    );
    expect((await world.answers.get(world.person('one'), answerId)).text).toContain('7시');
  });

  it('is for the asker alone: for all others it does not exist', async () => {
    const { answerId } = await world.ask(world.person('one'), question);
    for (const other of [world.person('one', 'colleague'), world.curator('one'), world.person('two')]) {
      for (const attempt of [
        () => world.answers.get(other, answerId),
        () => world.answers.cancel(other, answerId),
        () => world.database.run(other, (transaction) => keepFeedback(transaction, answerId, { word: 'right' })),
        () => world.heard(other, answerId),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
    }
  });

  it('never finds what another tenant has', async () => {
    world.model.write = () => [written('냉각수 펌프는 9개월마다 점검합니다.')];
    const { answer } = await world.ask(world.person('one'), question);
    expect(JSON.stringify(answer)).not.toContain('9개월');
  });

  it('leaves an audit row, and takes a word about it', async () => {
    const { answerId } = await world.ask(world.person('one'), question);
    const before = await world.audited('answer.read', answerId);
    await world.answers.get(world.person('one'), answerId);
    expect(await world.audited('answer.read', answerId)).toBe(before + 1);
    const answered = await world.database.run(world.person('one'), (transaction) =>
      keepFeedback(transaction, answerId, { word: 'wrong', comment: '다른 펌프' }),
    );
    expect(answered).toMatchObject({ question, language: 'ko', cited: [manual.documentId], comment: '다른 펌프' });
    const row = await world.database.run(world.person('one'), (transaction) =>
      transaction.first(sql`SELECT feedback ->> 'word' AS word FROM onggi.answer WHERE answer_id = ${answerId}`),
    );
    expect(row).toEqual({ word: 'wrong' });
  });
});

describe('experts', () => {
  it('look where they may, and no expert is listed who knows nothing readable', async () => {
    await world.experts.save(world.curator('one'), {
      key: 'vault',
      name: { ko: '금고', en: 'Vault' },
      corpora: ['secret'],
    });
    const keys = async (groups: string[]) =>
      (await world.experts.list(world.person('one', 'x', groups))).map(({ key }) => key);
    expect(await keys([])).toEqual(['oven']);
    expect((await keys(['vault'])).sort()).toEqual(['oven', 'vault']);
    world.model.gate = 'no';
    const { answer } = await world.ask(world.person('one', 'x', ['vault']), question, { expert: 'vault' });
    expect(answer.passages.map(({ documentId }) => documentId)).toEqual([secret.documentId]);
  });

  it('are set up by curators', async () => {
    const definition = { key: 'x', name: { ko: 'x', en: 'x' }, corpora: [] };
    await expect(world.experts.save(world.person('one'), definition)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are removed by curators, and conversations with them stay', async () => {
    const definition = { key: 'short-lived', name: { ko: '임시', en: 'Temporary' }, corpora: [] };
    await world.experts.save(world.curator('one'), definition);
    const { answer } = await world.ask(world.person('one'), question, { expert: 'short-lived' });
    const remove = (context: TenantContext) => world.experts.remove(context, 'short-lived');
    await expect(remove(world.person('one'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(remove(world.curator('two'))).rejects.toMatchObject({ code: 'EXPERT_NOT_FOUND' });
    await remove(world.curator('one'));
    const kept = await world.conversations.get(world.person('one'), answer.conversationId);
    expect([kept.expertKey, kept.answers.length]).toEqual([null, 1]);
  });

  it('give the model their persona and the terms of the question', async () => {
    world.model.writesProse = true;
    await world.ask(world.person('one'), question, { expert: 'oven' });
    const prompt = world.model.asked
      .at(-1)!
      .messages.map(({ content }) => content)
      .join('\n');
    expect(prompt).toContain('당신은 설비 기술자입니다.');
    expect(prompt).toContain('냉각수 펌프 = cooling water pump');
  });
});

describe('conversations', () => {
  it('begin with a question, go on, are renamed and go with their answers', async () => {
    const context = world.person('one', 'talker');
    const first = await world.ask(context, question);
    const { conversationId } = first.answer;
    await world.answers.ask(context, { question: '그럼 팬은?', conversationId });
    expect((await world.conversations.list(context)).map(({ title }) => title)).toEqual([question]);
    expect((await world.conversations.get(context, conversationId)).answers.map((answer) => answer.question)).toEqual([
      question,
      '그럼 팬은?',
    ]);
    expect((await world.conversations.rename(context, conversationId, ' 펌프 ')).title).toBe('펌프');
    await expect(world.conversations.get(world.person('one'), conversationId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await world.conversations.delete(context, conversationId);
    await expect(world.answers.get(context, first.answerId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

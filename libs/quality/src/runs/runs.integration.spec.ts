import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelUnavailableError } from '@onggi/models';
import { newId } from '@onggi/platform';
import { sql, type TenantContext } from '@onggi/tenancy';
import { written, type PublishedDocument } from '../../../answering/src/answering-world.fixture.js';
import { QualityWorld } from '../quality-world.fixture.js';
import type { QueryMeasurement } from './measure-query.js';

let world: QualityWorld;
let curator: TenantContext;
let pump: PublishedDocument;
let door: PublishedDocument;
let vault: PublishedDocument;

const pumpQuestion = '냉각수 펌프는 몇 달마다 점검하나요?';
const doorQuestion = '창고 문은 몇 시에 닫나요?';
const vaultQuestion = '금고는 며칠마다 점검하나요?';

beforeAll(async () => {
  world = await QualityWorld.create();
  curator = await world.caller('one');
  pump = await world.answering.publish('one', '펌프 지침', ['냉각수 펌프는 3개월마다 점검합니다.']);
  door = await world.answering.publish('one', '창고 안내', ['창고 문은 저녁 7시에 닫습니다.']);
  vault = await world.answering.publish('one', '금고 지침', ['금고는 5일마다 점검합니다.'], { groups: ['vault'] });
});
afterAll(() => world.close());
beforeEach(() => {
  world.answering.model.gate = 'yes';
  world.answering.model.write = () => [written('냉각수 펌프는 3개월마다 점검합니다.')];
});

/** A set that no other test knows. */
async function freshSet(questions: Record<string, string[]>): Promise<string> {
  const key = `set-${newId()}`;
  await world.makeSet(curator, key, questions);
  return key;
}

describe('a run', () => {
  it('measures what is approved, and says on what', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId], [doorQuestion]: [door.documentId] });
    const run = await world.measured(curator, set);
    expect(run).toMatchObject({
      status: 'finished',
      version: 1,
      done: 2,
      total: 2,
      embeddingSet: 1,
      chatModel: null,
      configuration: { embedding: { model: 'words' }, ranking: expect.anything() },
      error: null,
      startedBy: curator.principal,
      endedBy: 'service:run-evaluation',
    });
    expect(run.report).toMatchObject({
      retrieval: { 'hit@1': 1, 'ndcg@10': 1 },
      answers: null,
      by_language: { 'ko-ko': { queries: 2 } },
      counts: { documents: 2, queries: 2, judged: 2, failed: 0, ignored_judgements: 0 },
    });
  });

  it('is told apart from another by everything that decides its figures', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const measuredBy = async (chatModel: string, ONGGI_MULTI_QUERY: string) => {
      const run = await world.runs.start(curator, { set, answers: true });
      await world.work(run, 'one', { installation: { chatModel, settings: { ONGGI_MULTI_QUERY } } });
      return run.id;
    };
    const first = await measuredBy('small', 'off');
    const same = await measuredBy('small', 'off');
    expect((await world.runs.compare(curator, same, first)).settings).toEqual([]);
    await world.answering.admin.query(
      `UPDATE onggi.document_version SET chunker = 7, analyzer = 'other-1' WHERE version_id = $1`,
      [pump.versionId],
    );
    const other = await measuredBy('large', 'auto');
    await world.answering.admin.query(
      `UPDATE onggi.evaluation_run SET configuration = jsonb_set(configuration, '{answering,prompts,gate}', '"0"') WHERE run_id = $1`,
      [first],
    );
    const { settings } = await world.runs.compare(curator, other, first);
    expect(settings).toEqual([
      { setting: 'analyzers', run: ['', 'other-1'], other: [''] },
      { setting: 'answering.chatModel', run: 'large', other: 'small' },
      { setting: 'answering.prompts.gate', run: expect.stringMatching(/^[0-9a-f]{12}$/), other: '0' },
      { setting: 'chunkers', run: [0, 7], other: [0] },
      { setting: 'settings.ONGGI_MULTI_QUERY', run: 'auto', other: 'off' },
    ]);
    await world.answering.admin.query(`UPDATE onggi.document_version SET chunker = 0, analyzer = ''`);
    const searched = await world.measured(curator, set);
    expect(searched.configuration).not.toHaveProperty('answering');
    expect(searched.configuration).toMatchObject({ embedding: { set_id: 1 }, tokens: { mixed: expect.anything() } });
  });

  it('leaves out and counts judgements of what is gone, or closed to who started it', async () => {
    const passing = await world.answering.publish('one', '옛 안내', ['식당은 12시에 엽니다.']);
    const set = await freshSet({
      [pumpQuestion]: [pump.documentId, passing.documentId],
      '식당은 언제 여나요?': [passing.documentId],
      [vaultQuestion]: [vault.documentId],
    });
    await world.answering.admin.query('DELETE FROM onggi.document WHERE document_id = $1', [passing.documentId]);
    const { report } = await world.measured(curator, set);
    expect(report).toMatchObject({
      retrieval: { 'recall@10': 1 },
      counts: { queries: 3, judged: 1, ignored_judgements: 3 },
    });
    const insider = await world.caller('one', 'curator', ['vault']);
    expect((await world.measured(insider, set)).report).toMatchObject({ counts: { judged: 2, ignored_judgements: 2 } });
  });

  it('goes on where a killed worker left it, and repeats no query', async () => {
    const set = await freshSet({
      [pumpQuestion]: [pump.documentId],
      [doorQuestion]: [door.documentId],
      '창고는 언제 닫나요?': [door.documentId],
    });
    const run = await world.runs.start(curator, { set });
    const kill = new AbortController();
    const asked: string[] = [];
    const watched = (mostQueries: number) =>
      ({
        measure: (...[context, query, options, signal]: Parameters<QueryMeasurement['measure']>) => {
          if (asked.length === mostQueries) kill.abort(new Error('killed'));
          signal.throwIfAborted();
          asked.push(query.id);
          return world.measurement.measure(context, query, options, signal);
        },
      }) as QueryMeasurement;
    await expect(world.work(run, 'one', { measurement: watched(2), signal: kill.signal })).rejects.toThrow('killed');
    expect(await world.runs.view(curator, run.id)).toMatchObject({
      status: 'running',
      done: 2,
      total: 3,
      report: null,
    });
    await world.work(run, 'one', { measurement: watched(9), attempt: 2 });
    expect(await world.runs.view(curator, run.id)).toMatchObject({ status: 'finished', done: 3 });
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('that is cancelled keeps what it has and goes no further', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId], [doorQuestion]: [door.documentId] });
    const run = await world.runs.start(curator, { set });
    const measurement = {
      measure: async (...parameters: Parameters<QueryMeasurement['measure']>) => {
        const outcome = await world.measurement.measure(...parameters);
        await world.runs.cancel(curator, run.id);
        return outcome;
      },
    } as QueryMeasurement;
    await world.work(run, 'one', { measurement });
    const cancelled = await world.runs.view(curator, run.id);
    expect(cancelled).toMatchObject({ status: 'cancelled', done: 0, report: null, endedBy: curator.principal });
    await world.work(run, 'one');
    expect(await world.runs.view(curator, run.id)).toEqual(cancelled);
  });

  it('fails with the reason when whoever started it may come no more', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const leaver = await world.caller('one');
    const run = await world.runs.start(leaver, { set });
    await world.revoke(leaver);
    await world.work(run, 'one');
    expect(await world.runs.view(curator, run.id)).toMatchObject({ status: 'failed', error: { code: 'STARTER_GONE' } });
  });

  it('fails in the middle of a query when whoever started it may come no more', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const leaver = await world.caller('one');
    const run = await world.runs.start(leaver, { set });
    const endless = {
      measure: async (...[, , , signal]: Parameters<QueryMeasurement['measure']>) => {
        await world.revoke(leaver);
        void world.answering.rights.look();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      },
    };
    await world.work(run, 'one', { measurement: endless as unknown as QueryMeasurement });
    expect(await world.runs.view(curator, run.id)).toMatchObject({ status: 'failed', error: { code: 'RIGHTS_ENDED' } });
  });

  it('fails when the index was switched under it', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const run = await world.runs.start(curator, { set });
    const away = { measure: () => Promise.reject(new ModelUnavailableError('chat', undefined)) };
    const attempt = world.work(run, 'one', { measurement: away as unknown as QueryMeasurement });
    await expect(attempt).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    await world.answering.admin.query('UPDATE onggi.evaluation_run SET embedding_set_id = 9 WHERE run_id = $1', [
      run.id,
    ]);
    await world.work(run, 'one', { attempt: 2 });
    expect(await world.runs.view(curator, run.id)).toMatchObject({
      status: 'failed',
      error: { code: 'INDEX_SWITCHED' },
    });
  });

  it('measures answers when they are asked for, and leaves no conversation', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    await world.questions.add(curator, set, [{ text: '달까지 얼마나 먼가요?', unanswerable: true }], {
      origin: 'curated',
    });
    const [page] = (await world.questions.list(curator, set)).questions;
    await world.questions.change(curator, set, page!.id, { answers: ['3개월'] });
    const run = await world.measured(curator, set, { answers: true });
    expect(run).toMatchObject({
      status: 'finished',
      chatModel: 'scripted',
      report: { answers: { correct: 1, citation_recall: 1, abstained_wrong: 0 }, counts: { unanswerable: 1 } },
    });
    expect(await world.answering.conversations.list(curator)).toEqual([]);
  });
});

describe('two runs of a set', () => {
  it('are compared question by question, with a verdict on each metric', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId], [doorQuestion]: [door.documentId] });
    const before = await world.measured(curator, set);
    await world.answering.admin.query(
      "UPDATE onggi.document_version SET live = false, status = 'retired' WHERE version_id = $1",
      [door.versionId],
    );
    const [changed] = (await world.questions.list(curator, set)).questions;
    await world.questions.change(curator, set, changed!.id, { text: `${pumpQuestion} 알려 주세요` });
    const after = await world.measured(curator, set);
    await world.answering.admin.query(
      "UPDATE onggi.document_version SET live = true, status = 'published' WHERE version_id = $1",
      [door.versionId],
    );
    expect(after.version).toBe(2);
    expect(await world.runs.compare(curator, after.id, before.id)).toEqual({
      run: after.id,
      other: before.id,
      questions: 1,
      settings: [{ setting: 'version', run: 2, other: 1 }],
      metrics: {},
      changed: [],
    });
    await world.answering.admin.query(
      `UPDATE onggi.evaluation_outcome SET scores = jsonb_set(scores, '{retrieval,hit@1}', '0') WHERE run_id = $1`,
      [before.id],
    );
    const again = await world.measured(curator, set);
    const comparison = await world.runs.compare(curator, again.id, before.id);
    expect(comparison.changed).toEqual([
      { questionId: expect.any(String), text: doorQuestion, lang: 'ko', scores: { 'hit@1': { run: 1, other: 0 } } },
    ]);
    expect(comparison.metrics['hit@1']).toMatchObject({
      verdict: 'too_few_questions',
      questions: 1,
      difference: { mean: 1 },
    });
  });

  it('are not compared across sets, or before they are finished', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const finished = await world.measured(curator, set);
    const waiting = await world.runs.start(curator, { set });
    const elsewhere = await world.measured(curator, await freshSet({ [pumpQuestion]: [pump.documentId] }));
    for (const other of [waiting, elsewhere]) {
      await expect(world.runs.compare(curator, finished.id, other.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
  });
});

describe('to another tenant and to members', () => {
  it('runs do not exist', async () => {
    const set = await freshSet({ [pumpQuestion]: [pump.documentId] });
    const run = await world.measured(curator, set);
    for (const other of [await world.caller('two'), await world.caller('one', 'member')]) {
      for (const attempt of [
        world.runs.view(other, run.id),
        world.runs.view(other, newId()),
        world.runs.list(other, set),
      ]) {
        await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      const seen = await world.database.run(other, (transaction) =>
        transaction.rows(sql`SELECT FROM onggi.evaluation_outcome UNION ALL SELECT FROM onggi.evaluation_query`),
      );
      expect(seen).toEqual([]);
    }
  });
});

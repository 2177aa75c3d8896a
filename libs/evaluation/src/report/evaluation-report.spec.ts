import { describe, expect, it } from '@jest/globals';
import type { EvaluationSet } from '../evaluation-set/evaluation-set.js';
import { compareRuns, evaluationReport, judgeRuns } from './evaluation-report.js';
import type { QueryOutcome } from './query-outcome.js';
import { scoreQueries } from './score-queries.js';

const query = (id: string, language: 'ko' | 'en', unanswerable = false) => ({
  id,
  text: id,
  language,
  answers: unanswerable ? [] : ['3개월'],
  unanswerable,
});
const set: EvaluationSet = {
  documents: [
    { id: 'ko', title: '', text: '', language: 'ko' },
    { id: 'en', title: '', text: '', language: 'en' },
  ],
  queries: [query('both', 'ko'), query('foreign', 'ko'), query('english', 'en'), query('nothing', 'en', true)],
  judgements: new Map([
    [
      'both',
      new Map([
        ['ko', 1],
        ['en', 1],
      ]),
    ],
    ['foreign', new Map([['en', 1]])],
    ['english', new Map([['en', 1]])],
  ]),
  ignoredJudgements: 0,
  glossary: [],
};
const outcome = (queryId: string, found: string[], searchMs: number): QueryOutcome => ({ queryId, found, searchMs });
const outcomes = [
  outcome('both', ['ko', 'ko', 'x', 'en'], 10),
  outcome('foreign', ['ko', 'en'], 20),
  outcome('english', ['ko', 'x'], 30),
  outcome('nothing', ['ko'], 40),
];

describe('the report of an evaluation', () => {
  it('has means over the queries that have a relevant document, by language of query and document too', () => {
    const report = evaluationReport(set, outcomes, scoreQueries(set, outcomes), { rejected: 1, failed: 0 });
    expect(report.retrieval).toMatchObject({ 'hit@1': 0.3333, 'hit@5': 0.6667, 'mrr@10': 0.5 });
    expect(report.by_language).toMatchObject({
      'ko-ko': { queries: 1, 'hit@1': 1 },
      'ko-en': { queries: 2, 'hit@1': 0, 'hit@5': 1, 'mrr@10': 0.4167 },
      'en-en': { queries: 1, 'hit@10': 0 },
      'en-ko': null,
    });
    expect(report).toMatchObject({
      answers: null,
      answer_latency_ms: null,
      latency_ms: { p50: 25, p95: 39 },
      counts: { documents: 2, rejected: 1, queries: 4, judged: 3, unanswerable: 1, answered: 0 },
    });
    const [low, high] = report.intervals['hit@1'] ?? [NaN, NaN];
    expect([low <= 0.3333, high >= 0.3333]).toEqual([true, true]);
  });

  it('judges answers where answers came', () => {
    const answered = outcomes.map((each): QueryOutcome => ({
      ...each,
      answer:
        each.queryId === 'nothing'
          ? { abstained: true, text: '', cited: [] }
          : { abstained: false, text: '3 개월', cited: ['en'] },
      answerMs: 100,
    }));
    const report = evaluationReport(set, answered, scoreQueries(set, answered), { rejected: 0, failed: 0 });
    expect(report.answers).toEqual({
      correct: 1,
      citation_precision: 1,
      citation_recall: 0.8333,
      abstained_right: 1,
      abstained_wrong: 0,
    });
    expect(report.answer_latency_ms).toEqual({ p50: 100, p95: 100 });
  });

  it('looks at fifty passages', () => {
    const late = [outcome('english', [...Array.from({ length: 50 }, () => 'x'), 'en'], 1)];
    expect(scoreQueries(set, late)[0]?.retrieval?.['hit@10']).toBe(0);
    const last = [outcome('english', [...Array.from({ length: 49 }, () => 'x'), 'en'], 1)];
    expect(scoreQueries(set, last)[0]?.retrieval).toMatchObject({ 'hit@5': 1, 'mrr@10': 0.5 });
  });
});

describe('comparing two runs', () => {
  it('pairs them query by query', () => {
    const run = scoreQueries(set, outcomes);
    const other = scoreQueries(set, [outcome('foreign', ['x'], 1), outcome('english', ['x'], 1)]);
    const { 'hit@5': difference } = compareRuns(run, other);
    expect(difference?.mean).toBe(0.5);
    expect(compareRuns(run, [])).toEqual({});
  });

  it('takes it for a gain where fewer answerable questions are refused', () => {
    const refusals = (share: number) =>
      Array.from({ length: 40 }, (_, index) => ({
        queryId: `${index}`,
        answer: { abstained_wrong: index < 40 * share ? 1 : 0 },
        byLanguage: {},
      }));
    expect(judgeRuns(refusals(0.1), refusals(0.6)).abstained_wrong).toMatchObject({
      verdict: 'better',
      questions: 40,
      difference: { mean: -0.5 },
    });
  });
});

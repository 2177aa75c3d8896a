import { describe, expect, it } from '@jest/globals';
import type { SetQuery } from '../evaluation-set/evaluation-set.js';
import { answerScores, holdsAnswer, type JudgedAnswer } from './answer-metrics.js';

const query = (over: Partial<SetQuery> = {}): SetQuery => ({
  id: 'q',
  text: '?',
  language: 'ko',
  answers: ['3개월'],
  unanswerable: false,
  ...over,
});
const answer = (over: Partial<JudgedAnswer> = {}): JudgedAnswer => ({
  abstained: false,
  text: '펌프는 3 개월마다 점검합니다.',
  cited: ['a'],
  ...over,
});
const judgements = new Map([
  ['a', 1],
  ['b', 2],
  ['c', 0],
]);

describe('a text holds an answer', () => {
  it.each([
    ['펌프는 3 개월마다 점검합니다.', '3개월'],
    ['압력은 １２３４ ㎪ 입니다', '1,234 kpa'],
    ['The Limit is 12,500 Won.', '12500 won'],
    ['2015년', '2015'],
    ['about 5.', '5'],
  ])('%s: %s', (text, expected) => expect(holdsAnswer(text, expected)).toBe(true));

  it.each([
    ['15일', '5일'],
    ['5.25 bar', '25 bar'],
    ['the year 2015', '20'],
    ['about 5.2', '5'],
    ['anything', ' '],
    ['', '5'],
  ])('not %s: %s', (text, expected) => expect(holdsAnswer(text, expected)).toBe(false));
});

describe('the scores of an answer', () => {
  it('are of its words and of the documents it cites', () => {
    const scores = answerScores(query(), answer({ cited: ['a', 'x', 'a'] }), judgements);
    expect(scores).toEqual({ correct: 1, abstained_wrong: 0, citation_precision: 0.5, citation_recall: 0.5 });
  });

  it('of one that abstained say so, and nothing of citations', () => {
    const silent = answer({ abstained: true, text: '', cited: [] });
    expect(answerScores(query(), silent, judgements)).toEqual({ correct: 0, abstained_wrong: 1 });
    expect(answerScores(query({ unanswerable: true }), silent, new Map())).toEqual({ abstained_right: 1 });
    expect(answerScores(query({ unanswerable: true }), answer(), new Map())).toEqual({ abstained_right: 0 });
  });

  it('leave out what the set does not judge', () => {
    expect(answerScores(query({ answers: [] }), answer(), new Map())).toEqual({ abstained_wrong: 0 });
  });
});

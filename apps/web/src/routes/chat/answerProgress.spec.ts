import { describe, expect, it } from '@jest/globals';
import type { Answer, AnswerEvent, Citation, Sentence } from '../../api/types.js';
import { isFinished, noProgress, reduceProgress } from './answerProgress.js';

const citation = { documentId: 'd', versionId: 'v', page: 14, quote: '3개월로 한다' } as Citation;
const first: Sentence = { text: '점검은 3개월마다 합니다.', verdict: 'supported', citations: [citation] };
const answer = {
  id: 'a',
  conversationId: 'c',
  language: 'ko',
  sentences: [first],
  passages: [],
  dropped: 1,
} as unknown as Answer;

const events: AnswerEvent[] = [
  { id: 1, name: 'started', data: { id: 'a', conversationId: 'c', language: 'ko' } },
  { id: 2, name: 'step', data: { name: 'searching', corpora: 2 } },
  { id: 3, name: 'passages', data: { passages: [] } },
  { id: 4, name: 'delta', data: { sentence: 0, text: '점검은 ' } },
  { id: 5, name: 'delta', data: { sentence: 0, text: '3개월마다' } },
  { id: 6, name: 'sentence', data: { index: 0, ...first } },
  { id: 7, name: 'delta', data: { sentence: 1, text: '보증은' } },
  { id: 8, name: 'dropped', data: { count: 1 } },
  { id: 9, name: 'done', data: { answer } },
];
const play = (some: AnswerEvent[]) => some.reduce(reduceProgress, noProgress);

describe('an answer that arrives', () => {
  it('shows the sentence being written as unverified until it is checked', () => {
    expect(play(events.slice(0, 5)).unverified).toEqual({ index: 0, text: '점검은 3개월마다' });
    const checked = play(events.slice(0, 6));
    expect(checked.unverified).toBeNull();
    expect(checked.sentences).toEqual([first]);
  });

  it('takes a refused sentence away and counts it', () => {
    const refused = play(events.slice(0, 8));
    expect(refused.unverified).toBeNull();
    expect(refused.sentences).toEqual([first]);
    expect(refused.dropped).toBe(1);
  });

  it('keeps the next sentence that is being written when the one before it is checked late', () => {
    const late = play([
      ...events.slice(0, 5),
      { id: 6, name: 'delta', data: { sentence: 1, text: '또' } },
      { id: 7, name: 'sentence', data: { index: 0, ...first } },
    ]);
    expect(late.unverified).toEqual({ index: 1, text: '또' });
  });

  it('ends with the stored answer', () => {
    expect(isFinished(play(events.slice(0, 8)))).toBe(false);
    expect(isFinished(play(events))).toBe(true);
    expect(play(events).answer).toBe(answer);
  });

  it('ends with an error that is kept', () => {
    const error = { code: 'model.unavailable', message: '모델이 쉬고 있습니다.', remedy: '다시 시도하세요.' };
    const failed = play([...events.slice(0, 5), { id: 6, name: 'error', data: { error } }]);
    expect(failed.error).toEqual(error);
    expect(failed.unverified).toBeNull();
  });
});

describe('resuming', () => {
  it('gives the same result wherever the connection broke, also when the replay overlaps', () => {
    const unbroken = play(events);
    for (let cut = 1; cut < events.length; cut += 1) {
      const before = play(events.slice(0, cut));
      const overlap = events.slice(Math.max(0, cut - 3));
      expect(overlap.reduce(reduceProgress, before)).toEqual(unbroken);
    }
  });
});

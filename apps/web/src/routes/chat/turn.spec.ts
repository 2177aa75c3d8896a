import { describe, expect, it } from '@jest/globals';
import type { Answer, AnswerStatus } from '../../api/types.js';
import { noProgress } from './answerProgress.js';
import type { AnswerRun } from './answerRuns.js';
import { turnsOf } from './turn.js';

const answer = (id: string, question: string, status: AnswerStatus = 'GENERATED') =>
  ({
    id,
    question,
    status,
    conversationId: 'c',
    language: 'ko',
    sentences: [],
    passages: [],
    dropped: 0,
    error: null,
  }) as unknown as Answer;
const run = (key: string, question: string, progress: Partial<AnswerRun['progress']>): AnswerRun => ({
  key,
  question,
  ask: { question, conversationId: 'c' },
  connection: 'open',
  progress: { ...noProgress, conversationId: 'c', ...progress },
});
const keys = (turns: { key: string }[]) => turns.map((turn) => turn.key);

describe('the thread of a conversation', () => {
  it('has stored answers first, then those of this visit', () => {
    expect(keys(turnsOf('c', [answer('a', '하나')], [run('run-1', '둘', { answerId: 'b' })], 'ko'))).toEqual([
      'a',
      'run-1',
    ]);
  });

  it('shows an answer of this visit once, when it is found stored too', () => {
    const stored = answer('b', '둘');
    const turns = turnsOf(
      'c',
      [answer('a', '하나'), stored],
      [run('run-1', '둘', { answerId: 'b', answer: stored })],
      'ko',
    );
    expect(keys(turns)).toEqual(['a', 'run-1']);
    expect(turns[1]?.phase).toBe('done');
  });

  it('leaves other conversations out', () => {
    expect(turnsOf(null, [], [run('run-1', '둘', {})], 'ko')).toEqual([]);
  });

  it('hides a failure once its question was asked again, and shows the last one', () => {
    const failed = answer('a', '하나', 'FAILED');
    expect(keys(turnsOf('c', [failed, answer('b', '하나')], [], 'ko'))).toEqual(['b']);
    expect(turnsOf('c', [failed], [], 'ko')[0]?.phase).toBe('failed');
  });
});

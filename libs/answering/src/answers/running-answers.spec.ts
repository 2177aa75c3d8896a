import { describe, expect, it } from '@jest/globals';
import { TooManyRunningAnswersError } from '../answer-errors.js';
import { RunningAnswers } from './running-answers.js';

const one = { tenant: 'north', principal: 'key:1' };

describe('the answers that one person has in hand', () => {
  it('are limited, and a place is free again when one has ended', () => {
    const running = new RunningAnswers(2);
    const leave = running.enter(one);
    running.enter(one);
    expect(() => running.enter(one)).toThrow(TooManyRunningAnswersError);
    leave();
    expect(() => running.enter(one)).not.toThrow();
  });

  it('are nobody else’s, not even of the same name in another tenant', () => {
    const running = new RunningAnswers(1);
    running.enter(one);
    expect(() => running.enter({ ...one, principal: 'key:2' })).not.toThrow();
    expect(() => running.enter({ ...one, tenant: 'south' })).not.toThrow();
  });
});

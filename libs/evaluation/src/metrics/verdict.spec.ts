import { describe, expect, it } from '@jest/globals';
import { verdictOf } from './verdict.js';

/** So many questions gained, so many lost, the others as before. */
const changed = (gained: number, lost: number, of: number): number[] => [
  ...Array<number>(gained).fill(1),
  ...Array<number>(lost).fill(-1),
  ...Array<number>(of - gained - lost).fill(0),
];

describe('the verdict on a change', () => {
  it.each([
    [20, 0, 100, 'better'],
    [0, 20, 100, 'worse'],
    [0, 20, 1_000, 'worse'],
    [0, 0, 20, 'not_worse'],
    [3, 3, 100, 'not_worse'],
    [15, 18, 500, 'not_worse'],
    [0, 0, 19, 'too_few_questions'],
    [19, 0, 19, 'too_few_questions'],
    [0, 2, 20, 'too_few_questions'],
    [10, 10, 50, 'too_few_questions'],
    [0, 0, 0, 'too_few_questions'],
  ])('of %i gained and %i lost among %i is %s', (gained, lost, of, verdict) => {
    expect(verdictOf(changed(gained, lost, of))).toMatchObject({ verdict, questions: of });
  });

  it('is as strict as its margin', () => {
    expect(verdictOf(changed(3, 3, 100), { margin: 0.01 }).verdict).toBe('too_few_questions');
    expect(verdictOf(changed(10, 10, 50), { margin: 0.3 }).verdict).toBe('not_worse');
  });

  it('tells the difference with its interval', () => {
    expect(verdictOf(changed(10, 0, 100)).difference).toMatchObject({ mean: 0.1 });
    expect(verdictOf([]).difference).toBeNull();
  });
});

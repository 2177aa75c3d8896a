import { describe, expect, it } from '@jest/globals';
import { threadBudget } from './thread-budget.js';

const start = { normalMs: 0, ownMs: 0, clockMs: 0 };

describe('how many threads the chat model uses', () => {
  it.each([
    ['all cores when only it works', 4, 4_000, 4_000, 4],
    ['all but the one that another process keeps busy', 4, 3_000, 2_000, 3],
    ['all when the others only stir', 2, 1_800, 1_600, 2],
    ['one at least', 2, 2_000, 0, 1],
  ])('%s', (_, cores, normalMs, ownMs, expected) => {
    expect(threadBudget(start, { normalMs, ownMs, clockMs: 1_000 }, cores)).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { nextBatchSize } from './batch-plan.js';

function plan(lengths: number[]): number[][] {
  const waiting = [...lengths].sort((a, b) => b - a);
  const batches: number[][] = [];
  while (waiting.length > 0) batches.push(waiting.splice(0, nextBatchSize(waiting)));
  return batches;
}

describe('planning batches', () => {
  it('fills a batch up to 512 padded tokens', () => {
    expect(plan([128, 128, 128, 128, 128])).toEqual([[128, 128, 128, 128], [128]]);
  });

  it('takes at most 16 texts', () => {
    expect(plan(new Array<number>(20).fill(8)).map((batch) => batch.length)).toEqual([16, 4]);
  });

  it('gives a text of the model’s whole length a batch of its own', () => {
    expect(plan([512, 500, 3])).toEqual([[512], [500], [3]]);
  });

  it('never pads a text to twice its length', () => {
    for (const batch of plan([10, 300, 20, 45, 41, 22, 12, 5, 90, 170])) {
      expect(2 * Math.min(...batch)).toBeGreaterThan(Math.max(...batch) - 1);
    }
  });

  it('takes nothing when nothing waits', () => {
    expect(nextBatchSize([])).toBe(0);
  });
});

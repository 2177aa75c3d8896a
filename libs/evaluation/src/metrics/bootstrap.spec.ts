import { describe, expect, it } from '@jest/globals';
import { bootstrapInterval, pairedBootstrap } from './bootstrap.js';

/** So many ones, then zeros. */
const hits = (ones: number, of: number): number[] => Array.from({ length: of }, (_, index) => (index < ones ? 1 : 0));

describe('a bootstrap interval', () => {
  it('is that of the normal approximation for a share of many', () => {
    const { mean, low, high } = bootstrapInterval(hits(940, 1_000));
    const deviation = Math.sqrt((0.94 * 0.06) / 1_000);
    expect(mean).toBeCloseTo(0.94, 12);
    expect(Math.abs(low - (0.94 - 1.96 * deviation))).toBeLessThan(0.003);
    expect(Math.abs(high - (0.94 + 1.96 * deviation))).toBeLessThan(0.003);
  });

  it('is the same each time, and a point where all values are the same', () => {
    expect(bootstrapInterval(hits(3, 7))).toEqual(bootstrapInterval(hits(3, 7)));
    expect(bootstrapInterval([1, 1])).toEqual({ mean: 1, low: 1, high: 1 });
  });
});

describe('two runs on the same queries', () => {
  it('differ surely when one wins on many more queries than it loses', () => {
    const better = hits(95, 100);
    const worse = hits(80, 100);
    const { mean, low, p } = pairedBootstrap(better, worse);
    expect(mean).toBeCloseTo(0.15, 12);
    expect(low).toBeGreaterThan(0.05);
    expect(p).toBeLessThan(0.01);
  });

  it('do not differ when each wins as often', () => {
    const { low, high, p } = pairedBootstrap([...hits(50, 100)], [...hits(50, 100)].reverse());
    expect([low < 0, high > 0, p]).toEqual([true, true, 1]);
  });

  it('are refused when they are of other queries', () => {
    expect(() => pairedBootstrap([1], [1, 0])).toThrow(RangeError);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { StoredLine } from '../versions/stored-tree.js';
import { marksOf } from './marks.js';

const text = '필터 교체\nFilter every 500 hours';
const textStart = 1_000;
const lines: StoredLine[] = [
  [1_000, 1_005, 50, 100, 90, 12],
  [1_006, 1_028, 50, 120, 220, 12],
];
const marks = (start: number, end: number) => marksOf(lines, { start, end }, text, textStart);

describe('the marks of a span', () => {
  it('are whole lines where the span holds them, and nothing where it does not reach', () => {
    expect(marks(900, 1_500)).toEqual([
      { x: 50, y: 100, width: 90, height: 12 },
      { x: 50, y: 120, width: 220, height: 12 },
    ]);
    expect(marks(1_005, 1_006)).toEqual([]);
    expect(marks(0, 0)).toEqual([]);
  });

  it('are cut to the part inside the span, full-width letters counting for more', () => {
    const [first, second] = marks(1_003, 1_012);
    expect(first?.x).toBeGreaterThan(50 + 90 * 0.5);
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBeCloseTo(140);
    expect(second?.x).toBe(50);
    expect(second?.width).toBeGreaterThan(40);
    expect(second?.width).toBeLessThan(80);
  });
});

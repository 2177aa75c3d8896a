import { describe, expect, it } from '@jest/globals';
import { fitColumn, scrollToMark } from './fitColumn.js';

const line = (x: number, width: number) => ({ text: '', start: 0, end: 0, box: { x, y: 0, width, height: 20 } });
const view = { width: 520, height: 700 };

describe('fitting a page', () => {
  it('lets the text column fill the view', () => {
    const fit = fitColumn({ width: 600, height: 850, lines: [line(60, 400), line(60, 488)] }, view, false);
    expect(fit.scale).toBeCloseTo(1);
    expect(fit.left).toBe(44);
  });

  it('draws the whole page when asked, or when there is no text', () => {
    expect(fitColumn({ width: 600, height: 850, lines: [line(60, 400)] }, view, true).scale).toBeCloseTo(520 / 600);
    expect(fitColumn({ width: 600, height: 850, lines: [] }, view, false).left).toBe(0);
  });

  it('never blows up a page with a few words, nor makes it smaller than the view', () => {
    expect(
      fitColumn({ width: 600, height: 850, lines: [line(60, 20)] }, { width: 2000, height: 900 }, false).scale,
    ).toBe(2);
    expect(fitColumn({ width: 600, height: 850, lines: [line(0, 600)] }, view, false).scale).toBeCloseTo(520 / 600);
  });
});

describe('on a narrow view', () => {
  const phone = { width: 390, height: 500 };
  const page = {
    width: 600,
    height: 850,
    lines: [{ ...line(60, 480), box: { x: 60, y: 100, width: 480, height: 13 } }],
  };

  it('keeps lines readable, though the column is then wider than the view', () => {
    expect(fitColumn(page, phone, false).scale).toBeCloseTo(1);
  });

  it('scrolls to a mark at the end of a line, and else to where lines begin', () => {
    const fit = fitColumn(page, phone, false);
    expect(scrollToMark(fit, { x: 60, y: 100, width: 200, height: 13 }, phone).left).toBe(44);
    const far = scrollToMark(fit, { x: 450, y: 100, width: 80, height: 13 }, phone).left;
    expect(far).toBe(156);
    expect(scrollToMark(fit, undefined, phone)).toEqual({ left: 44, top: 0 });
  });
});

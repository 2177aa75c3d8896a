import type { Box, DocumentPage } from '../api/types.js';

export interface ColumnFit {
  /** CSS pixels per PDF point. */
  scale: number;
  /** How far the page is scrolled to the right, so that the text column stands in the view. */
  left: number;
}

/** White that is kept beside the column and beside a mark, in CSS pixels. */
const margin = 16;
/** Lines are drawn at least this high, in CSS pixels; on a phone the column may be wider than the view for it. */
const smallestLine = 13;
/** A few words on a page must not be blown up beyond reading size. */
const largestScale = 2;

/**
 * How large to draw a page in a view of this size: the column of its text fills the width, since a whole A4 page in a
 * panel can't be read; or the whole page, when that is asked for.
 */
export function fitColumn(
  page: Pick<DocumentPage, 'width' | 'height' | 'lines'>,
  view: { width: number; height: number },
  wholePage: boolean,
): ColumnFit {
  const pageScale = view.width / page.width;
  if (wholePage || page.lines.length === 0) return { scale: Math.min(pageScale, largestScale), left: 0 };
  const first = Math.min(...page.lines.map((line) => line.box.x));
  const last = Math.max(...page.lines.map((line) => line.box.x + line.box.width));
  const column = Math.max(last - first, page.width / 3);
  const heights = page.lines.map((line) => line.box.height).sort((one, other) => one - other);
  const readable = smallestLine / (heights[Math.floor(heights.length / 2)] || smallestLine);
  const scale = Math.min(Math.max((view.width - 2 * margin) / column, pageScale, readable), largestScale);
  return { scale, left: Math.max(0, first * scale - margin) };
}

/** How far to scroll so that a mark is seen: where the column begins, unless the mark lies further to the right. */
export function scrollToMark(fit: ColumnFit, mark: Box | undefined, view: { width: number; height: number }) {
  if (!mark) return { left: fit.left, top: 0 };
  const [start, end] = [mark.x * fit.scale - margin, (mark.x + mark.width) * fit.scale + margin];
  const left = end > fit.left + view.width ? Math.min(start, end - view.width) : fit.left;
  // A little above the middle: what follows a rule is read more often than what leads to it.
  return { left: Math.max(fit.left, left), top: (mark.y + mark.height / 2) * fit.scale - view.height / 2.4 };
}

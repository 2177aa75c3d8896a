import type { DocumentPage } from '../api/types.js';

export interface ColumnFit {
  /** CSS pixels per PDF point. */
  scale: number;
  /** How far the page is scrolled to the right, so that the text column stands in the view. */
  left: number;
}

/** White that is kept beside the column, in CSS pixels. */
const margin = 16;
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
  const scale = Math.min(Math.max((view.width - 2 * margin) / column, pageScale), largestScale);
  return { scale, left: Math.max(0, first * scale - margin) };
}

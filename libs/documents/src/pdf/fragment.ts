import type { Box } from '../tree/document-tree.js';

/** A run of text on one line of a page, without a gap that a column or a table would leave. */
export interface Fragment {
  page: number;
  text: string;
  box: Box;
  /** Font size in points of most of its characters. */
  size: number;
  weight: number;
  /** True when the page itself has a blank after the text: the line was broken between two words. */
  endsWithBlank: boolean;
}

export const rightOf = ({ box }: { box: Box }): number => box.x + box.width;
export const bottomOf = ({ box }: { box: Box }): number => box.y + box.height;

/** Smallest box around boxes. */
export function unionOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** How far two boxes share the same height on the page, as a share of the lower one. */
export function verticalOverlap(left: Box, right: Box): number {
  const shared = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y);
  return shared / Math.max(0.01, Math.min(left.height, right.height));
}

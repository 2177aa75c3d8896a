import { firstWhere } from './ordered-search.js';
import type { Box, DocumentTree, PageLine } from './document-tree.js';

/** Where a span of a document's text stands. */
export interface Location {
  /** Page on which the span begins; null when the format has no pages. */
  page: number | null;
  /** Headings over the start of the span: "Safety › Cleaning"; empty when there are none. */
  heading: string;
  /** Boxes of the lines that the span touches on `page`, cut to the span's part of each line. */
  boxes: Box[];
}

/** Puts a heading path into one line. */
export function headingOf(headingPath: readonly string[]): string {
  return headingPath.join(' › ');
}

/** A line's box cut in proportion to the characters: exact enough for a mark, and no character boxes need be kept. */
function cutBox({ start, end, box }: PageLine, from: number, to: number): Box {
  const width = box.width / Math.max(1, end - start);
  const left = Math.max(0, from - start) * width;
  const right = Math.max(0, end - to) * width;
  return { ...box, x: box.x + left, width: box.width - left - right };
}

/**
 * Page, heading and boxes of a span of the tree's text (UTF-16 offsets). The boxes are those of the span's first page;
 * ask again from there on for a span that runs over two.
 */
export function locate(tree: DocumentTree, start: number, end: number): Location {
  const block = tree.blocks[Math.max(0, firstWhere(tree.blocks, (candidate) => candidate.start > start) - 1)];
  const page = tree.pages[firstWhere(tree.pages, (candidate) => candidate.end > start)] ?? tree.pages.at(-1);
  const firstLine = firstWhere(page?.lines ?? [], (line) => line.end > start);
  const afterLine = firstWhere(page?.lines ?? [], (line) => line.start >= end);
  const ownHeading = block?.kind === 'heading' ? [tree.text.slice(block.start, block.end)] : [];
  return {
    page: page?.number ?? block?.page ?? null,
    heading: headingOf([...(block?.headingPath ?? []), ...ownHeading]),
    boxes: (page?.lines.slice(firstLine, afterLine) ?? []).map((line) => cutBox(line, start, end)),
  };
}

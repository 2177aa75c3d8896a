import type { TreeBlock } from '../api/types.js';
import type { Span } from './sourceLink.js';

export interface MarkedPiece {
  text: string;
  marked: boolean;
}

/**
 * Cuts the text of a block at the cited range. A block whose text is not as long as its span (white space was folded)
 * is marked as a whole: the citation is surely inside it, but not surely where.
 */
export function splitMarks(block: { text: string; start: number; end: number }, span: Span | null): MarkedPiece[] {
  const { text, start, end } = block;
  if (!span || span.start >= end || span.end <= start || text === '') return [{ text, marked: false }];
  if (text.length !== end - start) return [{ text, marked: true }];
  const from = Math.max(0, span.start - start);
  const to = Math.min(text.length, span.end - start);
  return [
    { text: text.slice(0, from), marked: false },
    { text: text.slice(from, to), marked: true },
    { text: text.slice(to), marked: false },
  ].filter((piece) => piece.text !== '');
}

/** The cited words themselves, put together from the blocks and cells they lie in; empty when they lie in none. */
export function quoteOf(blocks: readonly TreeBlock[], span: Span | null): string {
  const parts = blocks.flatMap((block) => (block.rows ? block.rows.flat() : [block]));
  return parts
    .flatMap((part) => splitMarks(part, span).filter((piece) => piece.marked))
    .map((piece) => piece.text.trim())
    .join(' ');
}

import type { Box } from '@onggi/documents';
import { boxOf, type StoredLine } from '../versions/stored-tree.js';

/** Width of a character in a line, relative to the others: Hangul and other full-width characters are about twice a Latin letter. */
function relativeWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (character === ' ') return 0.3;
  return code >= 0x1100 && code !== 0x2026 ? 1 : 0.55;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += relativeWidth(character);
  return width;
}

/**
 * The boxes that mark a span on a page, one a line that it touches, cut to the part inside the span. Where a line begins
 * or ends inside the span is estimated from the widths of its characters.
 * @param text the page's text, which begins at offset `textStart` of the version's text
 */
export function marksOf(
  lines: readonly StoredLine[],
  span: { start: number; end: number },
  text: string,
  textStart: number,
): Box[] {
  return lines.flatMap((line) => {
    const [lineStart, lineEnd] = line;
    const start = Math.max(span.start, lineStart);
    const end = Math.min(span.end, lineEnd);
    if (start >= end) return [];
    const box = boxOf(line);
    const width = (from: number, to: number) => widthOf(text.slice(from - textStart, to - textStart));
    const whole = width(lineStart, lineEnd);
    if (whole === 0) return [box];
    const left = width(lineStart, start) / whole;
    const share = width(start, end) / whole;
    return [{ x: box.x + box.width * left, y: box.y, width: box.width * share, height: box.height }];
  });
}

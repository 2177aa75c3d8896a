import { numberedHeading } from '../text/heading-patterns.js';
import { bottomOf, rightOf, type Fragment } from './fragment.js';
import type { Stack } from './stacks.js';
import { isHeavy, standsOut, type TextStyle } from './text-style.js';

/** Lines that make one block. */
export interface LineGroup {
  kind: 'paragraph' | 'heading' | 'listItem' | 'caption';
  lines: Fragment[];
  /** Right edge of the column. */
  right: number;
}

const BULLET = /^(?:[•·○●▪■□◦‣※*–-]|\(?\d{1,2}[.)]|[①-⑳]|[가-하][.)]|\(?[a-z][.)])\s+\S/;
const CAPTION = /^(?:표|그림|사진|table|fig(?:ure|\.)|photo)\s*\d+(?:[.-]\d+)*(?=[\s.:]|$)/i;
/** A line of a table of contents. */
const CONTENTS_ENTRY = / … \d{1,4}$/;
const SENTENCE_END = /[.?!:;다요음함임]["”’)\]]*$/;
const LONGEST_HEADING = 120;
/** A line this much farther from the one above than usual begins a new paragraph. */
const PARAGRAPH_GAP = 1.2;
/** A line that ends this many font sizes before the column's edge is the last of its paragraph … */
const SHORT_LINE = 4;
const INDENT = 0.8;

/** Decides where blocks begin and of what kind they are, by the measures of the whole document. */
export class ParagraphReader {
  constructor(private readonly style: TextStyle) {}

  read({ lines }: Stack, columnRight: number): LineGroup[] {
    const groups: LineGroup[] = [];
    const right = Math.max(columnRight, ...lines.map(rightOf));
    for (const line of lines) {
      const group = groups.at(-1);
      if (group !== undefined && !this.beginsBlock(group, line)) group.lines.push(line);
      else groups.push({ kind: this.kindOf(line), lines: [line], right });
    }
    for (const group of groups) {
      if (group.kind === 'heading' && group.lines.reduce((sum, { text }) => sum + text.length, 0) > LONGEST_HEADING)
        group.kind = 'paragraph';
    }
    return groups;
  }

  private kindOf(line: Fragment): LineGroup['kind'] {
    if (CONTENTS_ENTRY.test(line.text)) return 'paragraph';
    if (CAPTION.test(line.text) && line.text.length <= LONGEST_HEADING && !/다\.$/.test(line.text)) return 'caption';
    const isLarger = line.size > this.style.size * 1.12;
    if (standsOut(line, this.style) && (isLarger || !/[.,;:]$|다$/.test(line.text))) return 'heading';
    if (numberedHeading(line.text)?.length === line.text.length) return 'heading';
    return BULLET.test(line.text) ? 'listItem' : 'paragraph';
  }

  private beginsBlock(group: LineGroup, line: Fragment): boolean {
    const last = group.lines.at(-1);
    const first = group.lines[0];
    if (last === undefined || first === undefined) return true;
    const isOtherStyle = Math.abs(last.size - line.size) > 0.6;
    const distance = (bottomOf(line) - bottomOf(last)) / Math.max(last.size, line.size);
    if (group.kind === 'heading') {
      return (
        isOtherStyle ||
        !standsOut(line, this.style) ||
        isHeavy(last, this.style) !== isHeavy(line, this.style) ||
        distance > 1.6 ||
        BULLET.test(line.text)
      );
    }
    if (isOtherStyle || distance > this.style.pitch * PARAGRAPH_GAP || this.kindOf(line) !== 'paragraph') return true;
    if (group.kind === 'caption' || numberedHeading(line.text) !== undefined) return true;
    const endsSentence = SENTENCE_END.test(last.text);
    const isShort = group.right - rightOf(last) > SHORT_LINE * last.size;
    const isIndented = line.box.x - last.box.x > INDENT * line.size;
    return endsSentence && (isShort || (isIndented && group.kind === 'paragraph'));
  }
}

/** True when a paragraph goes on at the top of the next page or column. */
export function continuesAcross(group: LineGroup, next: LineGroup): boolean {
  const last = group.lines.at(-1);
  const first = next.lines[0];
  if (last === undefined || first === undefined || next.kind !== 'paragraph') return false;
  if (group.kind !== 'paragraph' && group.kind !== 'listItem') return false;
  const isFull = group.right - rightOf(last) <= SHORT_LINE * last.size;
  const isElsewhere = last.page !== first.page || (first.box.x > rightOf(last) && bottomOf(first) < last.box.y);
  return isElsewhere && Math.abs(last.size - first.size) < 0.3 && isFull && !SENTENCE_END.test(last.text);
}

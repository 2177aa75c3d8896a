import type { Box } from '../tree/document-tree.js';
import { bottomOf, unionOf, verticalOverlap, type Fragment } from './fragment.js';

/** Lines that stand below each other in one column: a paragraph, several, or a cell of a table. */
export interface Stack {
  page: number;
  lines: Fragment[];
  box: Box;
}

/** Lines of one column may be this far apart, in font sizes; further apart they are separate in any case. */
const FARTHEST = 2.2;
const INDENT = 3;

function continues(stack: Stack, line: Fragment): boolean {
  const last = stack.lines.at(-1);
  if (last === undefined || last.page !== line.page || verticalOverlap(last.box, line.box) > 0.3) return false;
  const distance = bottomOf(line) - bottomOf(last);
  if (distance <= 0 || distance > FARTHEST * Math.max(last.size, line.size)) return false;
  const centre = ({ x, width }: Box): number => x + width / 2;
  const isLeftAligned = Math.abs(line.box.x - stack.box.x) < INDENT * line.size;
  return isLeftAligned || Math.abs(centre(line.box) - centre(stack.box)) < line.size;
}

/** Puts the lines of a document, in reading order, into stacks. */
export function stackLines(fragments: Fragment[]): Stack[] {
  const stacks: Stack[] = [];
  for (const line of fragments) {
    const stack = stacks.at(-1);
    if (stack !== undefined && continues(stack, line)) {
      stack.lines.push(line);
      stack.box = unionOf([stack.box, line.box]);
    } else stacks.push({ page: line.page, lines: [line], box: line.box });
  }
  return stacks;
}

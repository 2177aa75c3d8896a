import { cleanCharacters, cleanFlowingText, cleanLines } from '../tree/clean-text.js';
import type { DocumentTree } from '../tree/document-tree.js';
import { TreeBuilder } from '../tree/tree-builder.js';
import { decimalHeading, numberedHeading } from './heading-patterns.js';

const BULLET = /^\s*(?:[-*•·○●▪■□◦‣※]|\(?\d{1,2}[.)]|\(?[a-z][.)]|[가-하][.)]|[①-⑳])\s+/;
const ORDERED = /^\s*(?:\(?\d|\(?[a-z][.)]|[가-하]|[①-⑳])/;
const UNDERLINE = /^\s*(?:={3,}|-{3,}|~{3,})\s*$/;
const LONGEST_TITLE = 100;

/** A paragraph wrapped at a fixed width: all lines but the last are about as long, and long enough to be prose. */
function isWrapped(lines: string[]): boolean {
  const widths = lines.map((line) => line.length);
  const widest = Math.max(...widths);
  return (
    lines.length > 1 && widest >= 35 && widest <= 140 && widths.slice(0, -1).every((width) => width >= widest * 0.7)
  );
}

/** A short line that is no sentence and no list item may name the document. */
function mayBeTitle(line: string): boolean {
  return line.length <= LONGEST_TITLE && !/[.,;:]$|[다요]$/.test(line) && !BULLET.test(line);
}

class PlainTextReader {
  private isFirst = true;

  constructor(private readonly tree: TreeBuilder) {}

  /** @param lines of one block: between two blank lines. */
  readBlock(lines: string[]): void {
    const [first = '', second = ''] = lines;
    const opensDocument = this.isFirst;
    this.isFirst = false;
    if (
      opensDocument &&
      lines.length === 1 &&
      mayBeTitle(first.trim()) &&
      numberedHeading(first.trim()) === undefined
    ) {
      this.tree.add({ kind: 'heading', level: 1, text: cleanFlowingText(first) });
      return;
    }
    if (lines.length >= 2 && UNDERLINE.test(second) && first.length <= LONGEST_TITLE) {
      this.tree.add({ kind: 'heading', level: second.includes('=') ? 1 : 2, text: cleanFlowingText(first) });
      this.readBlock(lines.slice(2));
      return;
    }
    if (lines.length === 1 && this.addHeading(first.trim(), true)) return;
    let paragraph: string[] = [];
    const flush = (): void => {
      this.addParagraph(paragraph);
      paragraph = [];
    };
    for (const line of lines) {
      if (UNDERLINE.test(line)) continue;
      if (BULLET.test(line) || numberedHeading(line.trim()) !== undefined) flush();
      if (!this.addHeading(line.trim(), false)) paragraph.push(line);
    }
    flush();
  }

  private addHeading(line: string, standsAlone: boolean): boolean {
    const heading = numberedHeading(line) ?? (standsAlone ? decimalHeading(line) : undefined);
    if (heading === undefined) return false;
    this.tree.add({ kind: 'heading', level: heading.level, text: cleanFlowingText(line.slice(0, heading.length)) });
    this.tree.add({ kind: 'paragraph', text: cleanFlowingText(line.slice(heading.length)) });
    return true;
  }

  private addParagraph(lines: string[]): void {
    const [first = ''] = lines;
    const text =
      isWrapped(lines) || BULLET.test(first) ? cleanFlowingText(lines.join('\n')) : cleanLines(lines.join('\n'));
    if (BULLET.test(first)) this.tree.add({ kind: 'listItem', ordered: ORDERED.test(first), depth: 0, text });
    else this.tree.add({ kind: 'paragraph', text });
  }
}

/**
 * Reads plain text: blocks between blank lines, lines wrapped at a fixed width joined, numbered and underlined headings,
 * lists. Bullets and numbers stay in the text: nothing else tells them.
 * @throws EmptyFileError when it has no text.
 */
export function parsePlainText(source: string, fallbackTitle: string): DocumentTree {
  const tree = new TreeBuilder();
  const reader = new PlainTextReader(tree);
  let block: string[] = [];
  for (const { 0: line } of cleanCharacters(source).matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const text = line.trimEnd();
    if (text !== '') block.push(text);
    else if (block.length > 0) {
      reader.readBlock(block);
      block = [];
    }
  }
  if (block.length > 0) reader.readBlock(block);
  const firstLine = /\S.*/.exec(source)?.[0].trim() ?? '';
  const title =
    tree.firstHeading ?? (firstLine.length <= LONGEST_TITLE && !/[.다요]$/.test(firstLine) ? firstLine : '');
  return tree.build(cleanFlowingText(title) || fallbackTitle);
}

import { numberedHeading } from '../text/heading-patterns.js';
import type { DraftLine, TreeBuilder } from '../tree/tree-builder.js';
import { rightOf, type Fragment } from './fragment.js';
import { LineJoiner } from './join-lines.js';
import { continuesAcross, ParagraphReader, type LineGroup } from './paragraphs.js';
import { stackLines, type Stack } from './stacks.js';
import { readStackTable, rowsOfStacks, type StackRow, type StackTable } from './table-rows.js';
import { isHeavy, measureStyle, standsOut, type TextStyle } from './text-style.js';

type Part = { kind: 'group'; group: LineGroup } | { kind: 'table'; table: StackTable };

/** Levels by style: the largest is 1; numbered headings without a style of their own stand below all of these. */
class HeadingLevels {
  private readonly styles: string[];

  constructor(
    headings: Fragment[],
    private readonly style: TextStyle,
  ) {
    const distinct = new Map(headings.filter((line) => standsOut(line, style)).map((line) => [this.key(line), line]));
    this.styles = [...distinct]
      .sort(
        ([, left], [, right]) => Math.round(right.size * 2) - Math.round(left.size * 2) || right.weight - left.weight,
      )
      .map(([key]) => key);
  }

  of(line: Fragment): number {
    const index = this.styles.indexOf(this.key(line));
    if (index >= 0) return index + 1;
    return this.styles.length + (numberedHeading(line.text)?.level ?? 1);
  }

  private key(line: Fragment): string {
    return `${Math.round(line.size * 2)}/${isHeavy(line, this.style)}`;
  }
}

/** Runs of rows that make a table; all other rows are read stack by stack. */
function partsOf(rows: StackRow[], readStack: (stack: Stack) => LineGroup[]): Part[] {
  const parts: Part[] = [];
  const addStacks = (each: StackRow[]): void => {
    for (const stack of each.flat()) parts.push(...readStack(stack).map((group): Part => ({ kind: 'group', group })));
  };
  let run: StackRow[] = [];
  const endRun = (): void => {
    const table = readStackTable(run);
    if (table === undefined) addStacks(run);
    else parts.push({ kind: 'table', table });
    run = [];
  };
  for (const row of rows) {
    if (row.length > 1 && (run.length === 0 || run.at(-1)?.[0]?.page === row[0]?.page)) run.push(row);
    else {
      endRun();
      if (row.length > 1) run.push(row);
      else addStacks([row]);
    }
  }
  endRun();
  return parts;
}

function mergeAcrossPages(parts: Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last?.kind === 'group' && part.kind === 'group' && continuesAcross(last.group, part.group)) {
      last.group.lines.push(...part.group.lines);
    } else merged.push(part);
  }
  return merged;
}

function addTable({ rows, columns }: StackTable, joiner: LineJoiner, tree: TreeBuilder): void {
  const cells = rows.map((row) =>
    Array.from({ length: columns }, (_, column) => {
      const lines = row.filter((cell) => cell.column === column).flatMap(({ stack }) => stack.lines);
      return lines.length === 0 ? { text: '', lines: [] } : joiner.join(lines, Math.max(...lines.map(rightOf)));
    }),
  );
  tree.add({
    kind: 'table',
    rows: cells.map((row, index) => row.map(({ text }) => ({ text, ...(index === 0 ? { header: true } : {}) }))),
    cellLines: cells.map((row) => row.map(({ lines }) => lines)),
  });
}

/** Cuts lines at a place of their joined text. */
function splitLines(lines: DraftLine[], at: number): [DraftLine[], DraftLine[]] {
  const before = lines.filter(({ start }) => start < at).map((line) => ({ ...line, end: Math.min(line.end, at) }));
  const after = lines
    .filter(({ end }) => end > at)
    .map((line) => ({ ...line, start: Math.max(0, line.start - at), end: line.end - at }));
  return [before, after];
}

/** The lines that go on in the line below, with the right edge of their column: how a document breaks its lines. */
function innerLines(rows: StackRow[], columnRight: (stack: Stack) => number): { line: Fragment; right: number }[] {
  return rows.flatMap((row) =>
    row.flatMap((stack) => {
      const right = row.length > 1 ? rightOf(stack) : columnRight(stack);
      return stack.lines.slice(0, -1).map((line) => ({ line, right }));
    }),
  );
}

/** Builds the blocks of a PDF from its lines in reading order. */
export function buildBlocks(fragments: Fragment[], tree: TreeBuilder): void {
  const style = measureStyle(fragments);
  const reader = new ParagraphReader(style);
  const rows = rowsOfStacks(stackLines(fragments));
  const columnRight = rightEdges(fragments);
  const joiner = new LineJoiner(fragments, innerLines(rows, columnRight));
  const parts = mergeAcrossPages(partsOf(rows, (stack) => reader.read(stack, columnRight(stack))));
  const headings = parts.flatMap((part) =>
    part.kind === 'group' && part.group.kind === 'heading' ? part.group.lines.slice(0, 1) : [],
  );
  const levels = new HeadingLevels(headings, style);
  for (const part of parts) {
    if (part.kind === 'table') addTable(part.table, joiner, tree);
    else addGroup(part.group, joiner, levels, tree);
  }
}

function addGroup(
  { kind, lines, right }: LineGroup,
  joiner: LineJoiner,
  levels: HeadingLevels,
  tree: TreeBuilder,
): void {
  const joined = joiner.join(lines, right);
  const article = kind === 'paragraph' ? numberedHeading(joined.text) : undefined;
  if (kind === 'heading' && lines[0] !== undefined) tree.add({ kind, level: levels.of(lines[0]), ...joined });
  else if (article !== undefined && lines[0] !== undefined && article.length < joined.text.length) {
    const rest = joined.text.slice(article.length);
    const at = article.length + (rest.length - rest.trimStart().length);
    const [before, after] = splitLines(joined.lines, at);
    tree.add({
      kind: 'heading',
      level: levels.of(lines[0]),
      text: joined.text.slice(0, article.length),
      lines: before,
    });
    tree.add({ kind: 'paragraph', text: joined.text.slice(at), lines: after });
  } else if (kind === 'listItem')
    tree.add({ kind, ordered: !/^[•·○●▪■□◦‣※*–-]/.test(joined.text), depth: 0, ...joined });
  else tree.add({ kind: kind === 'caption' ? 'caption' : 'paragraph', ...joined });
}

/** The right edge of the text column in which a stack stands: the farthest line of the page that begins near its left. */
function rightEdges(fragments: Fragment[]): (stack: Stack) => number {
  const byPage = new Map<number, Fragment[]>();
  for (const fragment of fragments) byPage.set(fragment.page, [...(byPage.get(fragment.page) ?? []), fragment]);
  return ({ page, box, lines }) => {
    const near = byPage.get(page)?.filter((line) => Math.abs(line.box.x - box.x) < 4 * (lines[0]?.size ?? 10)) ?? [];
    return Math.max(...near.map(rightOf), box.x + box.width);
  };
}

import { detectLanguage } from '@onggi/language';
import { EmptyFileError } from '../errors/file-errors.js';
import type { Block, BlockKind, Box, DocumentTree, Page, TableCell } from './document-tree.js';

/** A cell before its place in the text is known. */
export interface DraftCell {
  text: string;
  header?: boolean;
  colSpan?: number;
  rowSpan?: number;
}

/** A line of a page inside a draft block; offsets are relative to the block's text. */
export interface DraftLine {
  page: number;
  start: number;
  end: number;
  box: Box;
}

/** A block before its place in the tree's text is known. Its text is clean already. */
export interface DraftBlock {
  kind: Exclude<BlockKind, 'table'>;
  text: string;
  level?: number;
  ordered?: boolean;
  depth?: number;
  lines?: DraftLine[];
}

/** A table before its place is known. */
export interface DraftTable {
  kind: 'table';
  rows: DraftCell[][];
  /** Lines of the page for each cell, in the order of rows and cells; offsets are relative to the cell's text. */
  cellLines?: DraftLine[][][];
}

/** Measures of a page. */
export interface DraftPage {
  number: number;
  width: number;
  height: number;
}

const CELL_SEPARATOR = ' | ';
const BLOCK_SEPARATOR = '\n\n';
/** The share of a document's text that decides its language: enough, and cheap for a book. */
const LANGUAGE_SAMPLE = 100_000;

/** Puts blocks in reading order into one text and keeps the heading path of each. */
export class TreeBuilder {
  private readonly parts: string[] = [];
  private readonly blocks: Block[] = [];
  private readonly headings: { level: number; text: string }[] = [];
  private readonly pages: Page[];
  /** One list for all blocks of a section: a long document has a hundred thousand. */
  private headingPath: string[] = [];
  private length = 0;
  /** Text of the first heading that was added, if any. */
  firstHeading: string | undefined;

  constructor(pages: DraftPage[] = []) {
    this.pages = pages.map((page) => ({ ...page, start: 0, end: 0, lines: [] }));
  }

  /** Adds a block; blocks without text are left out. */
  add(draft: DraftBlock | DraftTable): void {
    if (draft.kind === 'table') this.addTable(draft);
    else if (draft.text.trim() !== '') this.addText(draft);
  }

  get isEmpty(): boolean {
    return this.blocks.length === 0;
  }

  /** @throws EmptyFileError when no block has any text. */
  build(title: string): DocumentTree {
    if (this.isEmpty) throw new EmptyFileError();
    const text = this.parts.join(BLOCK_SEPARATOR);
    this.placePages();
    return {
      title,
      text,
      blocks: this.blocks,
      pages: this.pages,
      language: detectLanguage(text.slice(0, LANGUAGE_SAMPLE)),
    };
  }

  private addText({ lines = [], text, ...rest }: DraftBlock): void {
    const start = this.append(text);
    const headingPath = rest.kind === 'heading' ? this.enterHeading(rest.level ?? 1, text) : this.headingPath;
    this.blocks.push({ ...rest, start, end: start + text.length, headingPath, page: lines[0]?.page ?? null });
    this.addLines(lines, start);
  }

  private addTable({ rows, cellLines }: DraftTable): void {
    const kept = rows
      .map((cells, row) => ({ cells, lines: cellLines?.[row] }))
      .filter(({ cells }) => cells.some(({ text }) => text !== ''));
    if (kept.length === 0) return;
    const text = kept.map(({ cells }) => cells.map((cell) => cell.text).join(CELL_SEPARATOR)).join('\n');
    const start = this.append(text);
    let position = start;
    const placed = kept.map(({ cells, lines }) => {
      const row = cells.map((cell, column): TableCell => {
        const at = position;
        position += cell.text.length + (column < cells.length - 1 ? CELL_SEPARATOR.length : 0);
        this.addLines(lines?.[column] ?? [], at);
        return { ...cell, start: at, end: at + cell.text.length };
      });
      position += 1;
      return row;
    });
    const page = cellLines?.flat(2)[0]?.page ?? null;
    this.blocks.push({
      kind: 'table',
      start,
      end: start + text.length,
      headingPath: this.headingPath,
      page,
      rows: placed,
    });
  }

  private append(text: string): number {
    const start = this.parts.length === 0 ? 0 : this.length + BLOCK_SEPARATOR.length;
    this.parts.push(text);
    this.length = start + text.length;
    return start;
  }

  private enterHeading(level: number, text: string): string[] {
    while ((this.headings.at(-1)?.level ?? 0) >= level) this.headings.pop();
    const path = this.headings.map((heading) => heading.text);
    this.firstHeading ??= text;
    this.headings.push({ level, text });
    this.headingPath = [...path, text];
    return path;
  }

  private addLines(lines: DraftLine[], offset: number): void {
    for (const { page, start, end, box } of lines) {
      this.pages[page - 1]?.lines.push({ start: start + offset, end: end + offset, box });
    }
  }

  /** A page's span runs from its first line to its last; a page without lines is an empty span where it would stand. */
  private placePages(): void {
    let position = 0;
    for (const page of this.pages) {
      page.lines.sort((left, right) => left.start - right.start);
      page.start = page.lines[0]?.start ?? position;
      page.end = page.lines.at(-1)?.end ?? position;
      position = page.end;
    }
  }
}

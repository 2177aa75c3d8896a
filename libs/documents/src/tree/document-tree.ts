import type { Language } from '@onggi/language';

/**
 * A document as Onggi reads it, whatever file it came from: one text, cut into blocks, with the place of every line
 * where the format has pages. All offsets are UTF-16 code units into {@link DocumentTree.text}.
 */
export interface DocumentTree {
  /** Title of the document; never empty (the file's name when the file says nothing). */
  title: string;
  /** The texts of all blocks, joined by a blank line ("\n\n"). */
  text: string;
  /** In reading order, disjoint; together they cover all of `text` but the blank lines between them. */
  blocks: Block[];
  /** Empty when the format has no pages. */
  pages: Page[];
  /** Language of most of the text. Passages carry their own. */
  language: Language;
}

export type BlockKind = 'heading' | 'paragraph' | 'listItem' | 'table' | 'code' | 'caption' | 'quote';

/** One paragraph-like piece of a document. */
export interface Block {
  kind: BlockKind;
  start: number;
  end: number;
  /** Texts of the headings above the block, outermost first; a heading's own text is not part of its path. */
  headingPath: string[];
  /** Headings: 1 is the outermost. */
  level?: number;
  /** List items: true in a numbered list. */
  ordered?: boolean;
  /** List items: 0 in the outermost list. */
  depth?: number;
  /** Number of the page on which the block begins, from 1; null when the format has no pages. */
  page: number | null;
  /** Tables: their text is the cells joined by " | " and the rows by "\n". */
  rows?: TableCell[][];
}

/** A cell of a table; its offsets point into the tree's text. */
export interface TableCell {
  text: string;
  start: number;
  end: number;
  header?: boolean;
  colSpan?: number;
  rowSpan?: number;
}

/** A page of a paginated document. Lengths are PDF points (1/72 inch), the origin is the top left corner. */
export interface Page {
  /** From 1. */
  number: number;
  width: number;
  height: number;
  /** Span of the page's text; empty (start equals end) for a page without text. */
  start: number;
  end: number;
  /** In reading order. Lines that belong to no block (running headers, page numbers) are left out. */
  lines: PageLine[];
}

/** A line of text on a page. */
export interface PageLine {
  start: number;
  end: number;
  box: Box;
}

/** A rectangle on a page in PDF points, origin top left. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The name of a format that Onggi reads. */
export type DocumentFormat = 'markdown' | 'text' | 'html' | 'xml' | 'pdf';

/** A file after reading. */
export interface ParsedDocument {
  tree: DocumentTree;
  /** Media type as decided from the content, for example "text/markdown". */
  mediaType: string;
  format: DocumentFormat;
}

/** A file to read. */
export interface DocumentSource {
  bytes: Uint8Array;
  /** Path or name of the file: its extension is a hint for the format, its base name the title of last resort. */
  path: string;
  /** Media type as the sender claims it; only a hint. */
  mediaType?: string;
}

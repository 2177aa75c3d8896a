import { detectLanguage, splitSentences } from '@onggi/language';
import type { Passage } from '@onggi/retrieval';
import type { EvidenceSentence, SourceBlock, SourceText } from './evidence.js';

type Row = NonNullable<SourceBlock['rows']>[number];

const cellBreak = ' | ';
/** A table of two columns says "name | value" itself; with more, a cell without its column's name means little. */
const fewestNamedColumns = 3;
/** Headings and captions say where a sentence stands; they are no answer. */
const notCited = new Set(['heading', 'caption']);

/** The sentences of a passage with their places in the version's text; a list item is one or more, a table row is one. */
export function sentencesOf(passage: Passage, source: SourceText): EvidenceSentence[] {
  return source.blocks
    .filter((block) => !notCited.has(block.kind) && block.start < passage.end && block.end > passage.start)
    .flatMap((block) => {
      const rows = block.kind === 'table' ? block.rows : undefined;
      return rows ? rowsOf(block, rows, passage, source) : proseOf(block, passage, source);
    });
}

function proseOf(block: SourceBlock, passage: Passage, source: SourceText): EvidenceSentence[] {
  const start = Math.max(block.start, passage.start);
  const text = source.text.slice(start, Math.min(block.end, passage.end));
  // In running text a line break is where the page's line ended; blanks in its place keep every offset.
  const flowing = block.kind === 'code' ? text : text.replace(/\s/g, ' ');
  return splitSentences(flowing, passage.lang).map((span) => {
    const sentence = text.slice(span.start, span.end);
    return sentenceAt(start + span.start, sentence, sentence.replace(/\s+/g, ' '), block, passage);
  });
}

function rowsOf(block: SourceBlock, rows: readonly Row[], passage: Passage, source: SourceText): EvidenceSentence[] {
  const header = columnNames(rows, source.text);
  return rows.slice(header === undefined ? 0 : 1).flatMap((row) => {
    const [first, last] = [row[0], row.at(-1)];
    if (!first || !last || first.start < passage.start || last.end > passage.end) return [];
    const text = source.text.slice(first.start, last.end);
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const cells = row.map((cell) => source.text.slice(cell.start, cell.end).replace(/\s+/g, ' ').trim());
    const shown = header?.length === cells.length ? cells.map((cell, column) => named(cell, header[column])) : cells;
    return [sentenceAt(first.start, text, shown.filter((cell) => cell !== '').join(cellBreak), block, passage)];
  });
}

function columnNames(rows: readonly Row[], text: string): string[] | undefined {
  const [first] = rows;
  if (!first || rows.length < 2 || first.length < fewestNamedColumns || !first.every((cell) => cell.header)) {
    return undefined;
  }
  return first.map((cell) => text.slice(cell.start, cell.end).replace(/\s+/g, ' ').trim());
}

/** "3개월" under "주기" → "주기: 3개월". */
function named(cell: string, column: string | undefined): string {
  return column && cell ? `${column}: ${cell}` : cell;
}

function sentenceAt(
  start: number,
  text: string,
  shown: string,
  block: SourceBlock,
  passage: Passage,
): EvidenceSentence {
  return {
    passage,
    start,
    end: start + text.length,
    text,
    shown,
    section: block.headingPath.join(' › '),
    language: /\p{L}/u.test(text) ? detectLanguage(text) : passage.lang,
  };
}

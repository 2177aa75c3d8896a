import type { Block, Box, DocumentTree, PageLine, TableCell } from '@onggi/documents';
import type { Language } from '@onggi/platform';

/** A table cell without its text, which lies in the version's text from start to end. */
export type StoredCell = Omit<TableCell, 'text'>;

/** A block without what can be read from the text. */
export type StoredBlock = Omit<Block, 'headingPath' | 'rows'> & { rows?: StoredCell[][] };

/** The Document tree as document_content.tree keeps it. */
export interface StoredTree {
  title: string;
  language: Language;
  blocks: StoredBlock[];
}

/** A line as document_page.lines keeps it: start, end, x, y, width, height. */
export type StoredLine = [number, number, number, number, number, number];

/** The tree that was stored, with its texts and heading paths; pages are kept elsewhere. */
export function restoredTree({ title, language, blocks }: StoredTree, text: string): DocumentTree {
  const open: { level: number; text: string }[] = [];
  let pathBelow: string[] = [];
  const restored = blocks.map(({ rows, ...block }): Block => {
    let headingPath = pathBelow;
    if (block.kind === 'heading') {
      const level = block.level ?? 1;
      while ((open.at(-1)?.level ?? 0) >= level) open.pop();
      headingPath = open.map((heading) => heading.text);
      open.push({ level, text: text.slice(block.start, block.end) });
      pathBelow = open.map((heading) => heading.text);
    }
    const withTexts = rows?.map((row) => row.map((cell) => ({ ...cell, text: text.slice(cell.start, cell.end) })));
    return { ...block, headingPath, ...(withTexts && { rows: withTexts }) };
  });
  return { title, language, text, blocks: restored, pages: [] };
}

/** The tree without texts: they are kept once, beside it. */
export function storedTree(tree: DocumentTree): StoredTree {
  return {
    title: tree.title,
    language: tree.language,
    blocks: tree.blocks.map(({ headingPath: _, rows, ...block }) =>
      rows ? { ...block, rows: rows.map((row) => row.map(({ text: __, ...cell }) => cell)) } : block,
    ),
  };
}

export function storedLines(lines: readonly PageLine[]): StoredLine[] {
  return lines.map(({ start, end, box }) => [
    start,
    end,
    toHundredths(box.x),
    toHundredths(box.y),
    toHundredths(box.width),
    toHundredths(box.height),
  ]);
}

/** The box of a stored line. */
export function boxOf([, , x, y, width, height]: StoredLine): Box {
  return { x, y, width, height };
}

/** A hundredth of a point is finer than any screen shows. */
function toHundredths(points: number): number {
  return Math.round(points * 100) / 100;
}

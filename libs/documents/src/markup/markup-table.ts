import type { DraftCell } from '../tree/tree-builder.js';
import { CELLS, HEADING, ROWS, TABLES } from './elements.js';
import { flowingText } from './flowing-text.js';
import { descendants, isElement, type MarkupElement } from './markup-node.js';

function span(value: string | undefined): number | undefined {
  const number = Number.parseInt(value ?? '', 10);
  return number > 1 ? number : undefined;
}

function readCell(cell: MarkupElement, inHead: boolean): DraftCell {
  const isHeader = inHead || cell.name === 'th';
  const colSpan = span(cell.attributes['colspan']);
  const rowSpan = span(
    cell.attributes['rowspan'] ?? (cell.attributes['morerows'] && String(Number(cell.attributes['morerows']) + 1)),
  );
  return {
    text: flowingText(cell),
    ...(isHeader ? { header: true } : {}),
    ...(colSpan === undefined ? {} : { colSpan }),
    ...(rowSpan === undefined ? {} : { rowSpan }),
  };
}

function* rowsOf(element: MarkupElement, inHead: boolean): Generator<DraftCell[]> {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    if (ROWS.has(child.name)) {
      yield child.children
        .filter((cell) => isElement(cell) && CELLS.has(cell.name))
        .map((cell) => readCell(cell as MarkupElement, inHead));
    } else if (!TABLES.has(child.name)) yield* rowsOf(child, inHead || child.name === 'thead');
  }
}

/** The rows of a table. */
export function readRows(table: MarkupElement): DraftCell[][] {
  return [...rowsOf(table, false)].filter((cells) => cells.length > 0);
}

/** True for a table that only lays out a page: its cells are read one after the other as ordinary blocks. */
export function isLayoutTable(table: MarkupElement): boolean {
  const inside = descendants(table);
  const rows = inside.filter(({ name }) => ROWS.has(name));
  const role = table.attributes['role'];
  return (
    role === 'presentation' ||
    role === 'none' ||
    inside.some(({ name }) => TABLES.has(name) || HEADING.test(name)) ||
    rows.every((row) => row.children.filter(isElement).length < 2)
  );
}

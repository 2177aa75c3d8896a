import { expect } from '@jest/globals';
import type { DocumentTree } from './document-tree.js';

/** Asserts what everybody relies on: offsets that fit, nothing between blocks but blank lines, paths that lead down. */
export function expectWellFormed(tree: DocumentTree): void {
  expect(tree.title).not.toBe('');
  expect(tree.blocks.map(({ start, end }) => tree.text.slice(start, end)).join('\n\n')).toBe(tree.text);
  for (const { rows, start, end } of tree.blocks) {
    for (const cell of rows?.flat() ?? []) {
      expect(tree.text.slice(cell.start, cell.end)).toBe(cell.text);
      expect(cell.start >= start && cell.end <= end).toBe(true);
    }
  }
  for (const page of tree.pages) {
    for (const { start, end, box } of page.lines) {
      expect(tree.text.slice(start, end).trim()).not.toBe('');
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(page.width + 1);
      expect(box.y + box.height).toBeLessThanOrEqual(page.height + 1);
    }
  }
}

/** Blocks as "kind: text", the way a person reads a tree. */
export function outline(tree: DocumentTree): string[] {
  return tree.blocks.map(
    ({ kind, level, depth, start, end }) => `${kind}${level ?? depth ?? ''}: ${tree.text.slice(start, end)}`,
  );
}

import { rightOf, unionOf, verticalOverlap } from './fragment.js';
import type { Stack } from './stacks.js';

/** Stacks side by side, from left to right. */
export type StackRow = Stack[];

/** A table in reading order: for each row one list of stacks per column, empty where the cell is. */
export interface StackTable {
  rows: { column: number; stack: Stack }[][];
  columns: number;
}

/** Prose in two columns is no table: its "cells" are long. */
const LONGEST_CELL = 400;

function isBeside(row: StackRow, stack: Stack): boolean {
  const last = row.at(-1);
  if (last === undefined || last.page !== stack.page) return false;
  return stack.box.x >= rightOf(last) - 1 && verticalOverlap(unionOf(row.map(({ box }) => box)), stack.box) > 0.5;
}

/** Groups stacks, in reading order, into rows of stacks that stand side by side. */
export function rowsOfStacks(stacks: Stack[]): StackRow[] {
  const rows: StackRow[] = [];
  for (const stack of stacks) {
    const row = rows.at(-1);
    if (row !== undefined && isBeside(row, stack)) row.push(stack);
    else rows.push([stack]);
  }
  return rows;
}

interface Column {
  left: number;
  right: number;
}

const overlaps = ({ box }: Stack, { left, right }: Column): boolean =>
  box.x < right - 1 && box.x + box.width > left + 1;

/** Columns are where the cells of the fullest row stand, widened by the cells of the others that touch only one. */
function columnsOf(rows: StackRow[]): Column[] {
  const fullest = rows.reduce((best, row) => (row.length > best.length ? row : best));
  const columns = fullest.map(({ box }) => ({ left: box.x, right: box.x + box.width }));
  for (const row of rows) {
    for (const stack of row) {
      const touched = columns.filter((column) => overlaps(stack, column));
      const [only] = touched;
      if (touched.length !== 1 || only === undefined) continue;
      only.left = Math.min(only.left, stack.box.x);
      only.right = Math.max(only.right, rightOf(stack));
    }
  }
  return columns;
}

function columnAt(stack: Stack, columns: Column[]): number {
  const touched = columns.findIndex((column) => overlaps(stack, column));
  if (touched >= 0) return touched;
  const distances = columns.map(({ left }) => Math.abs(left - stack.box.x));
  return distances.indexOf(Math.min(...distances));
}

function fits(row: StackRow, columns: Column[]): boolean {
  const taken = row.map((stack) => columnAt(stack, columns));
  return taken.every((column, index) => index === 0 || column > (taken[index - 1] ?? -1));
}

/**
 * Reads consecutive rows as a table, or undefined when they are none: fewer than two rows with two cells, cells that
 * don't stand below each other, or columns of prose.
 */
export function readStackTable(rows: StackRow[]): StackTable | undefined {
  const full = rows.filter((row) => row.length > 1);
  if (full.length < 2) return undefined;
  const columns = columnsOf(full);
  const isProse = full.every((row) =>
    row.every(({ lines }) => lines.reduce((sum, { text }) => sum + text.length, 0) > LONGEST_CELL),
  );
  if (isProse || !full.every((row) => fits(row, columns))) return undefined;
  return {
    rows: rows.map((row) => row.map((stack) => ({ stack, column: columnAt(stack, columns) }))),
    columns: columns.length,
  };
}

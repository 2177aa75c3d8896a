/**
 * All pieces of a vocabulary as one trie over UTF-16 units, in typed arrays on shared memory: threads look pieces up
 * without a copy each (a Map or objects would cost over 100 MB per thread). Children of a node lie side by side,
 * sorted by their unit.
 */
export interface PieceTrie {
  /** Unit that leads to the node. */
  units: Uint16Array;
  /** Index of the node's first child. */
  firstChild: Int32Array;
  childCount: Uint16Array;
  /** The piece that ends here, −1 for none. */
  pieceAt: Int32Array;
  /** For the root's children: unit → node, −1 for none. */
  rootChild: Int32Array;
}

/** @param skipped pieces that text must never match (the special tokens). */
export function buildPieceTrie(pieces: readonly string[], skipped: ReadonlySet<number>): PieceTrie {
  const order = pieces
    .map((_, id) => id)
    .filter((id) => !skipped.has(id) && pieces[id] !== '')
    .sort((a, b) => compareUnits(pieces[a] as string, pieces[b] as string));
  const sorted = order.map((id) => pieces[id] as string);
  const trie = allocate(countNodes(sorted));
  let nodeCount = 1;
  // Breadth first: each entry is a node and the range of sorted pieces that begin with it.
  const queue: { node: number; from: number; to: number; depth: number }[] = [
    { node: 0, from: 0, to: sorted.length, depth: 0 },
  ];
  for (let head = 0; head < queue.length; head++) {
    const { node, to, depth } = queue[head] as (typeof queue)[number];
    let { from } = queue[head] as (typeof queue)[number];
    if (sorted[from]?.length === depth && from < to) trie.pieceAt[node] = order[from++] as number;
    trie.firstChild[node] = nodeCount;
    while (from < to) {
      const unit = (sorted[from] as string).charCodeAt(depth);
      let end = from + 1;
      while (end < to && (sorted[end] as string).charCodeAt(depth) === unit) end++;
      trie.units[nodeCount] = unit;
      if (node === 0) trie.rootChild[unit] = nodeCount;
      queue.push({ node: nodeCount, from, to: end, depth: depth + 1 });
      nodeCount++;
      from = end;
    }
    trie.childCount[node] = nodeCount - (trie.firstChild[node] as number);
  }
  return trie;
}

/** @returns the child of a node by its unit, −1 when there is none. */
export function childOf(trie: PieceTrie, node: number, unit: number): number {
  if (node === 0) return trie.rootChild[unit] as number;
  let low = trie.firstChild[node] as number;
  let high = low + (trie.childCount[node] as number) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = trie.units[middle] as number;
    if (found === unit) return middle;
    if (found < unit) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** By UTF-16 units, as `<` on strings does. */
function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countNodes(sorted: readonly string[]): number {
  let count = 1;
  let previous = '';
  for (const piece of sorted) {
    let shared = 0;
    while (shared < previous.length && previous.charCodeAt(shared) === piece.charCodeAt(shared)) shared++;
    count += piece.length - shared;
    previous = piece;
  }
  return count;
}

function allocate(nodeCount: number): PieceTrie {
  return {
    units: new Uint16Array(new SharedArrayBuffer(nodeCount * 2)),
    firstChild: new Int32Array(new SharedArrayBuffer(nodeCount * 4)),
    childCount: new Uint16Array(new SharedArrayBuffer(nodeCount * 2)),
    pieceAt: new Int32Array(new SharedArrayBuffer(nodeCount * 4)).fill(-1),
    rootChild: new Int32Array(new SharedArrayBuffer(65_536 * 4)).fill(-1),
  };
}

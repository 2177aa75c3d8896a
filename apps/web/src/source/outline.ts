import type { TreeBlock } from '../api/types.js';

/** The headings above a place, from the outermost: "제3장 › 3.2 회전기기 점검". */
export function headingPathAt(blocks: readonly TreeBlock[], offset: number): string {
  const path: TreeBlock[] = [];
  for (const block of blocks) {
    if (block.start > offset) break;
    if (block.kind !== 'heading') continue;
    while (path.length > 0 && (path.at(-1)?.level ?? 1) >= (block.level ?? 1)) path.pop();
    path.push(block);
  }
  return path.map((heading) => heading.text).join(' › ');
}

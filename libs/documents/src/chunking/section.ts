import type { Block, DocumentTree } from '../tree/document-tree.js';

/** A heading with the blocks directly under it and the sections below. The document itself is the root. */
export interface Section {
  /** Headings down to and including the section's own; empty for the root. */
  path: string[];
  /** The heading first, then what stands under it before the first subsection. */
  blocks: Block[];
  children: Section[];
}

/** Puts the flat list of blocks under their headings. */
export function sectionsOf(tree: DocumentTree): Section {
  const root: Section = { path: [], blocks: [], children: [] };
  const open: Section[] = [root];
  for (const block of tree.blocks) {
    if (block.kind === 'heading') {
      const section: Section = {
        path: [...block.headingPath, tree.text.slice(block.start, block.end)],
        blocks: [block],
        children: [],
      };
      while (open.length - 1 > block.headingPath.length) open.pop();
      open.at(-1)?.children.push(section);
      open.push(section);
    } else open.at(-1)?.blocks.push(block);
  }
  return root;
}

/** A section and all below it, in document order. */
export function* allSections(section: Section): Generator<Section> {
  yield section;
  for (const child of section.children) yield* allSections(child);
}

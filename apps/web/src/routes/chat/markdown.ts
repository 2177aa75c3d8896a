import type { RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfmTable } from 'micromark-extension-gfm-table';

/** An answer's text as a tree; bold before a Korean particle works, which plain CommonMark gets wrong. */
export function parseMarkdown(text: string): RootContent[] {
  return fromMarkdown(text, {
    extensions: [cjkFriendlyExtension(), gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  }).children;
}

/** Whether the text is part of a paragraph, as a sentence is; a list or a table stands on its own. */
export function isInline(nodes: readonly RootContent[]): boolean {
  return nodes.length === 1 && nodes[0]?.type === 'paragraph';
}

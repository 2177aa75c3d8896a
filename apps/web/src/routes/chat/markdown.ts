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

/** The words of an answer without its signs, for the clipboard and for reading aloud. */
export function plainText(text: string): string {
  const wordsOf = (node: RootContent): string => {
    if ('value' in node) return node.value;
    if (!('children' in node)) return node.type === 'break' ? '\n' : '';
    const words = node.children.map(wordsOf);
    const isRow = node.type === 'tableRow';
    const isBlock = node.type === 'list' || node.type === 'table' || node.type === 'listItem';
    return words.join(isRow ? '\t' : isBlock ? '\n' : '');
  };
  return parseMarkdown(text).map(wordsOf).join('\n');
}

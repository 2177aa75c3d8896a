import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { readHtmlFragment } from '../markup/parse-markup.js';
import { cleanFlowingText, cleanLines } from '../tree/clean-text.js';
import type { DocumentTree } from '../tree/document-tree.js';
import { TreeBuilder } from '../tree/tree-builder.js';
import { inlineText } from './inline-text.js';
import { splitMarkdown } from './split-markdown.js';

type Root = ReturnType<typeof fromMarkdown>;
type Content = Root['children'][number];
type List = Extract<Content, { type: 'list' }>;
type Table = Extract<Content, { type: 'table' }>;

const FRONT_MATTER = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;
const FRONT_MATTER_TITLE = /^title[ \t]*:[ \t]*(["']?)(.+?)\1[ \t]*$/m;

class MarkdownBlockReader {
  constructor(private readonly tree: TreeBuilder) {}

  read(nodes: Content[], kind: 'paragraph' | 'quote' = 'paragraph'): void {
    for (const node of nodes) this.readBlock(node, kind);
  }

  private readBlock(node: Content, kind: 'paragraph' | 'quote'): void {
    if (node.type === 'heading') {
      this.tree.add({ kind: 'heading', level: node.depth, text: cleanFlowingText(inlineText(node)) });
    } else if (node.type === 'code') this.tree.add({ kind: 'code', text: cleanLines(node.value) });
    else if (node.type === 'table') this.readTable(node);
    else if (node.type === 'list') this.readList(node, 0);
    else if (node.type === 'html') readHtmlFragment(node.value, this.tree);
    else if (node.type === 'blockquote') this.read(node.children, 'quote');
    else if (node.type === 'footnoteDefinition') this.read(node.children, kind);
    else this.tree.add({ kind, text: cleanFlowingText(inlineText(node)) });
  }

  private readList(list: List, depth: number): void {
    for (const item of list.children) {
      const [first, ...rest] = item.children;
      if (first?.type === 'paragraph') {
        this.tree.add({
          kind: 'listItem',
          ordered: list.ordered === true,
          depth,
          text: cleanFlowingText(inlineText(first)),
        });
      } else if (first !== undefined) this.readInItem(first, depth);
      for (const child of rest) this.readInItem(child, depth);
    }
  }

  private readInItem(node: Content, depth: number): void {
    if (node.type === 'list') this.readList(node, depth + 1);
    else this.readBlock(node, 'paragraph');
  }

  private readTable(table: Table): void {
    const rows = table.children.map((row, index) =>
      row.children.map((cell) => ({
        text: cleanFlowingText(inlineText(cell)),
        ...(index === 0 ? { header: true } : {}),
      })),
    );
    this.tree.add({ kind: 'table', rows });
  }
}

/**
 * Reads Markdown with GitHub's tables, HTML between blocks and a title in front matter.
 * @throws EmptyFileError when it has no text.
 */
export function parseMarkdown(source: string, fallbackTitle: string): DocumentTree {
  const frontMatter = FRONT_MATTER.exec(source);
  const body = frontMatter === null ? source : source.slice(frontMatter[0].length);
  const tree = new TreeBuilder();
  const reader = new MarkdownBlockReader(tree);
  for (const part of splitMarkdown(body)) {
    reader.read(fromMarkdown(part, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children);
  }
  const title = FRONT_MATTER_TITLE.exec(frontMatter?.[1] ?? '')?.[2] ?? tree.firstHeading ?? fallbackTitle;
  return tree.build(cleanFlowingText(title) || fallbackTitle);
}

import type { DocumentTree } from '../tree/document-tree.js';
import { TreeBuilder } from '../tree/tree-builder.js';
import { flowingText } from './flowing-text.js';
import { isInvisible } from './elements.js';
import { mainContent } from './main-content.js';
import { MarkupBlockReader } from './markup-blocks.js';
import { descendants, readHtml, readXhtml, readXml, type MarkupElement } from './markup-node.js';

const XML_PROLOG = /^\s*<\?xml\s/;

function titleOf(root: MarkupElement): string {
  const title = descendants(root).find((element) => element.name === 'title' && !isInvisible(element));
  return title === undefined ? '' : flowingText(title);
}

/**
 * The name of a page: its <title> without the site's name that many pages append ("Cleaning – Example Manual"), else
 * its first heading.
 */
function chooseTitle(title: string, firstHeading: string | undefined, fallback: string): string {
  if (firstHeading === undefined || title === '') return firstHeading ?? (title || fallback);
  const parts = title.split(/\s+[-–—|·:»›]\s+/);
  return parts[0] === firstHeading || parts.at(-1) === firstHeading ? firstHeading : title;
}

function build(root: MarkupElement, fallbackTitle: string): DocumentTree {
  const tree = new TreeBuilder();
  new MarkupBlockReader(tree).read(mainContent(root));
  return tree.build(chooseTitle(titleOf(root), tree.firstHeading, fallbackTitle));
}

/** Reads an HTML or XHTML page. @throws EmptyFileError when it has no visible text. */
export function parseHtml(text: string, fallbackTitle: string): DocumentTree {
  return build(XML_PROLOG.test(text) ? readXhtml(text) : readHtml(text), fallbackTitle);
}

/** Reads DocBook and other XML manuals, those of unknown vocabularies too. @throws EmptyFileError when it has no text. */
export function parseXml(text: string, fallbackTitle: string): DocumentTree {
  return build(readXml(text), fallbackTitle);
}

/** Reads a piece of HTML, such as Markdown allows between its blocks, into a tree that is being built. */
export function readHtmlFragment(text: string, tree: TreeBuilder): void {
  new MarkupBlockReader(tree).read(mainContent(readHtml(text)));
}

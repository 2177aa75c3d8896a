import { cleanFlowingText, cleanLines } from '../tree/clean-text.js';
import type { DraftBlock, TreeBuilder } from '../tree/tree-builder.js';
import * as elements from './elements.js';
import { flowingText } from './flowing-text.js';
import { isElement, textOf, type MarkupElement } from './markup-node.js';
import { isLayoutTable, readRows } from './markup-table.js';

/** What the elements around say about a text. */
interface Surroundings {
  kind: DraftBlock['kind'];
  /** Depth of sections with a title, for vocabularies whose headings have no level of their own. */
  section: number;
  /** Depth of lists; 0 outside of any. */
  lists: number;
  ordered: boolean;
}

const TOP: Surroundings = { kind: 'paragraph', section: 0, lists: 0, ordered: false };

/** Reads marked-up text block by block into a tree. */
export class MarkupBlockReader {
  private inline = '';
  /** A term of a definition list waits for its definition, so that both stay in one block. */
  private term = '';

  constructor(private readonly tree: TreeBuilder) {}

  read(root: MarkupElement): void {
    this.readChildren(root, TOP);
    this.flush(TOP);
  }

  /** @param isInLine that the element stands inside a line of text, and what it holds as well */
  private readChildren(element: MarkupElement, around: Surroundings, isInLine = false): Surroundings {
    let current = around;
    const isMixed = isInLine || element.children.some((child) => !isElement(child) && child.text.trim() !== '');
    for (const child of element.children) {
      if (!isElement(child)) this.inline += child.text;
      else if (elements.isKnownBlock(child.name) ?? !isMixed) {
        current = this.flush(current);
        current = this.readBlock(child, current);
      } else if (child.name === 'br') this.inline += ' ';
      else current = this.readChildren(child, current, isMixed);
    }
    return current;
  }

  /** @returns what is around the text behind the element: in a list item only the first text is the item. */
  private readBlock(element: MarkupElement, around: Surroundings): Surroundings {
    const { name } = element;
    const heading = elements.HEADING.exec(name);
    if (heading) this.addHeading(element, Number(heading[1]));
    else if (elements.TITLES.has(name)) this.addHeading(element, Math.max(1, around.section));
    else if (elements.PREFORMATTED.has(name)) this.tree.add({ kind: 'code', text: cleanLines(textOf(element)) });
    else if (elements.CAPTIONS.has(name)) this.tree.add({ kind: 'caption', text: flowingText(element) });
    else if (elements.TERMS.has(name)) this.addTerm(element);
    else if (elements.TABLES.has(name)) this.readTable(element, around);
    else {
      const inside = this.flush(this.readChildren(element, this.surroundingsOf(element, around)));
      const isPartOfItem = around.kind === 'listItem' && !elements.LIST_ITEMS.has(name);
      return isPartOfItem ? { ...around, kind: inside.kind } : around;
    }
    return around;
  }

  private surroundingsOf({ name }: MarkupElement, around: Surroundings): Surroundings {
    const list = elements.LISTS[name];
    if (list !== undefined)
      return {
        ...around,
        kind: around.kind === 'quote' ? 'quote' : 'paragraph',
        lists: around.lists + 1,
        ordered: list.ordered,
      };
    if (elements.LIST_ITEMS.has(name)) return { ...around, kind: 'listItem' };
    if (elements.QUOTES.has(name)) return { ...around, kind: 'quote' };
    return elements.SECTIONS.has(name) ? { ...around, section: around.section + 1 } : around;
  }

  private addHeading(element: MarkupElement, level: number): void {
    this.releaseTerm();
    this.tree.add({ kind: 'heading', level, text: flowingText(element) });
  }

  private addTerm(element: MarkupElement): void {
    const text = flowingText(element);
    this.term = this.term === '' ? text : `${this.term}, ${text}`;
  }

  private releaseTerm(): void {
    const text = this.term;
    this.term = '';
    if (text !== '') this.tree.add({ kind: 'listItem', ordered: false, depth: 0, text });
  }

  private readTable(table: MarkupElement, around: Surroundings): void {
    if (isLayoutTable(table)) {
      this.flush(this.readChildren(table, around));
      return;
    }
    this.releaseTerm();
    for (const child of table.children) {
      if (isElement(child) && (elements.CAPTIONS.has(child.name) || elements.TITLES.has(child.name))) {
        this.tree.add({ kind: 'caption', text: flowingText(child) });
      }
    }
    this.tree.add({ kind: 'table', rows: readRows(table) });
  }

  /** Ends the block that is being read. What follows in the same list item is a paragraph of its own. */
  private flush(around: Surroundings): Surroundings {
    const text = cleanFlowingText(this.inline);
    this.inline = '';
    if (text === '') return around;
    const term = this.term;
    this.term = '';
    const isItem = around.kind === 'listItem' || term !== '';
    this.tree.add({
      kind: isItem ? 'listItem' : around.kind,
      text: term === '' ? text : `${term}: ${text}`,
      ...(isItem ? { ordered: around.ordered, depth: Math.max(0, around.lists - 1) } : {}),
    });
    return around.kind === 'listItem' ? { ...around, kind: 'paragraph' } : around;
  }
}

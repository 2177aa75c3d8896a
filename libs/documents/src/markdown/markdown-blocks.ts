import type { Token } from 'markdown-it';
import { readHtmlFragment } from '../markup/parse-markup.js';
import { cleanFlowingText, cleanLines } from '../tree/clean-text.js';
import type { DraftCell, TreeBuilder } from '../tree/tree-builder.js';

const TAG = /<[^>]*>/g;
const LINE_BREAK_TAG = /^<br\s*\/?>$/i;

/** Text of a block's inline content, without marks; pictures have none. */
function inlineText({ children }: Token): string {
  const text = (children ?? []).map((token) => {
    if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
    if (token.type === 'html_inline') return LINE_BREAK_TAG.test(token.content) ? '\n' : token.content.replace(TAG, '');
    return token.type === 'image' ? '' : token.content;
  });
  return cleanFlowingText(text.join(''));
}

/** Reads the flat list of Markdown tokens into a tree; what is open around a token is kept beside. */
export class MarkdownBlockReader {
  /** For each open list whether it is numbered. */
  private readonly lists: boolean[] = [];
  private quotes = 0;
  private headingLevel = 0;
  /** True between the start of a list item and its first block. */
  private beginsItem = false;
  private rows: DraftCell[][] | undefined;

  constructor(private readonly tree: TreeBuilder) {}

  read(tokens: Token[]): void {
    for (const token of tokens) this.readToken(token);
  }

  private readToken(token: Token): void {
    switch (token.type) {
      case 'heading_open':
        this.headingLevel = Number(token.tag.slice(1));
        break;
      case 'heading_close':
        this.headingLevel = 0;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        this.lists.push(token.type === 'ordered_list_open');
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.lists.pop();
        break;
      case 'list_item_open':
        this.beginsItem = true;
        break;
      case 'list_item_close':
        this.beginsItem = false;
        break;
      case 'blockquote_open':
        this.quotes += 1;
        break;
      case 'blockquote_close':
        this.quotes -= 1;
        break;
      default:
        this.readContent(token);
    }
  }

  private readContent(token: Token): void {
    switch (token.type) {
      case 'table_open':
        this.rows = [];
        break;
      case 'tr_open':
        this.rows?.push([]);
        break;
      case 'th_open':
      case 'td_open':
        this.rows?.at(-1)?.push({ text: '', ...(token.type === 'th_open' ? { header: true } : {}) });
        break;
      case 'table_close':
        this.tree.add({ kind: 'table', rows: this.rows ?? [] });
        this.rows = undefined;
        break;
      case 'fence':
      case 'code_block':
        this.beginsItem = false;
        this.tree.add({ kind: 'code', text: cleanLines(token.content) });
        break;
      case 'html_block':
        readHtmlFragment(token.content, this.tree);
        break;
      case 'inline':
        this.readText(inlineText(token));
    }
  }

  private readText(text: string): void {
    const cell = this.rows?.at(-1)?.at(-1);
    if (cell !== undefined) cell.text = text;
    else if (this.headingLevel > 0) this.tree.add({ kind: 'heading', level: this.headingLevel, text });
    else if (this.beginsItem) {
      this.beginsItem = false;
      this.tree.add({
        kind: 'listItem',
        ordered: this.lists.at(-1) === true,
        depth: Math.max(0, this.lists.length - 1),
        text,
      });
    } else this.tree.add({ kind: this.quotes > 0 ? 'quote' : 'paragraph', text });
  }
}

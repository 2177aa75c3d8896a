import { detectLanguage, splitSentences } from '@onggi/language';
import type { Block, DocumentTree } from '../tree/document-tree.js';
import type { TokenCounter } from './token-counter.js';

/** A piece of text that is never cut again: a block, or part of a block that is too long for one passage. */
export interface TextUnit {
  start: number;
  end: number;
  tokens: number;
  block: Block;
  /** Header row to repeat when a passage begins with this unit, inside a table. */
  tableHeader?: { text: string; tokens: number };
}

interface Piece {
  start: number;
  end: number;
  block: Block;
  /** Tokens that the piece may have. */
  budget: number;
}

/** Cuts near the middle, at a blank if there is one, never inside a surrogate pair. */
function halve(text: string, piece: Piece): Piece[] {
  const { start, end } = piece;
  const middle = (start + end) >>> 1;
  const blank = text.slice(start, middle).search(/\s\S*$/);
  let cut = blank > 0 ? start + blank + 1 : middle;
  if (/[\ud800-\udbff]/.test(text[cut - 1] ?? '')) cut += 1;
  if (cut <= start || cut >= end) return [piece];
  return [
    { ...piece, end: cut },
    { ...piece, start: cut },
  ];
}

/** Rows of a table, lines of code, sentences of everything else. */
function naturalSpans(text: string, block: Block): { start: number; end: number }[] {
  if (block.rows !== undefined) {
    return block.rows.map((cells) => ({ start: cells[0]?.start ?? block.start, end: cells.at(-1)?.end ?? block.end }));
  }
  const body = text.slice(block.start, block.end);
  const spans =
    block.kind === 'code'
      ? [...body.matchAll(/[^\n]+/g)].map(({ 0: line, index }) => ({ start: index, end: index + line.length }))
      : splitSentences(body, detectLanguage(body));
  return spans.map(({ start, end }) => ({ start: start + block.start, end: end + block.start }));
}

/** Measures and cuts the blocks of one document, with one call of the counter per round over all of them. */
class BlockCutter {
  constructor(
    private readonly text: string,
    private readonly counter: TokenCounter,
  ) {}

  tokensOf(span: { start: number; end: number }): number {
    return this.counter.of(this.text.slice(span.start, span.end));
  }

  async learn(spans: { start: number; end: number }[]): Promise<void> {
    await this.counter.learn(spans.map(({ start, end }) => this.text.slice(start, end)));
  }

  /** Header row of a table, unless it would fill the passage and leave no room for what it explains. */
  headerOf({ rows: [first] = [] }: Block, budget: number): TextUnit['tableHeader'] {
    const start = first?.[0]?.start;
    const end = first?.at(-1)?.end;
    if (start === undefined || end === undefined || !first?.some(({ header }) => header)) return undefined;
    const tokens = this.tokensOf({ start, end });
    return tokens <= budget / 4 ? { text: this.text.slice(start, end), tokens } : undefined;
  }

  /** Cuts pieces in halves until each fits its budget. */
  async cutToFit(pieces: Piece[]): Promise<Piece[]> {
    await this.learn(pieces);
    const cut = pieces.flatMap((piece) => (this.tokensOf(piece) <= piece.budget ? [piece] : halve(this.text, piece)));
    return cut.length === pieces.length ? cut : this.cutToFit(cut);
  }
}

/**
 * Units of all blocks, in order: whole blocks where they fit into their budget, else their rows, lines or sentences.
 * @param budgetOf tokens that a passage of the block's section has room for.
 */
export async function textUnits(
  tree: DocumentTree,
  budgetOf: (block: Block) => number,
  counter: TokenCounter,
): Promise<Map<Block, TextUnit[]>> {
  const cutter = new BlockCutter(tree.text, counter);
  await cutter.learn(tree.blocks);
  const long = tree.blocks.filter((block) => cutter.tokensOf(block) > budgetOf(block));
  const spans = long.map((block) => ({ block, spans: naturalSpans(tree.text, block) }));
  await cutter.learn(spans.flatMap(({ spans: natural }) => natural));
  const headers = new Map(long.map((block) => [block, cutter.headerOf(block, budgetOf(block))]));
  const pieces = await cutter.cutToFit(
    spans.flatMap(({ block, spans: natural }) => {
      const budget = budgetOf(block) - (headers.get(block)?.tokens ?? 0);
      return natural.map((span) => ({ ...span, block, budget }));
    }),
  );
  const units = new Map(tree.blocks.map((block): [Block, TextUnit[]] => [block, []]));
  for (const { start, end, block } of pieces) {
    const tableHeader = (units.get(block)?.length ?? 0) > 0 ? headers.get(block) : undefined;
    units.get(block)?.push({ start, end, block, tokens: cutter.tokensOf({ start, end }), tableHeader });
  }
  for (const block of tree.blocks) {
    if (!headers.has(block))
      units.get(block)?.push({ start: block.start, end: block.end, block, tokens: cutter.tokensOf(block) });
  }
  return units;
}

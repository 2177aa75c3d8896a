import { detectLanguage, type Language } from '@onggi/language';
import type { Block, DocumentTree } from '../tree/document-tree.js';
import { headingOf, locate } from '../tree/locate.js';
import type { Chunk, ChunkingOptions, Locator } from './chunk.js';
import { embeddingPrefix, pathBelowTitle } from './embedding-prefix.js';
import { SectionPacker, type Passage } from './pack-sections.js';
import { allSections, sectionsOf } from './section.js';
import { textUnits, type TextUnit } from './text-unit.js';
import { TokenCounter } from './token-counter.js';

/** Grows with every change that cuts any document otherwise: evaluation runs over passages of two chunkers are told apart by it. */
export const CHUNKER_VERSION = 1;

const TARGET_TOKENS = 350;
const MAX_TOKENS = 480;

/** Chooses for each heading path what stands before a passage, and knows how much room that leaves. */
class Prefixes {
  private readonly chosen = new Map<string, { text: string; tokens: number }>();

  constructor(
    private readonly title: string,
    private readonly maxTokens: number,
  ) {}

  async learn(paths: string[][], counter: TokenCounter): Promise<void> {
    const titleAlone = this.title.slice(0, this.maxTokens / 8);
    await counter.learn([titleAlone, ...paths.map((path) => embeddingPrefix(this.title, path))]);
    for (const path of paths) {
      const candidates = [embeddingPrefix(this.title, path), titleAlone, ''];
      // Headings that fill half of a passage would drown its text.
      const text = candidates.find((each) => each === '' || counter.of(each) <= this.maxTokens / 2) ?? '';
      this.chosen.set(headingOf(path), { text, tokens: text === '' ? 0 : counter.of(text) });
    }
  }

  of(path: readonly string[]): { text: string; tokens: number } {
    return this.chosen.get(headingOf(path)) ?? { text: '', tokens: 0 };
  }
}

function locatorOf(page: number | null, heading: string, title: string): Locator {
  if (page === null) return { kind: 'section', heading: heading || title };
  return { kind: 'page', page, ...(heading === '' ? {} : { heading }) };
}

/** The passage's text with the table's header where it begins inside a table, without headings that the prefix has. */
function embeddedBody(tree: DocumentTree, { units }: Passage, prefix: string): string {
  const prefixLines = prefix.split(/\n| › /);
  const inPrefix = ({ block, start, end }: TextUnit): boolean =>
    block.kind === 'heading' && prefixLines.includes(tree.text.slice(start, end));
  const header = units[0]?.tableHeader?.text;
  const parts = units
    .filter((unit) => !inPrefix(unit))
    .map(({ start, end, block }) => ({ text: tree.text.slice(start, end), block }));
  return parts.reduce((body, { text, block }, index) => {
    if (index === 0) return body === '' ? text : `${body}\n${text}`;
    return `${body}${parts[index - 1]?.block !== block ? '\n\n' : block.kind === 'table' || block.kind === 'code' ? '\n' : ' '}${text}`;
  }, header ?? '');
}

function chunkOf(
  tree: DocumentTree,
  passage: Passage,
  ordinal: number,
  prefix: { text: string; tokens: number },
  givenLanguage: Language | undefined,
): Chunk {
  const { units, path, tokens } = passage;
  const start = units[0]?.start ?? 0;
  const end = units.at(-1)?.end ?? start;
  const text = tree.text.slice(start, end);
  const headingPath = pathBelowTitle(tree.title, path);
  const heading = headingOf(headingPath);
  const { page } = locate(tree, start, end);
  return {
    ordinal,
    start,
    end,
    text,
    headingPath,
    heading,
    page,
    locator: locatorOf(page, heading, tree.title),
    language: givenLanguage ?? detectLanguage(text),
    tokenCount: prefix.tokens + tokens,
    embeddingText: [prefix.text, embeddedBody(tree, passage, prefix.text)].filter((part) => part !== '').join('\n'),
  };
}

/**
 * Cuts a document into passages along its structure: sections stay whole where they fit, tiny neighbours under the same
 * heading are joined, long ones are split evenly between blocks; a table is split between rows and a long paragraph
 * between sentences. Every block is in a passage; passages are in document order and disjoint.
 */
export async function chunkTree(tree: DocumentTree, options: ChunkingOptions): Promise<Chunk[]> {
  const { targetTokens = TARGET_TOKENS, maxTokens = MAX_TOKENS } = options;
  const counter = new TokenCounter(options.countTokens);
  const root = sectionsOf(tree);
  const sections = [...allSections(root)];
  const prefixes = new Prefixes(tree.title, maxTokens);
  await prefixes.learn(
    sections.map(({ path }) => path),
    counter,
  );
  const pathOf = new Map(
    sections.flatMap(({ blocks, path }) => blocks.map((block): [Block, string[]] => [block, path])),
  );
  const room = (tokens: number) => (path: readonly string[]) => tokens - prefixes.of(path).tokens;
  const units = await textUnits(tree, (block) => room(maxTokens)(pathOf.get(block) ?? []), counter);
  const unitsOf = ({ blocks }: { blocks: Block[] }): TextUnit[] => blocks.flatMap((block) => units.get(block) ?? []);
  const limits = { target: room(Math.min(targetTokens, maxTokens)), max: room(maxTokens) };
  const passages = new SectionPacker(tree.text, unitsOf, limits).pack(root);
  return passages.map((passage, ordinal) =>
    chunkOf(tree, passage, ordinal, prefixes.of(passage.path), options.language),
  );
}

import type { Language } from '@onggi/language';

/** Where a passage stands, as a citation shows it. */
export type Locator = { kind: 'page'; page: number; heading?: string } | { kind: 'section'; heading: string };

/** A passage: the unit that is embedded, indexed and ranked. Offsets are UTF-16 code units into the tree's text. */
export interface Chunk {
  /** Place in the document, from 0. */
  ordinal: number;
  start: number;
  end: number;
  /** The tree's text from start to end. */
  text: string;
  /** Headings over the passage, outermost first, the title of the document left out. */
  headingPath: string[];
  /** The heading path for people: "Safety › Cleaning"; empty when there is none. */
  heading: string;
  /** Page on which the passage begins, or null. */
  page: number | null;
  locator: Locator;
  /** Language of this passage, which need not be the document's. */
  language: Language;
  /** Tokens of `embeddingText`, as counted by the caller's tokenizer; a sum over its parts, so a close upper estimate. */
  tokenCount: number;
  /** Title, heading path and text: what both the embedder and the lexical index read. The title occurs once. */
  embeddingText: string;
}

/** How to cut. */
export interface ChunkingOptions {
  /**
   * Counts the tokens of many texts, without special tokens; called a few times per document, with up to 1,000 texts
   * a call.
   */
  countTokens: (texts: string[]) => Promise<number[]>;
  /** Passages grow up to this many tokens. Default 350. */
  targetTokens?: number;
  /** No passage has more. Default 480: the embedder reads 512 with its prefix. */
  maxTokens?: number;
  /** Language of every passage, where the sender knows it. Default: found passage by passage. */
  language?: Language;
}

import type { Language } from '@onggi/platform';
import type { Passage } from '@onggi/retrieval';

/** One sentence, list item or table row of a passage: the unit that an answer cites. */
export interface EvidenceSentence {
  passage: Passage;
  /** Span in the version's text. */
  start: number;
  end: number;
  /** The text of that span. */
  text: string;
  /** As a reader without the page needs it: a table row carries the names of its columns. */
  shown: string;
  /** Headings over it, outermost first, joined by " › "; empty when there are none. */
  section: string;
  language: Language;
}

/** A piece of a version's structure, as far as sentences need it. */
export interface SourceBlock {
  kind: string;
  start: number;
  end: number;
  headingPath: readonly string[];
  page: number | null;
  /** Tables: cells by row, with their places. */
  rows?: readonly (readonly { start: number; end: number; header?: boolean }[])[];
}

/** The text of a version and its structure, read under the asker's rights. */
export interface SourceText {
  text: string;
  blocks: readonly SourceBlock[];
}

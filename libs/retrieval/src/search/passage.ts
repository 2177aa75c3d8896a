import type { Language, LocalizedText } from '@onggi/platform';

/** The tenant whose document it is, where that is not the reader's own. */
export interface SharedBy {
  tenant: string;
  name: LocalizedText;
}

/** A passage found, as the API shows it. Offsets are UTF-16 code units into the version's text. */
export interface Passage {
  documentId: string;
  versionId: string;
  /** Label of the document, such as its path when it was uploaded. */
  path: string;
  chunkId: string;
  title: string;
  /** Null where the format has no pages. */
  page: number | null;
  /** "A › B"; empty when there is none. */
  heading: string;
  lang: Language;
  text: string;
  start: number;
  end: number;
  /** Comparable within one search only. */
  score: number;
  /** Undefined for the reader's own tenant. */
  sharedBy?: SharedBy;
  /** Where nearly the same text stands as well, best first; undefined where it stands nowhere else. */
  alsoIn?: DuplicatePassage[];
}

/** The place of a passage that was folded into a better one. */
export type DuplicatePassage = Pick<
  Passage,
  'documentId' | 'versionId' | 'path' | 'chunkId' | 'title' | 'page' | 'start' | 'end' | 'sharedBy'
>;

import type { Morpheme, QuestionReading } from '@onggi/language';
import type { Language } from '@onggi/platform';

/** A vector as the index keeps it, and as the model gave it; both of length 1. */
export interface TwoVectors {
  centred: Float32Array;
  plain: Float32Array;
}

/** A passage of the index. */
export interface ComparedChunk extends TwoVectors {
  chunkId: string;
  versionId: string;
  /** Id of the document in the evaluation set. */
  document: string;
  language: Language;
  /** Title and heading path; empty when there is neither. */
  heading: string;
  /** Heading and text: what both legs of the index read. */
  searchText: string;
  /** Of one spelling of `searchText`; undefined where it has no Hangul. */
  morphemes: readonly Morpheme[] | undefined;
}

/** A question as the models read it. */
export interface ComparedQuery extends TwoVectors {
  id: string;
  text: string;
  language: Language;
  reading: QuestionReading;
  /** The same with blanks inside its words; undefined where that was not asked for or changes nothing. */
  strayBlanks?: Omit<ComparedQuery, 'strayBlanks'>;
}

/** Everything that schemes rank: the same passages and questions for each. */
export interface ComparedWorld {
  chunks: readonly ComparedChunk[];
  queries: readonly ComparedQuery[];
  glossary: readonly { ko: string; en: string }[];
}

/** A way to rank the passages of a world. */
export interface Scheme {
  name: string;
  /** @returns places of passages, best first, as many as are judged */
  rank(query: ComparedQuery): Promise<number[]> | number[];
}

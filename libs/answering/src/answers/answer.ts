import type { Language, LocalizedText } from '@onggi/platform';
import type { Passage, SharedBy, UnderstoodFilters } from '@onggi/retrieval';
import type { Locator } from '../sources/place.js';

/** Where an answer stands. GENERATED: written by the model and verified. EXTRACTIVE: quoted. ABSTAINED: the evidence does not say. */
export type AnswerStatus = 'RUNNING' | 'GENERATED' | 'EXTRACTIVE' | 'ABSTAINED' | 'FAILED' | 'CANCELLED';

/** The place that carries a sentence, read anew under the reader's rights. Offsets are UTF-16, into the version's text. */
export interface Citation {
  documentId: string;
  versionId: string;
  path: string;
  title: string;
  locator: Locator;
  page: number | null;
  heading: string;
  /** Undefined for the reader's own tenant. */
  sharedBy?: SharedBy;
  quote: string;
  start: number;
  end: number;
}

/**
 * A sentence of an answer. `supported`: written and verified. `quoted`: the source's own words, in the source's language.
 * `withheld`: the reader may no longer read what it stands on; text and citations are then empty.
 */
export interface AnswerSentence {
  text: string;
  verdict: 'supported' | 'quoted' | 'withheld';
  lang: Language;
  citations: Citation[];
}

/** Where was looked, as far as the asker could read. */
export interface Searched {
  corpora: { key: string; name: LocalizedText }[];
  /** Live documents. */
  documents: number;
  /** When the newest of them took effect; ISO 8601. */
  newest: string | null;
  /** The question as it was searched and read, where that is another than the one asked: made to stand alone, or its keyboard repaired. */
  question?: string;
  /** The question in other words, where its own found no answer and these were searched as well. */
  variants?: readonly string[];
  /** What the question said about its documents: such documents were preferred. */
  understood?: UnderstoodFilters;
}

/** Tokens of all calls to the model. */
export interface AnswerUsage {
  promptTokens: number;
  completionTokens: number;
}

/** Milliseconds; what did not happen is 0, but firstSentenceMs null. */
export interface AnswerTimings {
  totalMs: number;
  embedMs: number;
  searchMs: number;
  /** Writing and searching the question's variants. */
  variantsMs: number;
  gateMs: number;
  writeMs: number;
  verifyMs: number;
  firstSentenceMs: number | null;
}

/** Why an answer failed, in the language of the answer. */
export interface AnswerFailure {
  code: string;
  message: string;
  remedy: string;
  retryable: boolean;
  retryAfterMs?: number;
}

/** An answer as its asker may read it now. */
export interface Answer {
  id: string;
  status: AnswerStatus;
  language: Language;
  question: string;
  conversationId: string;
  expert: { key: string; name: LocalizedText } | null;
  /** The sentences in one text. */
  text: string;
  sentences: AnswerSentence[];
  /** What search found, best first. */
  passages: Passage[];
  searched: Searched;
  /** Sentences that the model wrote and the evidence does not carry. */
  dropped: number;
  model: string | null;
  usage: AnswerUsage;
  timings: AnswerTimings;
  error: AnswerFailure | null;
  createdAt: string;
}

/** An event of an answer, numbered from 1. */
export type AnswerEvent = { id: number } & (
  | { event: 'started'; data: { id: string; conversationId: string; language: Language } }
  | { event: 'step'; data: { name: StepName; position?: number; corpora?: number; passages?: number } }
  | { event: 'passages'; data: { passages: Passage[] } }
  | { event: 'delta'; data: { sentence: number; text: string } }
  | { event: 'sentence'; data: { index: number } & AnswerSentence }
  | { event: 'dropped'; data: { count: number } }
  | { event: 'done'; data: { answer: Answer } }
  | { event: 'error'; data: { error: AnswerFailure } }
);

/** What is being done. `waiting`: others are answered first; `position` counts them. */
export type StepName = 'waiting' | 'searching' | 'reading' | 'checking' | 'writing';

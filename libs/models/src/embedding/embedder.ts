import type { Language } from '@onggi/platform';

/** What an embedding set records, so that vectors of two models never meet in one space. */
export interface EmbeddingProfile {
  model: string;
  /** How the passages' vectors were computed, e.g. "int8-row". */
  variant: string;
  dimensions: number;
  /** Version of the per-language centring constants applied to every vector. */
  centringVersion: string;
}

/** A passage as it is embedded: title, heading path and text in one string, without the model's own prefix. */
export interface PassageText {
  text: string;
  language: Language;
}

/** Mean and standard deviation of a cosine. */
export interface CosineSpread {
  mean: number;
  deviation: number;
}

/** Cosine of questions and passages that have nothing to do with each other: [question's language][passage's language]. */
export type SimilarityConstants = Record<Language, Record<Language, CosineSpread>>;

/** Texts to vectors. All vectors returned are centred by language and have length 1 (libs/models/centring/README.md). */
export interface Embedder {
  readonly profile: EmbeddingProfile;
  /** What ranking falls back on where a corpus has too few passages to measure it. */
  readonly unrelated: SimilarityConstants;
  /** @returns one vector a passage, `dimensions` numbers each, in order. Waits and retries while the model is away, until `signal` aborts. */
  embedPassages(passages: readonly PassageText[], signal: AbortSignal): Promise<Float32Array[]>;
  /** @throws ModelUnavailableError at once when the model does not answer: a person is waiting. */
  embedQuery(text: string, language: Language, signal: AbortSignal): Promise<Float32Array>;
  /** Tokens of each text as the embedding model counts them, without prefix and special tokens. */
  countTokens(texts: readonly string[], signal: AbortSignal): Promise<number[]>;
}

/** Injection token of the Embedder port. */
export const EMBEDDER = Symbol('Embedder');

import type { Language } from '@onggi/platform';

/** What an embedding set records, so that vectors of two models never meet in one space. */
export interface EmbeddingProfile {
  model: string;
  /** How the passages' vectors were computed, e.g. "int8-row". */
  variant: string;
  dimensions: number;
  /** Version of the per-language centring constants applied to every vector; "none" where there are none. */
  centringVersion: string;
}

/** True when vectors of both may be compared. */
export function sameSpace(left: EmbeddingProfile, right: EmbeddingProfile): boolean {
  return (
    left.model === right.model &&
    left.variant === right.variant &&
    left.dimensions === right.dimensions &&
    left.centringVersion === right.centringVersion
  );
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

/** How long passages may wait for a model that is away or busy. */
export interface EmbeddingPatience {
  /** False to fail at once. Default: true, until the signal aborts. */
  waits?: boolean;
}

/** A passage in the space of its embedder. */
export interface PassageEmbedding {
  /** Centred, of length 1. */
  vector: Float32Array;
  /**
   * Its tokens, one after the other: the sign of each dimension less the centre of its language, the first in the lowest bit
   * of the first byte. Undefined where the model's server gives none.
   */
  tokens?: Uint8Array;
}

/** A question in the space of its embedder. */
export interface QueryEmbedding {
  /** Centred, of length 1. */
  vector: Float32Array;
  /** Its tokens, centred and of length 1, one after the other. Undefined where the model's server gives none. */
  tokens?: Float32Array;
}

/** As Embedder, for models whose tokens can be compared one by one. */
export interface TokenEmbedder {
  /** Late interaction of questions with near passages that do not answer; undefined where nobody has computed it. */
  readonly similarity?: SimilarityConstants;
  /** As `Embedder.embedPassages`. */
  embedPassages(
    passages: readonly PassageText[],
    signal: AbortSignal,
    patience?: EmbeddingPatience,
  ): Promise<PassageEmbedding[]>;
  /** As `Embedder.embedQuery`. */
  embedQuery(text: string, language: Language, signal: AbortSignal): Promise<QueryEmbedding>;
}

/** Passages with their tokens where the embedder has them. */
export async function passageEmbeddings(
  embedder: Embedder,
  passages: readonly PassageText[],
  signal: AbortSignal,
  patience?: EmbeddingPatience,
): Promise<PassageEmbedding[]> {
  if (embedder.withTokens) return embedder.withTokens.embedPassages(passages, signal, patience);
  return (await embedder.embedPassages(passages, signal, patience)).map((vector) => ({ vector }));
}

/** A question with its tokens where the embedder has them. */
export async function queryEmbedding(
  embedder: Embedder,
  text: string,
  language: Language,
  signal: AbortSignal,
): Promise<QueryEmbedding> {
  if (embedder.withTokens) return embedder.withTokens.embedQuery(text, language, signal);
  return { vector: await embedder.embedQuery(text, language, signal) };
}

/** Texts to vectors of one space. All are centred by language where the profile has constants, and have length 1 (libs/models/centring/README.md). */
export interface Embedder {
  readonly profile: EmbeddingProfile;
  /** What ranking falls back on where a corpus has too few passages to measure it; undefined where nobody has computed it. */
  readonly unrelated: SimilarityConstants | undefined;
  /** The same, with the tokens of each text, in the same calls; undefined where the model has no use for them. */
  readonly withTokens?: TokenEmbedder;
  /**
   * @returns one vector a passage, `dimensions` numbers each, in order
   * @throws ModelUnavailableError, ModelBusyError only when told not to wait
   * @throws EmbeddingModelNotServedError
   */
  embedPassages(
    passages: readonly PassageText[],
    signal: AbortSignal,
    patience?: EmbeddingPatience,
  ): Promise<Float32Array[]>;
  /**
   * @throws ModelUnavailableError at once when the model does not answer: a person is waiting
   * @throws EmbeddingModelNotServedError
   */
  embedQuery(text: string, language: Language, signal: AbortSignal): Promise<Float32Array>;
}

/** Measures texts in tokens, for cutting documents into passages. */
export interface TokenCounter {
  /** Tokens of each text alone, without prefix and special tokens. Waits and retries while the model is away. */
  countTokens(texts: readonly string[], signal: AbortSignal): Promise<number[]>;
}

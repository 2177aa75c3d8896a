/**
 * What a token is:
 * - `word`: a lower-cased word or number, without particles when it is not Hangul;
 * - `bigram`: two neighbouring syllables of a Hangul word (a one-syllable word gives itself);
 * - `stem`: the stem of an English word, where it differs from the word;
 * - `morpheme`: a Korean noun, root or adverb, or the stem of a verb in dictionary form (걷다);
 * - `compound`: two nouns side by side, written as one word;
 * - `code`: a normalised code (`lgw2024b`, `art12-2`, `rfc8446`, `67-64-1`) or a measured quantity (`4.5mm/s`).
 */
export type TokenUnit = 'word' | 'bigram' | 'stem' | 'morpheme' | 'compound' | 'code';

/** A lexical unit of a text. Units share one name space: equal `text` means the same term of the index. */
export interface Token {
  unit: TokenUnit;
  /** Normalised form: the key in the index. */
  text: string;
  /** Weight in a query, to be multiplied by the inverse document frequency. */
  weight: number;
}

/** How often a term occurs in a passage. */
export interface TermFrequency {
  unit: TokenUnit;
  tf: number;
}

/** A term of a query with its weight; each term once. */
export interface QueryTerm {
  token: string;
  /** What it is; of several, the one that a passage keeps longest. */
  unit: TokenUnit;
  weight: number;
}

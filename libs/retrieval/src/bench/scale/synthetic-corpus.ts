import { tokenize } from '@onggi/language';
import type { Language } from '@onggi/platform';
import { bm25Weights } from '../../lexical/lexical-row.js';
import { hashTerm } from '../../lexical/hash-term.js';
import { SeededNumbers } from '../synthetic-text.js';

const dimensions = 384;
const clusterCount = 500;
const vocabularySize = 150_000;
/** Flattens the head of Zipf's law, so that the commonest word stands in half of the passages and not in all. */
const headShift = 30;
/** So many that a passage has some 117 distinct terms; Hangul words have 2-grams beside. */
const wordsPerPassage: Record<Language, number> = { ko: 55, en: 100 };

/** Tokens of a synthetic passage. */
export const averageLength: Record<Language, number> = { ko: 111, en: 118 };

export interface SyntheticPassage {
  text: string;
  vector: Float32Array;
  terms: string;
  weights: string;
  length: number;
}

/**
 * Passages with the statistics of real ones and no meaning: vectors in 500 clusters with a decaying spectrum, words by
 * Zipf's law from 150,000 of each language, tokenized as the product does. The same seed gives the same passages.
 */
export class SyntheticCorpus {
  private readonly numbers: SeededNumbers;
  private readonly centres: Float32Array[];
  private readonly vocabulary: Record<Language, string[]>;
  private readonly termsOf = new Map<string, number[]>();
  private readonly scale = Float32Array.from({ length: dimensions }, (_, index) => (index + 1) ** -0.4);

  constructor(
    private readonly tenant: string,
    seed: number,
  ) {
    this.numbers = new SeededNumbers(seed);
    this.centres = Array.from({ length: clusterCount }, () => this.gaussian(1));
    this.vocabulary = { ko: this.words(() => this.koreanWord()), en: this.words(() => this.englishWord()) };
  }

  passage(language: Language): SyntheticPassage {
    const words = Array.from({ length: wordsPerPassage[language] }, () => this.word(language));
    const frequencies = new Map<number, number>();
    let length = 0;
    for (const word of words) {
      for (const term of this.terms(word)) {
        frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
        length += 1;
      }
    }
    const sorted = [...frequencies].sort(([left], [right]) => left - right);
    return {
      text: words.join(' '),
      vector: this.vector(),
      terms: `{${sorted.map(([term]) => term).join(',')}}`,
      weights: bm25Weights(sorted, length, averageLength[language]),
      length,
    };
  }

  /** Three to eight words, as passages have them. */
  question(language: Language): string {
    return Array.from({ length: 3 + this.numbers.below(6) }, () => this.word(language)).join(' ');
  }

  /** Vectors of a question's tokens, one after the other: two for each of some six words. */
  questionTokens(): Float32Array {
    return Float32Array.from({ length: 12 * dimensions }, () => this.numbers.next() - 0.5);
  }

  /** A unit vector near one of the clusters. */
  vector(): Float32Array {
    const centre = this.centres[this.numbers.below(clusterCount)] ?? new Float32Array(dimensions);
    const noise = this.gaussian(0.8);
    const vector = centre.map((value, index) => value + (noise[index] ?? 0));
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  }

  private word(language: Language): string {
    const rank = headShift * ((1 + vocabularySize / headShift) ** this.numbers.next() - 1);
    return this.vocabulary[language][Math.min(vocabularySize - 1, Math.floor(rank))] ?? '';
  }

  private terms(word: string): number[] {
    let terms = this.termsOf.get(word);
    if (!terms) {
      terms = tokenize(word).map((token) => hashTerm(this.tenant, token.text));
      this.termsOf.set(word, terms);
    }
    return terms;
  }

  private gaussian(deviation: number): Float32Array {
    const vector = new Float32Array(dimensions);
    for (let index = 0; index < dimensions; index += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - this.numbers.next()));
      const angle = 2 * Math.PI * this.numbers.next();
      vector[index] = radius * Math.cos(angle) * (this.scale[index] ?? 0);
      vector[index + 1] = radius * Math.sin(angle) * (this.scale[index + 1] ?? 0);
    }
    return vector;
  }

  private words(make: () => string): string[] {
    const distinct = new Set<string>();
    while (distinct.size < vocabularySize) distinct.add(make());
    return [...distinct];
  }

  private englishWord(): string {
    const syllable = () =>
      this.letter('bcdfghklmnprstvw') +
      this.letter('aeiou') +
      (this.numbers.below(3) === 0 ? this.letter('nrslt') : '');
    return Array.from({ length: 2 + this.numbers.below(2) }, syllable).join('');
  }

  private koreanWord(): string {
    return String.fromCodePoint(
      ...Array.from({ length: 2 + this.numbers.below(2) }, () => 0xac00 + 28 * this.numbers.below(399)),
    );
  }

  private letter(letters: string): string {
    return letters[this.numbers.below(letters.length)] ?? '';
  }
}

import type { Language } from '@onggi/platform';

const onsets = ['b', 'br', 'c', 'd', 'f', 'g', 'l', 'm', 'n', 'p', 'pr', 'r', 's', 'st', 't', 'tr', 'v'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'io'];
const endings = ['', 'n', 'r', 's', 'l', 'ment', 'tion', 'ing', 'ed', 'er'];
const particles = ['', '은', '는', '이', '가', '을', '를', '에서', '으로', '의', '까지'];
const vocabularySize = 30_000;
const wordsPerPassage: Record<Language, number> = { ko: 120, en: 190 };

/** Numbers that look random and are the same in every run. */
export class SeededNumbers {
  constructor(private state: number) {}

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A rank by Zipf's law: the second is half as frequent as the first. */
  zipf(limit: number): number {
    return Math.min(limit - 1, Math.floor(limit ** this.next()) - 1);
  }
}

/** Text with the shape of documents: words by Zipf's law, Korean particles, now and then a code. It means nothing. */
export class SyntheticText {
  private readonly words: Record<Language, string[]>;

  constructor(private readonly numbers: SeededNumbers) {
    this.words = {
      ko: Array.from({ length: vocabularySize }, () => this.koreanWord()),
      en: Array.from({ length: vocabularySize }, () => this.englishWord()),
    };
  }

  passage(language: Language): string {
    return Array.from({ length: wordsPerPassage[language] }, () => this.token(language)).join(' ');
  }

  /** Five to eight words, as questions have them. */
  question(language: Language): string {
    return Array.from({ length: 5 + this.numbers.below(4) }, () => this.token(language)).join(' ');
  }

  private token(language: Language): string {
    if (this.numbers.below(60) === 0) return `${this.code()}`;
    const word = this.words[language][this.numbers.zipf(vocabularySize)] ?? '';
    return language === 'ko' ? word + particles[this.numbers.below(particles.length)] : word;
  }

  private code(): string {
    return `X${this.numbers.below(40)}-${this.numbers.below(900) + 100}`;
  }

  private englishWord(): string {
    const pick = (from: readonly string[]) => from[this.numbers.below(from.length)] ?? '';
    const syllables = 1 + this.numbers.below(3);
    return Array.from({ length: syllables }, () => pick(onsets) + pick(vowels)).join('') + pick(endings);
  }

  private koreanWord(): string {
    const syllables = 2 + this.numbers.below(3);
    return String.fromCodePoint(...Array.from({ length: syllables }, () => 0xac00 + 28 * this.numbers.below(399)));
  }
}

/** A unit vector near one of a few hundred centres, as texts of one subject are. */
export function clusteredVector(numbers: SeededNumbers, centres: readonly Float32Array[]): Float32Array {
  const centre = centres[numbers.below(centres.length)] ?? new Float32Array(384);
  return unit(centre.map((value) => value + (numbers.next() - 0.5) / 10));
}

export function randomUnitVector(numbers: SeededNumbers, dimensions: number): Float32Array {
  return unit(Float32Array.from({ length: dimensions }, () => numbers.next() - 0.5));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

import { stemmer } from 'stemmer';
import type { Span } from '../claimed-spans.js';
import { isParticle } from './particles.js';
import type { TokenUnit } from './token.js';

/** A token with the place of its word in the normalised text. */
export interface FoundWord extends Span {
  unit: TokenUnit;
  text: string;
  /** The whole word that a 2-gram or stem comes from; for words the text itself. */
  word: string;
  /** True for a word that is also represented by its 2-grams or its stem. */
  hasParts: boolean;
}

const WORD = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+|[\p{L}\p{M}\p{N}]+/gu;
const SEGMENT =
  /\p{Script=Hangul}+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[^\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const WITHOUT_SPACES = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HYPHENATED = /(?<![a-z\d-])[a-z]+-[a-z]+(?![a-z\d-])/g;
const ENGLISH_WORD = /^[a-z]{3,}$/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]$/u;
const LONGEST_WORD = 64;

function bigrams(word: string): string[] {
  const characters = [...word];
  if (characters.length < 3) return [];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function* tokensOfSegment(segment: string, start: number): Generator<FoundWord> {
  const end = start + segment.length;
  const word = /^\d/.test(segment) ? segment.replaceAll(',', '') : segment;
  const parts = WITHOUT_SPACES.test(word) ? bigrams(word) : [];
  const stem = ENGLISH_WORD.test(word) ? stemmer(word) : word;
  yield { unit: 'word', text: word, word, hasParts: parts.length > 0 || stem !== word, start, end };
  for (const text of parts) yield { unit: 'bigram', text, word, hasParts: false, start, end };
  if (stem !== word) yield { unit: 'stem', text: stem, word, hasParts: false, start, end };
}

/**
 * Words of a normalised text, cut where the script changes (API를 → api), with the 2-grams of words in Hangul, Hanja or
 * Kana and the stems of English words. A word of one or two syllables is its own 2-gram. A hyphenated pair is also one
 * word (e-mail, email).
 */
export function* findWords(text: string): Generator<FoundWord> {
  const lowerCased = text.toLowerCase();
  for (const { 0: pair, index } of lowerCased.matchAll(HYPHENATED)) {
    yield {
      unit: 'word',
      text: pair.replace('-', ''),
      word: pair,
      hasParts: false,
      start: index,
      end: index + pair.length,
    };
  }
  for (const { 0: run, index } of lowerCased.matchAll(WORD)) {
    for (const { 0: segment, index: offset } of run.matchAll(SEGMENT)) {
      const start = index + offset;
      const followsOther =
        WITHOUT_SPACES.test(segment) && LETTER_OR_DIGIT.test(text.slice(Math.max(0, start - 1), start));
      if (segment.length > LONGEST_WORD || (followsOther && isParticle(segment))) continue;
      yield* tokensOfSegment(segment, start);
    }
  }
}

import type { Morpheme } from '../morphology/morphological-analyzer.js';
import { normaliseText } from '../normalise-text.js';
import { oneSpelling } from '../spelling/one-spelling.js';
import { lexicalUnits } from './lexical-units.js';
import { tokenize } from './tokenize.js';
import type { QueryTerm, TermFrequency, Token, TokenUnit } from './token.js';

/** The index stores at most this many distinct terms a passage: its columns must stay inside one database page. */
export const MAX_DISTINCT_TERMS = 650;

/** What goes first when a passage has too many terms; codes are what is asked for exactly, so they go last. */
const DROP_ORDER: Record<TokenUnit, number> = { bigram: 0, compound: 1, stem: 2, morpheme: 3, word: 4, code: 5 };

/**
 * Distinct terms of a passage with their frequencies, without a limit. Keyed by the token's text.
 * @param morphemes of oneSpelling(text), where they are known
 */
export function termFrequencies(text: string, morphemes?: readonly Morpheme[]): Map<string, TermFrequency> {
  return countTerms(lexicalUnits(text, morphemes));
}

/** The same of tokens that are known already. */
export function countTerms(tokens: Iterable<Token>): Map<string, TermFrequency> {
  const terms = new Map<string, TermFrequency>();
  for (const { text: term, unit } of tokens) {
    const known = terms.get(term);
    if (known === undefined) terms.set(term, { unit, tf: 1 });
    else terms.set(term, { unit: weightier(unit, known.unit), tf: known.tf + 1 });
  }
  return terms;
}

function weightier(left: TokenUnit, right: TokenUnit): TokenUnit {
  return DROP_ORDER[left] > DROP_ORDER[right] ? left : right;
}

/**
 * The most valuable terms of a passage: rare 2-grams are dropped first, codes last; of equals the earlier one stays.
 * @param limit largest number of distinct terms that is kept.
 */
export function limitTerms(terms: Map<string, TermFrequency>, limit = MAX_DISTINCT_TERMS): Map<string, TermFrequency> {
  if (terms.size <= limit) return terms;
  const byValue = [...terms].sort(
    ([, left], [, right]) => DROP_ORDER[right.unit] - DROP_ORDER[left.unit] || right.tf - left.tf,
  );
  return new Map(byValue.slice(0, limit));
}

/**
 * Terms of a question, each once with its largest weight. Question words and function words are left out.
 * @param morphemes of oneSpelling(text), where they are known
 */
export function queryTerms(text: string, morphemes?: readonly Morpheme[]): QueryTerm[] {
  const terms = new Map<string, QueryTerm>();
  // The spelling as it was written too: passages may have been indexed before spellings were folded.
  for (const { text: token, unit, weight } of [...lexicalUnits(text, morphemes), ...unfolded(text)]) {
    const known = terms.get(token);
    if (known === undefined) terms.set(token, { token, unit, weight });
    else terms.set(token, { token, unit: weightier(unit, known.unit), weight: Math.max(weight, known.weight) });
  }
  return [...terms.values()].filter(({ weight }) => weight > 0);
}

function unfolded(text: string): Token[] {
  return oneSpelling(text) === normaliseText(text) ? [] : tokenize(text);
}

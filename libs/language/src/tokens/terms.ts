import { tokenize } from './tokenize.js';
import type { QueryTerm, TermFrequency, TokenUnit } from './token.js';

/** The index stores at most this many distinct terms a passage: its columns must stay inside one database page. */
export const MAX_DISTINCT_TERMS = 650;

/** What goes first when a passage has too many terms; codes are what is asked for exactly, so they go last. */
const DROP_ORDER: Record<TokenUnit, number> = { bigram: 0, stem: 1, word: 2, code: 3 };

/** Distinct terms of a passage with their frequencies, without a limit. Keyed by the token's text. */
export function termFrequencies(text: string): Map<string, TermFrequency> {
  const terms = new Map<string, TermFrequency>();
  for (const { text: term, unit } of tokenize(text)) {
    const known = terms.get(term);
    if (known === undefined) terms.set(term, { unit, tf: 1 });
    else terms.set(term, { unit: DROP_ORDER[unit] > DROP_ORDER[known.unit] ? unit : known.unit, tf: known.tf + 1 });
  }
  return terms;
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

/** Terms of a question, each once with its largest weight. Question words and function words are left out. */
export function queryTerms(text: string): QueryTerm[] {
  const weights = new Map<string, number>();
  for (const { text: token, weight } of tokenize(text)) weights.set(token, Math.max(weight, weights.get(token) ?? 0));
  return [...weights].filter(([, weight]) => weight > 0).map(([token, weight]) => ({ token, weight }));
}

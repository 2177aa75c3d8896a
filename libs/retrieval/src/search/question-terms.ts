import { matchGlossary, queryTerms, type GlossaryEntry, type QueryTerm } from '@onggi/language';
import { hashTerm } from '../lexical/hash-term.js';
import type { HashedTerm } from '../passage-index/passage-index.js';

/** The weight that libs/language gives to an exact code. */
const codeWeight = 8;
/** Of a text that is no question, such as a pasted page, the heaviest terms are enough. */
const mostTerms = 128;
/** Other names of a glossary term count half: the question did not use them. */
const glossaryShare = 0.5;

/** A term of the question, or of a glossary's other name for one of its terms. */
export interface QuestionTerm extends QueryTerm {
  code: boolean;
  fromGlossary: boolean;
}

/** The lexical side of a question: its own terms, and the terms of its glossary terms' other names in both languages. */
export function questionTerms(question: string, glossary: readonly GlossaryEntry[]): QuestionTerm[] {
  const own = queryTerms(question)
    .sort((left, right) => right.weight - left.weight)
    .slice(0, mostTerms)
    .map((term): QuestionTerm => ({ ...term, code: term.weight >= codeWeight, fromGlossary: false }));
  const known = new Set(own.map((term) => term.token));
  const others = new Map<string, QuestionTerm>();
  for (const { equivalents } of matchGlossary(question, glossary)) {
    for (const name of [...equivalents.ko, ...equivalents.en]) {
      for (const { token, weight } of queryTerms(name)) {
        if (known.has(token)) continue;
        others.set(token, { token, weight: weight * glossaryShare, code: false, fromGlossary: true });
      }
    }
  }
  return [...own, ...[...others.values()].slice(0, mostTerms)];
}

/** The terms as each tenant's index numbers them. */
export function hashTerms(terms: readonly QuestionTerm[], tenants: readonly string[]): HashedTerm[] {
  return tenants.flatMap((tenant) =>
    terms.map(({ token, weight, code }) => ({ tenant, term: hashTerm(tenant, token), weight, code })),
  );
}

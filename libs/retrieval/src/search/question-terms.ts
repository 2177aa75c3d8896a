import { matchGlossary, queryTerms, type GlossaryEntry, type QueryTerm, type QuestionReading } from '@onggi/language';
import { hashTerm } from '../lexical/hash-term.js';
import type { HashedTerm } from '../passage-index/passage-index.js';

/** The weight that libs/language gives to an exact code. */
const codeWeight = 8;
/** Of a text that is no question, such as a pasted page, the heaviest terms are enough. */
const mostTerms = 128;
/** Other names of a glossary term count half: the question did not use them. */
const glossaryShare = 0.5;
/** Terms that only repaired blanks give: extra blanks cost 2 points of R@1 on KorQuAD, of which this brings one back. */
const respacedShare = 0.5;
/** Of a question that nobody has analysed. */
const noReading: QuestionReading = { names: new Map() };

/** A term of the question, of the question with its blanks repaired, or of a glossary's other name for one of its terms. */
export interface QuestionTerm extends QueryTerm {
  code: boolean;
  fromGlossary: boolean;
}

/** Other names, in both languages, of what the question speaks of. */
export function otherNames(question: string, glossary: readonly GlossaryEntry[]): string[] {
  return matchGlossary(question, glossary).flatMap(({ equivalents: { ko, en } }) => [...ko, ...en]);
}

/** A question with its glossary terms under their name in the other language; undefined where it names none. */
export function inOtherNames(question: string, glossary: readonly GlossaryEntry[]): string | undefined {
  const composed = question.normalize('NFC');
  const renamed = matchGlossary(composed, glossary).reduceRight((text, { matched, start, end, equivalents }) => {
    const [name] = /\p{Script=Hangul}/u.test(matched) ? equivalents.en : equivalents.ko;
    return name === undefined ? text : text.slice(0, start) + name + text.slice(end);
  }, composed);
  return renamed === composed ? undefined : renamed;
}

/**
 * The lexical side of a question: its own terms, and the terms of its glossary terms' other names in both languages. A code
 * weighs as much as a word, because it brings a bonus of its own in the ranking: weighed more here as well, it would hide
 * the words that tell Article 12 of one set of rules from Article 12 of another.
 */
export function questionTerms(
  question: string,
  glossary: readonly GlossaryEntry[],
  reading: QuestionReading = noReading,
): QuestionTerm[] {
  const own = queryTerms(question, reading.morphemes)
    .sort((left, right) => right.weight - left.weight)
    .slice(0, mostTerms)
    .map((term): QuestionTerm => {
      const code = term.weight >= codeWeight;
      return { ...term, weight: code ? 1 : term.weight, code, fromGlossary: false };
    });
  const { respaced } = reading;
  const repaired = respaced ? queryTerms(respaced.text, respaced.morphemes) : [];
  const names = otherNames(question, glossary).flatMap((name) => queryTerms(name, reading.names.get(name)));
  const known = new Set(own.map((term) => term.token));
  const fromRepair = added(repaired, known, { share: respacedShare, fromGlossary: false });
  const fromGlossary = added(names, known, { share: glossaryShare, fromGlossary: true });
  return [...own, ...fromRepair, ...fromGlossary];
}

/** Terms that are not known yet, at a share of their weight; afterwards they are known. */
function added(
  terms: readonly QueryTerm[],
  known: Set<string>,
  { share, fromGlossary }: { share: number; fromGlossary: boolean },
): QuestionTerm[] {
  const fresh = new Map<string, QuestionTerm>();
  for (const { token, unit, weight } of terms) {
    if (!known.has(token)) fresh.set(token, { token, unit, weight: weight * share, code: false, fromGlossary });
  }
  for (const token of fresh.keys()) known.add(token);
  return [...fresh.values()].slice(0, mostTerms);
}

/** The terms as each tenant's index numbers them. */
export function hashTerms(terms: readonly QuestionTerm[], tenants: readonly string[]): HashedTerm[] {
  return tenants.flatMap((tenant) =>
    terms.map(({ token, weight, code }) => ({ tenant, term: hashTerm(tenant, token), weight, code })),
  );
}

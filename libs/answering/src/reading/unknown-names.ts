import { tokenize, type GlossaryMatch } from '@onggi/language';
import type { EvidenceSentence } from '../evidence/evidence.js';

/** Weight that the tokenizer gives to codes, against quantities. */
const codeWeight = 8;
/** "lamp C", "C등급": one capital letter that tells things of a kind apart; "I" is a pronoun. */
const designator = /(?<=[\p{Ll}가-힣]\s)[B-HJ-Z](?![A-Za-z\d'.-])|(?<![A-Za-z])[A-Z](?=\s?[가-힣])/gu;
const acronym = /(?<![A-Za-z\d-])[A-Z][A-Z\d]{2,}(?=s?(?![A-Za-z\d]))/g;

/**
 * Does the question name a code, an acronym or one of several by its letter that stands nowhere in the passages of these
 * sentences? E-29 beside a table that ends with E-28 is the commonest near miss.
 */
export function namesWhatIsUnknown(
  { question, terms }: { question: string; terms: readonly GlossaryMatch[] },
  sentences: readonly EvidenceSentence[],
): boolean {
  const known = sentences
    .map(({ passage, section, shown }) => `${passage.title}\n${section}\n${shown}\n${passage.text}`)
    .join('\n');
  const tokens = new Set(tokenize(known).map(({ text }) => text));
  const codes = tokenize(question).filter(({ unit, weight }) => unit === 'code' && weight >= codeWeight);
  const names = [...(question.match(designator) ?? []), ...(question.match(acronym) ?? [])];
  const isTerm = (name: string): boolean => terms.some(({ matched }) => matched.includes(name));
  return (
    codes.some(({ text }) => !tokens.has(text)) ||
    names.some((name) => !isTerm(name) && !new RegExp(`(?<![A-Za-z])${name}(?=s?(?![A-Za-z]))`).test(known))
  );
}

import { matchGlossary, type GlossaryEntry } from '@onggi/language';
import type { Passage } from '../search/passage.js';

/**
 * What a passage gains by naming, in either language, all that the question names by terms of the glossary: two standard
 * deviations of likeness, so that Article 12 of the Travel Expense Rules goes before Article 12 of other rules in the
 * question's own language.
 */
const nameGain = 2;

/** The passages by their scores and what they gain. Without a glossary term in the question nothing changes. */
export function preferNamed(
  passages: readonly Passage[],
  question: string,
  glossary: readonly GlossaryEntry[] = [],
): Passage[] {
  const named = [...new Set(matchGlossary(question, glossary).map(({ entry }) => entry))];
  if (named.length === 0) return [...passages];
  return passages
    .map((passage) => ({ ...passage, score: passage.score + nameGain * namedShare(passage, named) }))
    .sort((left, right) => right.score - left.score);
}

function namedShare({ title, heading, text }: Passage, named: readonly GlossaryEntry[]): number {
  const found = matchGlossary([title, heading, text].join('\n'), named);
  return new Set(found.map(({ entry }) => entry)).size / named.length;
}

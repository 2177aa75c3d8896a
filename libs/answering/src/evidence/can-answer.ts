import { statesWhatIsAsked } from './asked-kind.js';
import type { EvidenceSentence } from './evidence.js';
import { missesMoney, missesNumber, speaksOfOthers } from './quantities.js';

/**
 * Can a sentence, with the headings over it, be an answer: does it state the kind of thing that is asked for, and of the
 * very one?
 */
export function canAnswer(question: string, { section, shown }: EvidenceSentence): boolean {
  return (
    statesWhatIsAsked(question, `${section}\n${shown}`) &&
    !missesNumber(question, shown) &&
    !missesMoney(question, shown) &&
    !speaksOfOthers(question, shown)
  );
}

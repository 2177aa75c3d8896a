import { matchGlossary, type GlossaryEntry, type Language } from '@onggi/language';
import { canAnswer } from '../evidence/can-answer.js';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { shareOfQuestion } from '../evidence/share-of-question.js';

/** Share of the question's words that a quotation in its own language, with its headings, has to have: if the model named it, and if it named none. */
const fewestWords = { named: 0.34, unnamed: 0.6 };
/** A quotation in the other language has to name this share of the glossary terms that the question names. */
const fewestTerms = 0.5;
const longestQuotation = 600;

/** Not too long to be shown as an answer. */
export function isQuotable({ text }: EvidenceSentence): boolean {
  return text.length <= longestQuotation;
}

/**
 * The sentence of the evidence to quote when nothing that was written holds: one that the model named, if it can be what
 * was asked for. Only a model that failed before it named any leaves the choice among all. Undefined when none can: then the answer is that the evidence does not say.
 */
export function chooseQuotation(
  { question, language, evidence }: { question: string; language: Language; evidence: readonly EvidenceSentence[] },
  glossary: readonly GlossaryEntry[],
  named: readonly EvidenceSentence[],
): EvidenceSentence | undefined {
  const asked = new Set(matchGlossary(question, glossary).map(({ entry }) => entry));
  const worth = (sentence: EvidenceSentence): number => {
    const placed = `${sentence.passage.title}\n${sentence.section}\n${sentence.shown}`;
    const isNamed = named.includes(sentence);
    if (sentence.language === language) {
      const share = shareOfQuestion(question, sentence);
      return share < fewestWords[isNamed ? 'named' : 'unnamed'] ? 0 : share;
    }
    // In the other language a title may say whose manual it is; the sentence itself has to name the thing.
    const offered = new Set(matchGlossary(isNamed ? placed : sentence.shown, glossary).map(({ entry }) => entry));
    if (asked.size === 0) return isNamed ? fewestTerms : 0;
    const share = [...asked].filter((entry) => offered.has(entry)).length / asked.size;
    return share < fewestTerms ? 0 : share;
  };
  const fitting = [...new Set(named.length > 0 ? named : evidence)]
    .filter((sentence) => isQuotable(sentence) && canAnswer(question, sentence))
    .map((sentence) => ({
      sentence,
      worth: worth(sentence) + (named.includes(sentence) ? 0.3 : 0),
      fits: worth(sentence) > 0,
    }))
    .filter(({ fits }) => fits);
  return fitting.sort((left, right) => right.worth - left.worth)[0]?.sentence;
}

import { contentWords, WordEvidence } from './content-words.js';
import type { EvidenceSentence } from './evidence.js';

/**
 * Share of a question's words in a sentence and the headings over it. What the title says holds for all of a document's
 * sentences and tells none from another, so it does not count; 1 when nothing else is asked.
 */
export function shareOfQuestion(question: string, { passage, section, shown }: EvidenceSentence): number {
  const title = new WordEvidence(passage.title);
  const telling = contentWords(question).filter((word) => !title.has(word));
  const headings = section.split(' › ').filter((heading) => heading !== passage.title);
  return new WordEvidence([...headings, shown].join('\n')).share(telling);
}

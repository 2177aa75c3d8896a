import { splitSentences } from '@onggi/language';
import type { SampledPassage } from './sampled-passage.js';

const shortest = 10;
const longest = 240;
const ends = /[.!?。다요]["”’)]?$/;
/** Rows of tables and lines of lists and code say little without what stands around them. */
const noProse = /[|{}]|^\s*(?:[#>]|```)/;
/** Points back to a sentence that the reader of the question does not see. */
const pointsBack =
  /(?:^|\s)(?:이|본) (?:규정|지침|절차|안내|문서|기준|조|장)|\bthis (?:policy|procedure|guide|document|rule|section)\b|^(?:이|그|이것|그것|이때|다만|단|또한|그러나|따라서|이는)[\s,]|^(?:it|this|these|they|that|those|he|she)\b/i;

/**
 * The sentences of a passage that can be asked about, the best first: it stands for itself, and holds a number that can be an
 * answer.
 * @returns none where there is only a table, a list or code
 */
export function askableSentences({ text, language }: Pick<SampledPassage, 'text' | 'language'>): string[] {
  const sentences = splitSentences(text, language)
    .map(({ start, end }) => text.slice(start, end).trim().replace(/\s+/g, ' '))
    .filter((each) => each.length >= shortest && each.length <= longest && ends.test(each) && !noProse.test(each));
  return sentences
    .map((sentence, place) => ({ sentence, place, worth: worthOf(sentence) }))
    .sort((left, right) => right.worth - left.worth || left.place - right.place)
    .map(({ sentence }) => sentence);
}

function worthOf(sentence: string): number {
  const hasFigure = /\d/.test(sentence.replace(/^\s*(?:제?\d+[조항.)]\s*)+/, ''));
  return (hasFigure ? 2 : 0) + (pointsBack.test(sentence) ? -3 : 0) + (sentence.length > 140 ? -1 : 0);
}

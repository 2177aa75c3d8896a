import { isQuestionWord } from '../tokens/question-words.js';
import type { Token } from '../tokens/token.js';
import type { Morpheme } from './morphological-analyzer.js';

/** Nouns, numerals, roots, verbs, adjectives, adverbs. Latin words, numbers and codes are tokens already. */
const CONTENT = /^(?:NNG|NNP|NR|XR|SH|VV|VA|MAG)/;
/** What may stand in a compound: also counting nouns, affixes, numbers and Latin letters. */
const NOMINAL = /^(?:NNG|NNP|NNB|NR|XR|SH|XPN|XSN|SN|SL)/;
const STEM = /^V[VA]/;
/** Verbs that hold a sentence together, in dictionary form. They would be heavy in a question: documents seldom ask. */
const LIGHT_VERBS = new Set('하다 되다 있다 없다 어떻다 이렇다 그렇다 대하다 관하다 위하다 따르다 알리다'.split(' '));

function textOf({ form, tag }: Morpheme): string {
  const text = form.toLowerCase().replace(/\s+/g, '');
  return STEM.test(tag) ? `${text}다` : text;
}

/** Two nominals side by side, blank between them or not: 여비 규정 and 여비규정 are one term, and a rarer one than each. */
function compounds(morphemes: readonly Morpheme[]): Token[] {
  return morphemes.slice(1).flatMap((morpheme, index): Token[] => {
    const before = morphemes[index];
    if (!before || !NOMINAL.test(before.tag) || !NOMINAL.test(morpheme.tag)) return [];
    return [{ unit: 'compound', text: textOf(before) + textOf(morpheme), weight: 1 }];
  });
}

/** The content morphemes of a text, stems in dictionary form (걷다), and its compounds of two. */
export function morphemeTokens(morphemes: readonly Morpheme[]): Token[] {
  const content = morphemes
    .filter(({ tag }) => CONTENT.test(tag))
    .map(textOf)
    .filter((text) => text !== '')
    .map((text): Token => {
      const says = !isQuestionWord(text) && !LIGHT_VERBS.has(text);
      return { unit: 'morpheme', text, weight: says ? 1 : 0 };
    });
  return [...content, ...compounds(morphemes)];
}

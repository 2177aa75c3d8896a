import type { Morpheme } from './morphological-analyzer.js';

const BLANK_IN_HANGUL = /(?<=[\uac00-\ud7a3])\s+(?=[\uac00-\ud7a3])/g;
const BEGINS_WORD = /^(?:NN|NR|NP|MM|MA|IC|XPN|XR|VV|VA|VX|SL|SN|SH)/;
const TAKES_NO_BLANK = /^(?:XPN|SN)/;
const HANGUL = /[\uac00-\ud7a3]/;

/** The text without the blanks between Hangul: which of them are right is not known. */
export function withoutBlanks(text: string): string {
  return text.replace(BLANK_IN_HANGUL, '');
}

/**
 * The text with blanks where its words begin, for questions typed without blanks or with too many.
 * @param text without blanks between Hangul  @param morphemes of it
 */
export function respace(text: string, morphemes: readonly Morpheme[]): string {
  let spaced = '';
  let from = 0;
  let previous: Morpheme | undefined;
  for (const morpheme of morphemes) {
    const { start } = morpheme;
    const isBoundary =
      previous !== undefined &&
      start >= previous.start + previous.length &&
      BEGINS_WORD.test(morpheme.tag) &&
      !TAKES_NO_BLANK.test(previous.tag) &&
      HANGUL.test(text.charAt(start - 1)) &&
      HANGUL.test(text.charAt(start));
    if (isBoundary) {
      spaced += `${text.slice(from, start)} `;
      from = start;
    }
    previous = morpheme;
  }
  return spaced + text.slice(from);
}

import { normaliseText } from './normalise-text.js';

const WITH_A_DIGIT = String.raw`[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*`;
/** E-29, type B, SDS; 갑, 을, "a)". */
const CAPITALS_OR_ONE_LETTER = String.raw`(?<![\p{L}\p{N}])(?:\p{Lu}+|\p{L})(?![\p{L}\p{N}])`;
const NEGATION = String.raw`않|아니|아닌|없|못|금지|불가|제외|(?<!\p{L})(?:[Nn]ot|[Nn]o|[Nn]ever|[Nn]one|[Nn]or|[Ww]ithout|[Ee]xcept|[Uu]nless|[Cc]annot)(?!\p{L})|n't(?!\p{L})`;
const MARK = new RegExp(`${WITH_A_DIGIT}|${CAPITALS_OR_ONE_LETTER}|${NEGATION}`, 'gu');

/**
 * What makes a text another one though every other word is the same, in its order: numbers, codes, capitals, names of one
 * letter or syllable, negations. Two texts whose marks differ say different things, however alike they are otherwise.
 */
export function distinguishingMarks(text: string): string[] {
  return normaliseText(text).match(MARK) ?? [];
}

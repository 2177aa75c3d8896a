import { translate } from 'hanja/lib/translate.js';
import { normaliseText } from '../normalise-text.js';
import { SPELLING_VARIANTS } from './spelling-variants.js';

const HANJA = /\p{Script=Han}+/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Two syllables that no other word holds; other variants of two are taken at the start of a word only. Longest first. */
const ANYWHERE = /^(?:알콜|메칠|쎈서|.{3,})$/;
const VARIANT = new RegExp(
  [...SPELLING_VARIANTS.keys()]
    .sort((left, right) => right.length - left.length)
    .map((variant) => (ANYWHERE.test(variant) ? variant : `(?<![\\uac00-\\ud7a3])${variant}`))
    .join('|'),
  'g',
);

/**
 * A text, normalised, in one spelling: Hanja as they are read (規程 → 규정), and one of several spellings of a loan word
 * (에칠렌 → 에틸렌). A text with Kana is Japanese, whose Han characters are left alone. Case and everything else stay.
 */
export function oneSpelling(text: string): string {
  const normalised = normaliseText(text);
  const hangul = KANA.test(normalised)
    ? normalised
    : normalised.replace(HANJA, (hanja) => translate(hanja, 'SUBSTITUTION'));
  return hangul.replace(VARIANT, (variant) => SPELLING_VARIANTS.get(variant) ?? variant);
}

import type { Language } from '@onggi/platform';

const hangul = /[\uac00-\ud7a3]/g;
const letter = /\p{L}/gu;
const han = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
/** Latin letters that belong to any language: units, codes, abbreviations. */
const withoutLanguage = /\b(?:[A-Za-z]{1,3}|[A-Z]{2,}|[A-Za-z-]*\d[\w./-]*)\b|[℃°µΩ]\w?/g;
const koreanShare = 0.3;
const englishShare = 0.8;
/** Letters from which on a text has a language at all. */
const fewestLetters = 4;

/** Does the text read as this language? Figures, units and codes alone read as any; Chinese or Japanese as none. */
export function isInLanguage(text: string, language: Language): boolean {
  if (han.test(text)) return false;
  const words = text.replace(withoutLanguage, ' ');
  const letters = words.match(letter)?.length ?? 0;
  const korean = words.match(hangul)?.length ?? 0;
  if (language === 'ko') return korean / Math.max(1, letters) >= koreanShare || letters < fewestLetters;
  return korean === 0 || (letters - korean) / letters >= englishShare;
}

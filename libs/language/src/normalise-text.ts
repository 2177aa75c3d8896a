const CIRCLED_DIGIT = /[\u2460-\u2473]/g;
const DASH = /[\u2010-\u2015\u2212\u301c\uff5e]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const APOSTROPHE = /[\u2018\u2019\u02bc]/g;

/**
 * One spelling for what looks the same: compatibility forms folded (full-width letters, ㎜, ℃), Hangul composed,
 * dashes and apostrophes unified, invisible characters dropped. ② becomes (2): plain NFKC would turn 제12조② into
 * 제12조2. Case is kept. The result has other offsets than the text.
 */
export function normaliseText(text: string): string {
  return text
    .replace(CIRCLED_DIGIT, (digit) => ` (${digit.charCodeAt(0) - 0x2460 + 1}) `)
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(DASH, (dash) => (dash === '\u301c' || dash === '\uff5e' ? '~' : '-'))
    .replace(APOSTROPHE, "'")
    .replaceAll('\u2044', '/');
}

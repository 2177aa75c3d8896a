/** Words of four syllables and more, which people are in doubt where to part. */
const longWord = /([\uac00-\ud7a3]{2})(?=[\uac00-\ud7a3]{2})/g;

/**
 * A Korean question as it is typed by who parts words where they are one: a blank behind each second syllable of a long word.
 * Sets whose questions are spelt well cannot show what repaired blanks are for.
 */
export function withStrayBlanks(text: string): string {
  return text.replace(longWord, '$1 ');
}

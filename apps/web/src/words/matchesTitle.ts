import { getChoseong } from 'es-hangul';

const foldedOf = (text: string) => text.toLowerCase().replace(/\s+/g, '');

/** Whether a title holds what is searched; first consonants find Hangul too: ㄴㄱㅅ finds 냉각수. */
export function matchesTitle(title: string, query: string): boolean {
  const wanted = foldedOf(query);
  if (wanted === '') return true;
  if (foldedOf(title).includes(wanted)) return true;
  return /^[ㄱ-ㅎ]+$/.test(wanted) && foldedOf(getChoseong(title)).includes(wanted);
}

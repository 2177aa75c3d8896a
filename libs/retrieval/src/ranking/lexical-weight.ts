import type { Language } from '@onggi/platform';

/** In a corpus of one language: words are the stronger leg there, most of all in Korean. */
const alone: Record<Language, number> = { ko: 4, en: 2.5 };
/** Beside passages of the other language: more would bury the page that shares no word with the question. */
const mixed = 1;
/** From this share of passages in other languages on a corpus counts as mixed; below, the weight slides. */
const mixedFrom = 0.2;

/**
 * β, the weight of BM25 beside the cosine's z.
 * @param share of the passages searched that are in the list's language
 */
export function lexicalWeight(question: Language, list: Language, share: number): number {
  if (question !== list) return mixed;
  const mixture = Math.min(1, (1 - share) / mixedFrom);
  return alone[list] + mixture * (mixed - alone[list]);
}

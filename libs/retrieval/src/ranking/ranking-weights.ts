import type { Language } from '@onggi/platform';

/** The constants by which scores of two legs become one. */
export interface RankingWeights {
  /**
   * β, the weight of BM25 beside the cosine's z, in a corpus of one language: words are the stronger leg there, most of all
   * in Korean.
   */
  alone: Record<Language, number>;
  /** β beside passages of the other language: more would bury the page that shares no word with the question. */
  mixed: number;
  /** From this share of passages in other languages on a corpus counts as mixed; below, the weight slides. Above 0. */
  mixedFrom: number;
  /**
   * The best BM25 of a list counts as good only if it has this share of what the whole question would give. Where the right
   * page exists in the other language alone, the best of the question's own language holds few of its words (median 0.21,
   * against 0.48 of right pages), and must not be taken for a find. Measured on our own 155 topics: R@1 of the page that is
   * left only in the other language 35 → 45 and 32 → 41, all else unchanged.
   */
  convincingShare: number;
  /** What a passage gains by standing for a rare code of the question: more than any likeness in meaning gives. */
  codeBonus: number;
}

/** What a search uses. */
export const rankingWeights: RankingWeights = {
  alone: { ko: 5, en: 2.5 },
  mixed: 1,
  mixedFrom: 0.2,
  convincingShare: 0.6,
  codeBonus: 6,
};

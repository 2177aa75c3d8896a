import { rankingWeights, type RankingWeights } from '@onggi/retrieval';
import type { ComparedWorld, Scheme } from './compared-world.js';
import { OnggiRanking, type RankingChange } from './onggi-ranking.js';

/** One part of the ranking changed each. */
const changes: Readonly<Record<string, RankingChange>> = {
  'without morphemes': { withoutMorphemes: true },
  'without compounds': { withoutUnits: ['compound'] },
  'without 2-grams': { withoutUnits: ['bigram'] },
  'without codes': { withoutUnits: ['code'] },
  'without stems': { withoutUnits: ['stem'] },
  // Beside each other: what the blanks cost, and what it would be without their repair.
  'questions with stray blanks': { strayBlanks: true },
  'questions with stray blanks, unrepaired': { strayBlanks: true, withoutRepairedBlanks: true },
  'without glossary': { withoutGlossary: true },
  'without title in the words': { withoutTitleWords: true },
  'dense leg alone': { leg: 'dense' },
  'lexical leg alone': { leg: 'lexical' },
  'without centring': { plainVectors: true },
  'without language split': { oneList: true },
  'RRF in place of z': { reciprocalRanks: true },
  'half β': { weights: lexicalTimes(0.5) },
  'double β': { weights: lexicalTimes(2) },
  'without convincing share': { weights: { convincingShare: 0 } },
  'without code bonus': { weights: { codeBonus: 0 } },
  'without spreading documents': { withoutSpread: true },
};

function lexicalTimes(factor: number): Partial<RankingWeights> {
  const { alone, mixed } = rankingWeights;
  return { alone: { ko: alone.ko * factor, en: alone.en * factor }, mixed: mixed * factor };
}

/** Name of the line that every ablation is compared with. */
export const asItIs = 'as it is';

/**
 * Onggi's ranking as it is, and with one part changed each.
 * @param untitled vectors of the passages without title and headings, by place; undefined where none has any
 */
export function ablations(world: ComparedWorld, untitled: readonly Float32Array[] | undefined): Scheme[] {
  const ranking = new OnggiRanking(world);
  const schemes = Object.entries(changes).map(([name, change]) => ranking.scheme(name, change));
  const withoutTitle = { withoutTitleWords: true, vectors: untitled };
  return [
    ranking.scheme(asItIs),
    ...schemes,
    ...(untitled ? [ranking.scheme('without title in words and vectors', withoutTitle)] : []),
  ];
}

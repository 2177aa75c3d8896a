import { hasBatchim } from 'es-hangul';

const pairs = {
  '은/는': ['은', '는'],
  '이/가': ['이', '가'],
  '을/를': ['을', '를'],
  '과/와': ['과', '와'],
  '으로/로': ['으로', '로'],
} as const;

export type Particle = keyof typeof pairs;

/** How the last letter is read aloud: with a final consonant, with a final ㄹ, or with none. */
type Ending = 'final' | 'rieul' | 'none';

const digitEndings: Record<string, Ending> = {
  '0': 'final', // 영
  '1': 'rieul', // 일
  '2': 'none',
  '3': 'final', // 삼
  '4': 'none',
  '5': 'none',
  '6': 'final', // 육
  '7': 'rieul', // 칠
  '8': 'rieul', // 팔
  '9': 'none',
};
const latinEndings: Record<string, Ending> = { l: 'rieul', m: 'final', n: 'final', r: 'rieul' };
const closing = /[\s)\]}>」』》〉’”"'.,!?·]+$/u;
const bracketed = /\s*[([{<「『《〈][^()[\]{}<>]*[)\]}>」』》〉]\s*$/u;

function endingOf(word: string): Ending {
  const letters = word.replace(bracketed, '').replace(closing, '') || word.replace(closing, '');
  const last = letters.at(-1) ?? '';
  if (/[가-힣]/.test(last)) {
    if (!hasBatchim(last)) return 'none';
    return (last.charCodeAt(0) - 0xac00) % 28 === 8 ? 'rieul' : 'final';
  }
  return digitEndings[last] ?? latinEndings[last.toLowerCase()] ?? 'none';
}

/**
 * The word with the particle that fits how it is read: 펌프는, P-101은, 3판으로. Brackets and quotes at its end are not
 * read, digits and Latin letters are.
 */
export function withParticle(word: string, particle: Particle): string {
  const [afterFinal, afterVowel] = pairs[particle];
  const ending = endingOf(word);
  const open = particle === '으로/로' ? ending !== 'final' : ending === 'none';
  return word + (open ? afterVowel : afterFinal);
}

import { ENGLISH_WORDS_THAT_FOLD } from './english-words-that-fold.js';

/** Keys of the Korean standard layout (KS X 5002) as conjoining jamo: what a key starts, fills and closes a syllable with. */
const INITIAL = new Map([...'rRseEfaqQtTdwWczxvg'].map((key, index) => [key, String.fromCharCode(0x1100 + index)]));
const MEDIAL = new Map(
  'k o i O j p u P h hk ho hl y n nj np nl b m ml l'
    .split(' ')
    .map((keys, index) => [keys, String.fromCharCode(0x1161 + index)]),
);
const FINAL = new Map(
  'r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'
    .split(' ')
    .map((keys, index) => [keys, String.fromCharCode(0x11a8 + index)]),
);
const VOWELS = 'hk|ho|hl|nj|np|nl|ml|[koiOjpuPhynbml]';
const SYLLABLE = new RegExp(
  `([rRseEfaqQtTdwWczxvg])(${VOWELS})((?:rt|sw|sg|fr|fa|fq|ft|fx|fv|fg|qt|[rRsefaqtTdwczxvg])(?!${VOWELS}))?`,
  'y',
);
const HANGUL = /\p{Script=Hangul}/u;
const LATIN_WORD = /[A-Za-z]+/g;
const LATIN = /[A-Za-z]/;

/** A word's keys as Hangul; undefined when they do not fold into whole syllables. */
function syllablesOf(keys: string): string | undefined {
  let hangul = '';
  SYLLABLE.lastIndex = 0;
  while (SYLLABLE.lastIndex < keys.length) {
    const match = SYLLABLE.exec(keys);
    if (!match) return undefined;
    const [, initial = '', medial = '', final = ''] = match;
    hangul += `${INITIAL.get(initial) ?? ''}${MEDIAL.get(medial) ?? ''}${FINAL.get(final) ?? ''}`;
  }
  return hangul.normalize('NFC');
}

/** True when at least half of the letters stand in English words: 해 is typed as go, so a single one tells nothing. */
function isEnglish(text: string): boolean {
  let letters = 0;
  let english = 0;
  for (const [word] of text.matchAll(LATIN_WORD)) {
    letters += word.length;
    if (ENGLISH_WORDS_THAT_FOLD.has(word.toLowerCase())) english += word.length;
  }
  return english * 2 >= letters;
}

/**
 * A question that was typed with the keyboard in English: dkssud → 안녕. Shift counts only where it makes another letter
 * (Q, W, E, R, T, O, P), so that a capital at the start does no harm. Rare English words may still fold: whoever uses
 * this asks the index which of both it knows.
 * @returns undefined where there is Hangul, any word does not fold into whole syllables, or the words are English
 */
export function repairKeyboard(text: string): string | undefined {
  if (HANGUL.test(text) || !LATIN.test(text) || isEnglish(text)) return undefined;
  let folds = true;
  const repaired = text.replace(LATIN_WORD, (word) => {
    const keys = word.replace(/[^QWERTOP]/g, (key) => key.toLowerCase());
    const hangul = syllablesOf(keys);
    folds &&= hangul !== undefined;
    return hangul ?? word;
  });
  return folds ? repaired : undefined;
}

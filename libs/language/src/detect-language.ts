import type { Language } from '@onggi/platform';

const HANGUL = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/gu;
const LETTER = /\p{L}/gu;

/**
 * A passage is Korean from this share of Hangul among its letters on. A Hangul syllable stands for two to three
 * Latin letters, so a Korean sentence full of English names still has far more than this.
 */
const KOREAN_SHARE = 0.2;

/** Language of one passage, by the share of Hangul among its letters. A text without letters is English. */
export function detectLanguage(text: string): Language {
  const letters = text.match(LETTER)?.length ?? 0;
  const hangul = text.match(HANGUL)?.length ?? 0;
  return letters > 0 && hangul / letters >= KOREAN_SHARE ? 'ko' : 'en';
}

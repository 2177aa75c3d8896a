import type { Language } from '@onggi/platform';

/** Endings with which a small model gives the question's own verb back, and the statement that they stand for. */
const endings: readonly [asked: RegExp, stated: (stem: string) => string][] = [
  [/(야)\s?하나요$/, (stem) => `${stem} 합니다`],
  [/(.)인가요$/, (stem) => `${stem}입니다`],
  [/([가-힣])나요$/, formal],
  [/([합됩입습립킵집칩옵줍갑봅둡깁십웁])니까$/, (stem) => `${stem}니다`],
];

const [firstSyllable, finals, finalB, finalL] = [0xac00, 28, 17, 8] as const;

/** 옮기 → 옮깁니다, 있 → 있습니다, 만들 → 만듭니다. */
function formal(stem: string): string {
  const code = stem.charCodeAt(0);
  const final = (code - firstSyllable) % finals;
  if (final !== 0 && final !== finalL) return `${stem}습니다`;
  return `${String.fromCharCode(code - final + finalB)}니다`;
}

/**
 * A Korean sentence that states what it says: "60,000회까지 돌려야 합니까." → "… 합니다.". Everything before the ending
 * stays as it was written, so that the check that follows judges the model's own claim.
 */
export function declarative(sentence: string, language: Language): string {
  if (language !== 'ko') return sentence;
  const [, body = sentence] = /^(.*?)\s*[.?!]*$/s.exec(sentence) ?? [];
  const ending = endings.find(([asked]) => asked.test(body));
  return ending ? `${body.replace(ending[0], (_, stem: string) => ending[1](stem))}.` : sentence;
}

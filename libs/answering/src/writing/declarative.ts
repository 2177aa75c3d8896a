import type { Language } from '@onggi/platform';

/** Endings with which a small model gives the question's own verb back, and the statement that they stand for. */
const endings: readonly [asked: RegExp, stated: string][] = [
  [/(합|됩|입|습|립|킵|집|칩|옵|줍|갑|봅|둡)니까$/, '$1니다'],
  [/해야\s?하나요$/, '해야 합니다'],
  [/야\s?하나요$/, '야 합니다'],
  [/하나요$/, '합니다'],
  [/되나요$/, '됩니다'],
  [/인가요$/, '입니다'],
  [/있나요$/, '있습니다'],
  [/없나요$/, '없습니다'],
];

/**
 * A Korean sentence that states what it says: "60,000회까지 돌려야 합니까." → "… 합니다.". Everything before the ending
 * stays as it was written, so that the check that follows judges the model's own claim.
 */
export function declarative(sentence: string, language: Language): string {
  if (language !== 'ko') return sentence;
  const [, body = sentence] = /^(.*?)\s*[.?!]*$/s.exec(sentence) ?? [];
  const ending = endings.find(([asked]) => asked.test(body));
  return ending ? `${body.replace(ending[0], ending[1])}.` : sentence;
}

import { formatDigits, formatValue } from './format-number.js';
import type { FoundNumber } from './found-number.js';

const WORDS: Record<string, number> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const SCALES: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  dozen: 12,
};
const HINTS: Record<string, string> = {
  once: '1',
  twice: '2',
  thrice: '3',
  single: '1',
  both: '2',
  double: '2',
  pair: '2',
  half: '1/2',
  third: '1/3',
  quarter: '1/4',
  daily: '1',
  weekly: '1',
  monthly: '1',
  yearly: '1',
  annual: '1',
  annually: '1',
  hourly: '1',
  biweekly: '2',
};

const NUMBER_WORD = `(?:${[...Object.keys(WORDS), ...Object.keys(SCALES)].join('|')})`;
const SPELLED = new RegExp(`(?<![A-Za-z])${NUMBER_WORD}(?:(?:-|\\s+|\\s+and\\s+)${NUMBER_WORD})*(?![A-Za-z])`, 'gi');
const SCALED =
  /(?<![\d.,A-Za-z])(\d[\d,]*(?:\.\d+)?)\s*(hundred|thousand|million|billion|trillion|dozen)(?![A-Za-z])/gi;
const MONEY = /(?<=[$€£₩]\s?)(\d[\d,]*(?:\.\d+)?)\s?(k|m|mn|bn|b)(?![A-Za-z])/gi;
const MONEY_SCALES: Record<string, number> = { k: 1e3, m: 1e6, mn: 1e6, b: 1e9, bn: 1e9 };
const ARTICLE =
  /(?<![A-Za-z])(?:an?|per|each|every)(?=\s+(?:second|minute|hour|day|week|month|year|quarter)(?![A-Za-z]))/gi;
const HINT = new RegExp(`(?<![A-Za-z])(?:${Object.keys(HINTS).join('|')})(?![A-Za-z])`, 'gi');
const DURATION_FOLLOWS = /^[\s-]+(?:second|minute|hour|day|week|month|year)/i;

function spelledValue(text: string): number {
  let total = 0;
  let current: number | undefined;
  for (const word of text.toLowerCase().split(/[\s-]+/)) {
    const scale = SCALES[word];
    if (scale === undefined) current = (current ?? 0) + (WORDS[word] ?? 0);
    else if (scale === 100 || scale === 12) current = (current ?? 1) * scale;
    else {
      total += (current ?? 1) * scale;
      current = undefined;
    }
  }
  return total + (current ?? 0);
}

function digitsWithScale(text: string): FoundNumber[] {
  const scaled = (pattern: RegExp, scales: Record<string, number>): FoundNumber[] =>
    [...text.matchAll(pattern)].map((match) => {
      const [whole, digits = '', scale = ''] = match;
      const value = Number(formatDigits(digits)) * (scales[scale.toLowerCase()] ?? 1);
      return {
        kind: 'number',
        value: formatValue(value),
        start: match.index,
        end: match.index + whole.length,
        certain: true,
      };
    });
  return [...scaled(SCALED, SCALES), ...scaled(MONEY, MONEY_SCALES)];
}

function spelled(text: string): FoundNumber[] {
  return [...text.matchAll(SPELLED)].map((match) => {
    const end = match.index + match[0].length;
    const isPronoun = /^(?:one|hundred|thousand|million|dozen)$/i.test(match[0]);
    const certain = !isPronoun || DURATION_FOLLOWS.test(text.slice(end));
    return { kind: 'number', value: formatValue(spelledValue(match[0])), start: match.index, end, certain };
  });
}

function hints(text: string): FoundNumber[] {
  const at = (match: RegExpExecArray, value: string): FoundNumber => ({
    kind: 'number',
    value,
    start: match.index,
    end: match.index + match[0].length,
    certain: false,
  });
  return [
    ...[...text.matchAll(ARTICLE)].map((match) => at(match, '1')),
    ...[...text.matchAll(HINT)].map((match) => at(match, HINTS[match[0].toLowerCase()] ?? '')),
  ];
}

/** Numbers of English texts: "1.2 million", "$5M", "twenty-four", and hints such as "a month" or "twice". */
export function findEnglishNumbers(text: string): FoundNumber[] {
  return [...digitsWithScale(text), ...spelled(text), ...hints(text)];
}

import { findNumbers } from '../numbers/find-numbers.js';
import { normaliseText } from '../normalise-text.js';
import type { FoundNumber } from '../numbers/found-number.js';

/** Days, both included, ISO 8601; without one the period is open there. */
export interface Period {
  from?: string;
  to?: string;
  /** The words of the question that say so. */
  words: string;
}

const RELATIVE_YEARS: readonly [RegExp, number][] = [
  [/재작년/, -2],
  [/(?<!재)작년|지난\s?해(?![가-힣]*\s?동안)|전년도|\blast year(?:'s)?\b/i, -1],
  [/올해|금년|\bthis year(?:'s)?\b/i, 0],
  [/내년|\bnext year(?:'s)?\b/i, 1],
];
const ON_AFTER = /^(?:\s*(?:년|월|일)?(?:도)?\s?(?:이후|부터)|\s*(?:onwards?|or later)\b)/;
const ON_BEFORE = /(?:^|\s)(?:until|up to|through|by)\s+(?:the\s+)?(?:end of\s+)?$/i;
const AFTER = /(?:^|\s)(?:since|after|from)\s+$/i;
const BEFORE = /(?:^|\s)before\s+$/i;
const UNTIL = /^\s*(?:년|월|일)?(?:도)?\s?까지/;
const EARLIER = /^\s*(?:년|월|일)?(?:도)?\s?이전/;
const YEAR = /^(?:19|20)\d{2}$/;
const DAY_MS = 86_400_000;

/**
 * Years, months and days that a question names ("2024년", "작년", "2024. 3. 이후", "since May 2023"), each with its open
 * end. Today's year is counted from `today`, in local time.
 */
export function findPeriods(question: string, today: Date): Period[] {
  const text = normaliseText(question);
  const named = findNumbers(text).flatMap((number) => {
    const days = daysOf(number);
    return days ? [opened(days, text, number)] : [];
  });
  const relative = RELATIVE_YEARS.flatMap(([pattern, offset]) => {
    const words = pattern.exec(text)?.[0];
    const year = String(today.getFullYear() + offset);
    return words === undefined ? [] : [{ from: `${year}-01-01`, to: `${year}-12-31`, words }];
  });
  return [...named, ...relative];
}

function daysOf({ kind, value, unit }: FoundNumber): Required<Omit<Period, 'words'>> | undefined {
  if (kind === 'number' && YEAR.test(value) && (unit === undefined || unit === 'year')) {
    return { from: `${value}-01-01`, to: `${value}-12-31` };
  }
  if (kind !== 'date' || value.startsWith('--')) return undefined;
  const [year = '', month = '', day] = value.split('-');
  if (day !== undefined) return { from: value, to: value };
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { from: `${value}-01`, to: `${value}-${last}` };
}

function opened(days: Required<Omit<Period, 'words'>>, text: string, { start, end }: FoundNumber): Period {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const words = `${text.slice(start, end)}${/^년도?/.exec(after)?.[0] ?? ''}`;
  if (ON_AFTER.test(after) || AFTER.test(before)) return { from: days.from, words };
  if (UNTIL.test(after) || ON_BEFORE.test(before)) return { to: days.to, words };
  if (EARLIER.test(after) || BEFORE.test(before)) return { to: dayBefore(days.from), words };
  return { ...days, words };
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
}

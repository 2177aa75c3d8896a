import type { FoundNumber } from './found-number.js';

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const MONTH =
  '(Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const YEAR = '((?:1[5-9]|20|21)\\d{2})';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';

type Reading = (groups: (string | undefined)[]) => string | undefined;

const two = (value: string | number): string => String(value).padStart(2, '0');

/** "00" for "may": in lower case it is the verb. */
function monthNumber(name: string | undefined): string {
  if (name === 'may') return '00';
  const prefix = (name ?? '').slice(0, 3).toLowerCase();
  return two(MONTH_NAMES.findIndex((month) => month.startsWith(prefix)) + 1);
}

function isoDate(year: string | undefined, month: string | undefined, day: string | undefined): string | undefined {
  const inRange = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
  return inRange && month !== undefined && day !== undefined ? `${year ?? '-'}-${two(month)}-${two(day)}` : undefined;
}

function isoMonth(year: string | undefined, month: string | undefined): string | undefined {
  return Number(month) >= 1 && Number(month) <= 12 && month !== undefined ? `${year ?? '-'}-${two(month)}` : undefined;
}

/** In order of precedence: a longer reading claims the text before a shorter one can. */
const DATE_READINGS: [RegExp, Reading][] = [
  [
    new RegExp(`(?<!\\d)${YEAR}\\s*년\\s*(\\d{1,2})\\s*월\\s*(\\d{1,2})\\s*일`, 'g'),
    ([year, month, day]) => isoDate(year, month, day),
  ],
  [
    new RegExp(`(?<![\\d.])${YEAR}\\s*([./-])\\s*(\\d{1,2})\\s*\\2\\s*(\\d{1,2})(?!\\d)\\.?`, 'g'),
    ([year, , month, day]) => isoDate(year, month, day),
  ],
  [
    new RegExp(`(?<!\\d)${DAY}\\s+(?:of\\s+)?${MONTH},?\\s+${YEAR}`, 'gi'),
    ([day, month, year]) => isoDate(year, monthNumber(month), day),
  ],
  [
    new RegExp(`(?<![A-Za-z])${MONTH}\\s+${DAY}(?:,\\s*|\\s+)${YEAR}`, 'gi'),
    ([month, day, year]) => isoDate(year, monthNumber(month), day),
  ],
  [
    new RegExp(`(?<!\\d)${YEAR}\\s*년\\s*(\\d{1,2})\\s*월(?!\\s*\\d+\\s*일)`, 'g'),
    ([year, month]) => isoMonth(year, month),
  ],
  [
    new RegExp(`(?<![A-Za-z])${MONTH}(?:,\\s*|\\s+(?:of\\s+)?)${YEAR}`, 'gi'),
    ([month, year]) => isoMonth(year, monthNumber(month)),
  ],
  [new RegExp(`(?<![\\d.-])${YEAR}\\.\\s?(\\d{1,2})\\.(?!\\d)`, 'g'), ([year, month]) => isoMonth(year, month)],
  [/(?<!\d)(\d{1,2})\s*월\s*(\d{1,2})\s*일/g, ([month, day]) => isoDate(undefined, month, day)],
  [
    new RegExp(`(?<![A-Za-z])${MONTH}\\s+${DAY}(?![\\d,.]*\\d)`, 'gi'),
    ([month, day]) => isoDate(undefined, monthNumber(month), day),
  ],
  [
    new RegExp(`(?<![\\d.,])${DAY}\\s+(?:of\\s+)?${MONTH}(?![A-Za-z])`, 'gi'),
    ([day, month]) => isoDate(undefined, monthNumber(month), day),
  ],
  [/(?<!\d)(\d{1,2})\s*월(?![\p{L}\d]*\s?\d+회)(?!\s*\d)/gu, ([month]) => isoMonth(undefined, month)],
  [
    /(?<![A-Za-z])(January|February|March|April|June|July|August|September|October|November|December)(?![A-Za-z])/g,
    ([month]) => isoMonth(undefined, monthNumber(month)),
  ],
];

function hour24(hour: string | undefined, half: string | undefined): number {
  const value = Number(hour);
  const afternoon = /오후|저녁|밤|p/i.test(half ?? '');
  const morning = /오전|새벽|아침|a/i.test(half ?? '');
  if (afternoon && value < 12) return value + 12;
  return morning && value === 12 ? 0 : value;
}

function clock(hour: number, minute: string | undefined): string | undefined {
  return hour <= 24 && Number(minute ?? 0) < 60 ? `${hour}:${two(minute ?? 0)}` : undefined;
}

const TIME_READINGS: [RegExp, Reading][] = [
  [
    /(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])\s*([ap]\.?m\.?(?![A-Za-z]))?/gi,
    ([hour, minute, half]) => clock(hour24(hour, half), minute),
  ],
  [/(?<![\d:])(\d{1,2})\s*([ap]\.?m\.?)(?![A-Za-z])/gi, ([hour, half]) => clock(hour24(hour, half), '0')],
  [
    /(오전|오후|새벽|아침|저녁|밤)?\s*(?<!\d)(\d{1,2})\s*시(?![간도스가작점])\s*(?:(\d{1,2})\s*분)?/g,
    ([half, hour, minute]) => clock(hour24(hour, half), minute),
  ],
];

function read(text: string, readings: [RegExp, Reading][], kind: 'date' | 'time'): FoundNumber[] {
  return readings.flatMap(([pattern, reading]) =>
    [...text.matchAll(pattern)].flatMap((match): FoundNumber[] => {
      const value = reading(match.slice(1));
      if (value === undefined) return [];
      return [{ kind, value, start: match.index, end: match.index + match[0].trimEnd().length, certain: true }];
    }),
  );
}

/** Dates and clock times in a normalised text, in order of precedence; readings may overlap. */
export function findDates(text: string): FoundNumber[] {
  return [...read(text, DATE_READINGS, 'date'), ...read(text, TIME_READINGS, 'time')];
}

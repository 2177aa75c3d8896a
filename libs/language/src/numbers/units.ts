/**
 * Units in one spelling for both languages. Single letters are case-sensitive (3 m is a length, 3M is not), the rest is
 * not.
 */
const SPELLINGS: [canonical: string, ...spellings: string[]][] = [
  ['second', '초', 'seconds', 'second', 'sec', 'secs', 's'],
  ['minute', '분', 'minutes', 'minute', 'min', 'mins'],
  ['hour', '시간', 'hours', 'hour', 'hrs', 'hr', 'h'],
  ['day', '일', 'days', 'day'],
  ['week', '주일', '주간', '주', 'weeks', 'week'],
  ['month', '개월', '달', 'months', 'month'],
  ['year', '년', 'years', 'year'],
  ['%', '%', '퍼센트', 'percent'],
  ['°c', '°c', '도', 'degrees celsius', 'degrees', '섭씨'],
  ['won', '원', 'won', 'krw'],
  ['usd', '달러', 'dollars', 'dollar', 'usd'],
  ['people', '명', '인', 'people', 'persons', 'person'],
  ['times', '회', '번', '차례', 'times'],
  ['item', '개', '가지', 'pieces', 'items', 'ea'],
  ['case', '건', 'cases'],
  ['page', '쪽', '페이지', 'pages', 'page'],
  ['step', '단계', 'steps', 'levels', 'level'],
  ['floor', '층', 'floors'],
  ['unit', '호기', '대', 'units', 'unit'],
  ['fold', '배', 'fold'],
  ['mm/s', 'mm/s', 'mm/sec'],
  ['m/s', 'm/s'],
  ['km/h', 'km/h', 'kph'],
  ['kg/m3', 'kg/m3'],
  ['g/cm3', 'g/cm3'],
  ['mg/m3', 'mg/m3'],
  ['mg/kg', 'mg/kg'],
  ['mg/l', 'mg/l'],
  ['n·m', 'n·m', 'nm', 'n.m'],
  ['kgf/cm2', 'kgf/cm2'],
  ['l/min', 'l/min'],
  ['m3/h', 'm3/h'],
  ...[
    'mm',
    'cm',
    'km',
    'um',
    'μm',
    'm2',
    'm3',
    'kg',
    'mg',
    'ml',
    'kv',
    'mv',
    'ma',
    'kw',
    'mw',
    'kwh',
    'va',
    'kva',
    'hz',
    'khz',
    'mhz',
    'ghz',
    'pa',
    'kpa',
    'mpa',
    'bar',
    'psi',
    'rpm',
    'db',
    'dbm',
    'ppm',
    'ppb',
    'kb',
    'mb',
    'gb',
    'tb',
    'kbps',
    'mbps',
    'gbps',
    'ms',
    'dpi',
    'px',
    'pt',
    'lux',
    'kcal',
    '°f',
    'kgf',
  ].map((unit): [string] => [unit]),
  ...['m', 'g', 'V', 'A', 'W', 'N', 'J', 'K', 'L', 'l', 't'].map((unit): [string, string] => [
    unit.toLowerCase(),
    unit,
  ]),
];

const CANONICAL = new Map(
  SPELLINGS.flatMap(([canonical, ...spellings]) => [canonical, ...spellings].map((spelling) => [spelling, canonical])),
);
const LONGEST = Math.max(...[...CANONICAL.keys()].map((spelling) => spelling.length));
const WORD_CHARACTER = /[A-Za-z\d]/;

/** Reads the unit at a position of a normalised text, a blank before it allowed. */
export function unitAt(text: string, position: number): { unit: string; end: number } | undefined {
  const start = text[position] === ' ' ? position + 1 : position;
  for (let length = Math.min(LONGEST, text.length - start); length > 0; length -= 1) {
    const spelling = text.slice(start, start + length);
    const unit = CANONICAL.get(length === 1 ? spelling : spelling.toLowerCase());
    const isWhole = !/[A-Za-z\d]$/.test(spelling) || !WORD_CHARACTER.test(text[start + length] ?? '');
    if (unit !== undefined && isWhole) return { unit, end: start + length };
  }
  return undefined;
}

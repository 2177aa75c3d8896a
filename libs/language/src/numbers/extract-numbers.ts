import { normaliseText } from '../normalise-text.js';
import { findNumbers } from './find-numbers.js';

/**
 * Numbers, dates, times and codes that a text states, each once, in comparable form whatever the language: "120만 원"
 * and "1,200,000 won" are "1200000", "석 달" and "three months" "3", "1 March 2026" "2026-03-01", "제12조 ②" "art12-2".
 */
export function extractNumbers(text: string): string[] {
  const certain = findNumbers(normaliseText(text)).filter((number) => number.certain);
  return [...new Set(certain.map(({ value }) => value))];
}

const FULL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;
const DAY = /^--\d{2}-\d{2}$/;
const PARAGRAPH = /^(art\d+(?:_\d+)?)-(\d+)/;
const HYPHENATED = /^\d+(?:-\d+)+$/;

/** All readings of the evidence, and the coarser statements that follow from a date in it. */
function readEvidence(text: string): Set<string> {
  const values = new Set(findNumbers(normaliseText(text)).map(({ value }) => value));
  for (const value of [...values]) {
    const [, year, month, day] = FULL_DATE.exec(value) ?? MONTH.exec(value) ?? [];
    if (year !== undefined && month !== undefined) {
      [year, `${year}-${month}`, `--${month}`, String(Number(month))].forEach((each) => values.add(each));
      if (day !== undefined) [`--${month}-${day}`, String(Number(day))].forEach((each) => values.add(each));
    } else if (DAY.test(value)) {
      values.add(value.slice(0, 4));
    }
  }
  return values;
}

function isSupported(value: string, evidence: Set<string>): boolean {
  if (evidence.has(value)) return true;
  const has = (...parts: string[]): boolean => parts.every((part) => evidence.has(part));
  const [, year = '', month = '', day] = FULL_DATE.exec(value) ?? MONTH.exec(value) ?? [];
  if (year !== '') return has(year, `--${month}${day === undefined ? '' : `-${day}`}`);
  const [, article, paragraph] = PARAGRAPH.exec(value) ?? [];
  if (article !== undefined && paragraph !== undefined) return has(article, paragraph);
  return HYPHENATED.test(value) && has(...value.split('-').map((part) => part.replace(/^0+(?=\d)/, '')));
}

/**
 * The numbers, dates and codes that a claim states and the evidence does not, in either language; empty when all are
 * there. A claim is read strictly, the evidence generously ("a month" supports 한 달, a full date supports its year).
 */
export function unsupportedNumbers(claim: string, evidence: string): string[] {
  const values = readEvidence(evidence);
  return extractNumbers(claim).filter((value) => !isSupported(value, values));
}

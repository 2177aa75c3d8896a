import { ClaimedSpans } from '../claimed-spans.js';
import { findCodes } from '../tokens/find-codes.js';
import { findEnglishNumbers } from './english-numbers.js';
import { findDates } from './find-dates.js';
import { formatDigits } from './format-number.js';
import type { FoundNumber } from './found-number.js';
import { findKoreanWordNumbers, findScaledNumbers } from './korean-numbers.js';
import { unitAt } from './units.js';

const PLAIN =
  /(?<![\d.,A-Za-z])(?<sign>(?<![^\s(~])-|영하\s?|마이너스\s?|(?<![A-Za-z])minus\s)?(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)/gi;
const FRACTION = /(?<![\d/.])(?:(\d+)\s?분의\s?(\d+)|(\d+)\/(\d+)(?![\d/]))/g;
/** Numbers of a list or of a footnote, not of the text. */
const ENUMERATOR = /^[ \t]*(?:\(\d{1,2}\)|\d{1,2}[.)](?=\s))|\[\d{1,3}\]| \(\d{1,2}\) /gm;

function fractions(text: string): FoundNumber[] {
  return [...text.matchAll(FRACTION)].map((match) => {
    const [whole, denominator, numerator, upper, lower] = match;
    const value = denominator === undefined ? `${upper}/${lower}` : `${numerator}/${denominator}`;
    return { kind: 'number', value, start: match.index, end: match.index + whole.length, certain: true };
  });
}

function plainNumbers(text: string): FoundNumber[] {
  const enumerators = [...text.matchAll(ENUMERATOR)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...text.matchAll(PLAIN)].map((match) => {
    const { sign, digits = '' } = match.groups ?? {};
    const end = match.index + match[0].length;
    const certain = !enumerators.some((enumerator) => enumerator.start < end && match.index < enumerator.end);
    return { kind: 'number', value: `${sign ? '-' : ''}${formatDigits(digits)}`, start: match.index, end, certain };
  });
}

function withUnit(number: FoundNumber, text: string): FoundNumber {
  const unit = number.kind === 'number' ? unitAt(text, number.end) : undefined;
  return unit === undefined ? number : { ...number, unit: unit.unit };
}

/**
 * Numbers, dates, times and codes of a text that has been through `normaliseText`, in order of their place. Every
 * character is read once: dates first, then codes, then numbers from the longest reading to the shortest.
 */
export function findNumbers(text: string): FoundNumber[] {
  const claimed = new ClaimedSpans(text.length);
  const found: FoundNumber[] = [];
  const take = (numbers: FoundNumber[]): void => {
    for (const number of numbers) {
      if (!claimed.isFree(number)) continue;
      claimed.claim(number);
      found.push(withUnit(number, text));
    }
  };
  take(findDates(text));
  for (const { start, end, codes } of findCodes(text, claimed)) {
    found.push(
      ...codes.map((value): FoundNumber => ({ kind: 'code', value, start, end, certain: value === codes[0] })),
    );
  }
  take(findScaledNumbers(text));
  take(fractions(text));
  take(findEnglishNumbers(text).filter(({ certain }) => certain));
  take(plainNumbers(text));
  take(findKoreanWordNumbers(text));
  take(findEnglishNumbers(text));
  return found.sort((left, right) => left.start - right.start);
}

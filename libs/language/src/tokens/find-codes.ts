import { ClaimedSpans } from '../claimed-spans.js';
import { unitAt } from '../numbers/units.js';
import type { FoundCode } from './found-code.js';
import { findLawReferences } from './law-references.js';

const STANDARD_BODIES =
  'RFC|ISO(?:/IEC)?|IEC|IEEE|KS(?:\\s?[A-Z](?:\\s(?:ISO|IEC))?)?|ASTM(?:\\s?[A-Z])?|DIN(?:\\s?EN)?|JIS(?:\\s?[A-Z])?|UL|ITU-T(?:\\s?[A-Z]\\.?)?|3GPP(?:\\s?T[SR])?|TS|FIPS|NIST\\s?SP|MIL-STD|CVE|UN(?:\\s?(?:No\\.?|번호))?|EN';
const STANDARD = new RegExp(
  `(?<![A-Za-z\\d])(${STANDARD_BODIES})[\\s-]{0,2}(\\d+(?:\\.\\d+)*(?:-\\d+)*[A-Za-z]?)(?::\\d{4})?(?![A-Za-z\\d])`,
  'gi',
);
const SHORT_LETTERS_ARE_WORDS = /^(?:ts|un|en|ul)$/;
const ACRONYM_AND_NUMBER =
  /(?<![A-Za-z\d-])([A-Z]{2,6}(?:\/[A-Z]{2,5})?)\s(\d{2,}(?:[.-]\d+)*|\d+\.\d+)(?![A-Za-z\d%])/g;
const PLAIN_CAPITALS =
  /^(?:IN|ON|AT|OF|TO|THE|AND|OR|FOR|BY|NO|IS|ARE|FROM|PAGE|STEP|TABLE|ART|SEC|FIG|NOTE|OVER|ABOUT|WITH|TOTAL|YEAR|DATE|PART|USD|KRW|EUR)$/;
const MIXED = /(?<![A-Za-z\d]|[A-Za-z\d][-_./]|[$€£₩]\s?)[A-Za-z\d]+(?:[-_./][A-Za-z\d]+)*/g;
const CAS_NUMBER = /(?<![\d-]|[A-Za-z]-?)\d{2,7}-\d{2}-\d(?![\d-]|[A-Za-z])/g;
const HYPHENATED_DIGITS = /(?<![\d-]|[A-Za-z])\d+(?:-\d+)+(?![\d-]*[A-Za-z]|\d)/g;
const VERSION = /(?<![\d.])\d+(?:\.\d+){2,}(?![\d.]*\d)/g;
const NAMED_VERSION = /(?:버전|version|ver\.?|release)\s*(\d+(?:\.\d+)*)|(?<![\d.])(\d+(?:\.\d+)+)\s*버전/gi;
const ORDINAL = /^\d+(?:st|nd|rd|th)$/i;
const LONGEST_CODE = 40;

/** `LG-W2024-B` → `lgw2024b`: without separators, but a dot between digits stays (3.1 is not 31). */
function normaliseCode(code: string): string {
  return code.toLowerCase().replace(/[-_/\s]|(?<!\d)\.|\.(?!\d)/g, '');
}

const isMixed = (code: string): boolean => /\d/.test(code) && /[A-Za-z]/.test(code);

function isQuantity(text: string): boolean {
  const digits = /^\d+(?:\.\d+)?/.exec(text)?.[0];
  return digits !== undefined && unitAt(text, digits.length)?.end === text.length;
}

function standards(text: string): FoundCode[] {
  return [...text.matchAll(STANDARD)].flatMap((match): FoundCode[] => {
    const [whole, body = '', number = ''] = match;
    // "ts 38" in lower case is seldom a standard; "en 50" is Spanish.
    if (SHORT_LETTERS_ARE_WORDS.test(body)) return [];
    const part = number.split('-')[0] ?? number;
    const name = body.replace(/\s?(?:no\.?|번호)$/i, '');
    const names = name.toUpperCase() === 'ISO/IEC' ? ['ISO', 'ISO/IEC', 'IEC'] : [name];
    const codes = names.flatMap((each) => [normaliseCode(each + number), normaliseCode(each + part)]);
    return [{ start: match.index, end: match.index + whole.length, codes: [...new Set(codes)] }];
  });
}

function acronymsWithNumber(text: string): FoundCode[] {
  return [...text.matchAll(ACRONYM_AND_NUMBER)].flatMap((match): FoundCode[] => {
    const [whole, letters = '', number = ''] = match;
    if (PLAIN_CAPITALS.test(letters)) return [];
    return [{ start: match.index, end: match.index + whole.length, codes: [normaliseCode(letters + number)] }];
  });
}

function mixedCodes(text: string): FoundCode[] {
  return [...text.matchAll(MIXED)].flatMap((match): FoundCode[] => {
    const [whole] = match;
    if (!isMixed(whole) || whole.length > LONGEST_CODE || isQuantity(whole) || ORDINAL.test(whole)) return [];
    const parts = whole.split('/').filter((part) => isMixed(part) && !isQuantity(part));
    const alternatives = parts.length > 1 ? parts : [whole];
    return [{ start: match.index, end: match.index + whole.length, codes: alternatives.map(normaliseCode) }];
  });
}

function casNumbers(text: string): FoundCode[] {
  return [...text.matchAll(CAS_NUMBER)].map(({ 0: code, index }) => ({
    start: index,
    end: index + code.length,
    codes: [code],
  }));
}

/** Telephone and serial numbers keep their hyphens; "3-5" is a range, not a code. */
function hyphenatedDigits(text: string): FoundCode[] {
  return [...text.matchAll(HYPHENATED_DIGITS)]
    .filter(([whole]) => whole.replaceAll('-', '').length >= 5)
    .map((match) => ({ start: match.index, end: match.index + match[0].length, codes: [match[0]] }));
}

function versions(text: string): FoundCode[] {
  const named = [...text.matchAll(NAMED_VERSION)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    codes: [`v${match[1] ?? match[2] ?? ''}`],
  }));
  const dotted = [...text.matchAll(VERSION)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    codes: [match[0]],
  }));
  return [...named, ...dotted];
}

/**
 * Part numbers, standards, CAS numbers, versions and references to articles in a normalised text. Where two readings
 * overlap the earlier kind wins.
 */
export function findCodes(text: string, claimed = new ClaimedSpans(text.length)): FoundCode[] {
  const readings = [
    findLawReferences,
    casNumbers,
    standards,
    acronymsWithNumber,
    mixedCodes,
    hyphenatedDigits,
    versions,
  ];
  const found: FoundCode[] = [];
  for (const reading of readings) {
    for (const code of reading(text)) {
      if (!claimed.isFree(code)) continue;
      claimed.claim(code);
      found.push(code);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

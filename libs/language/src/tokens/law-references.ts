import type { FoundCode } from './found-code.js';

interface ReferencePattern {
  pattern: RegExp;
  /** Builds the codes from the groups, the most exact first. */
  codes: (groups: (string | undefined)[]) => string[];
}

const PARAGRAPH = '(?:\\s*,?\\s*(?:(?:제\\s*)?(\\d{1,2})\\s*항|\\((\\d{1,2})\\)))?';
const TITLE = '(?:\\s?\\([^()\\d][^()]{0,40}\\))?';
const ITEM = '(?:\\s*,?\\s*제?\\s*(\\d{1,2})\\s*호)?';

/** art12, art12_2 for 제12조의2 (Article 12-2), art12-3 for its third paragraph, art12-3-1 for an item of that. */
function article(
  number: string | undefined,
  branch: string | undefined,
  paragraph: string | undefined,
  item: string | undefined,
): string[] {
  const base = `art${number}${branch === undefined ? '' : `_${branch}`}`;
  const withParagraph = paragraph === undefined ? base : `${base}-${paragraph}`;
  const withItem = item === undefined ? [] : [`${withParagraph}-${item}`];
  return [...new Set([...withItem, withParagraph, base])];
}

const numbered =
  (prefix: string) =>
  ([first, second]: (string | undefined)[]): string[] => [`${prefix}${(first ?? second ?? '').toLowerCase()}`];

const REFERENCES: ReferencePattern[] = [
  {
    pattern: /(?<![A-Za-z])paragraph\s*\(?(\d{1,2})\)?\s+of\s+article\s*(\d{1,4})(?:-(\d{1,2}))?/gi,
    codes: ([paragraph, number, branch]) => article(number, branch, paragraph, undefined),
  },
  {
    pattern: new RegExp(`제\\s*(\\d{1,4})\\s*조(?:\\s*의\\s*(\\d{1,2})(?!\\d))?${TITLE}${PARAGRAPH}${ITEM}`, 'g'),
    codes: ([number, branch, spelled, bracketed, item]) => article(number, branch, spelled ?? bracketed, item),
  },
  {
    // Without 제 only where money can't be meant: 12조 is also twelve trillion.
    pattern: new RegExp(
      `(?<![\\d.,제])(\\d{1,4})조(?:의(\\d{1,2})(?!\\d))?${PARAGRAPH}(?!\\s?(?:원|달러|여|\\d|억|개))`,
      'g',
    ),
    codes: ([number, branch, spelled, bracketed]) => article(number, branch, spelled ?? bracketed, undefined),
  },
  {
    pattern:
      /(?<![A-Za-z])(?:articles?|art\.)\s*(\d{1,4})(?:-(\d{1,2}))?(?:\s*\((\d{1,2})\)|\.(\d{1,2})(?!\d)|\s*,?\s*(?:paragraph|para\.?)\s*\(?(\d{1,2})\)?)?(?:\s*,?\s*(?:item|subparagraph|point)\s*\(?(\d{1,2})\)?)?/gi,
    codes: ([number, branch, bracketed, dotted, spelled, item]) =>
      article(number, branch, bracketed ?? dotted ?? spelled, item),
  },
  { pattern: /제\s*(\d{1,3})\s*장(?![가-힣])|(?<![A-Za-z])chapter\s+(\d{1,3})(?![\d.])/gi, codes: numbered('ch') },
  {
    pattern:
      /제?\s*(\d{1,3}(?:\.\d{1,3})*)\s*절(?![가-힣])|(?<![A-Za-z])(?:section|sec\.|clause|§)\s*(\d{1,3}(?:\.\d{1,3})*)/gi,
    codes: numbered('sec'),
  },
  { pattern: /(?<![\d.])(\d{1,3}(?:\.\d{1,3})+)\s?항|§\s?(\d{1,3}(?:\.\d{1,3})*)/g, codes: numbered('sec') },
  {
    pattern:
      /(?:별표|부속서|부록)\s*(?:제\s*)?(\d{1,3}|[A-Z])(?![A-Za-z\d])|(?<![A-Za-z])(?:annex|appendix|attached table)\s+(\d{1,3}|[A-Z])(?![A-Za-z\d])/gi,
    codes: numbered('annex'),
  },
  {
    pattern: /(?<!\p{L})표\s*(\d{1,3}(?:[.-]\d{1,3})?)|(?<!\p{L})table\s+(\d{1,3}(?:[.-]\d{1,3})?)/giu,
    codes: numbered('tbl'),
  },
  {
    pattern: /(?<!\p{L})그림\s*(\d{1,3}(?:[.-]\d{1,3})?)|(?<!\p{L})fig(?:ure|\.)\s*(\d{1,3}(?:[.-]\d{1,3})?)/giu,
    codes: numbered('fig'),
  },
  {
    pattern: /별지\s*(?:제\s*)?(\d{1,3})\s*호|(?<![A-Za-z])form\s+(?:no\.?\s*)?(\d{1,3})(?!\d)/gi,
    codes: numbered('form'),
  },
];

/** References to a place in rules and reports, in one spelling for both languages: 제12조 ② and Article 12(2) are art12-2. */
export function findLawReferences(text: string): FoundCode[] {
  return REFERENCES.flatMap(({ pattern, codes }) =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      codes: codes(match.slice(1)),
    })),
  );
}

/** A heading at the start of a line, as rules, manuals and reports number them. Level 1 is left for the title. */
export interface NumberedHeading {
  level: number;
  /** Length of the heading in the line; the rest of the line is text under it. */
  length: number;
}

const CHAPTERS = /^(?:제\s*\d+\s*(편|장|절|관)|(part|chapter)\s+(?:\d+|[IVX]+))(?=[\s.:]|$)/i;
const CHAPTER_LEVELS: Record<string, number> = { 편: 2, part: 2, 장: 3, chapter: 3, 절: 4, 관: 5 };
/** 제12조(여비) ①…: a name in brackets makes it a heading, a particle after it makes it a reference. */
const KOREAN_ARTICLE = /^제\s*\d+\s*조(?:\s*의\s*\d+)?\s?\([^()]{1,40}\)(?=\s|$|[①-⑳])/;
const ENGLISH_ARTICLE =
  /^(?:article|section|appendix|annex)\s+(?:\d+(?:[.-]\d+)*|[A-Z])(?:\s?\([^()]{1,60}\)(?=\s|$)|(?:[.:]|\s+[-–—])?\s*[^.]{0,70}$)/i;
const APPENDIX = /^(?:부칙|부록|별표|별지|부속서)(?:\s?(?:제?\s?\d+호?|[A-Z]))?(?=\s|$|[(<[])[^.]{0,60}$/;
const DECIMAL = /^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\S)/;
const LONGEST = 80;
const SENTENCE_END = /[.,;:]$|다\.?$|요\.?$|\.\)$/;

const ARTICLE_LEVEL = 6;
const DECIMAL_LEVEL = 1;

/** A heading by its number or keyword, or undefined for ordinary text. `line` is trimmed. */
export function numberedHeading(line: string): NumberedHeading | undefined {
  const chapter = CHAPTERS.exec(line);
  if (chapter && line.length <= LONGEST && !SENTENCE_END.test(line)) {
    return { level: CHAPTER_LEVELS[(chapter[1] ?? chapter[2] ?? '').toLowerCase()] ?? 3, length: line.length };
  }
  const article = KOREAN_ARTICLE.exec(line);
  if (article) return { level: ARTICLE_LEVEL, length: article[0].length };
  const english = ENGLISH_ARTICLE.exec(line);
  if (english && !SENTENCE_END.test(english[0])) return { level: ARTICLE_LEVEL, length: english[0].length };
  return APPENDIX.test(line) && !SENTENCE_END.test(line) ? { level: 2, length: line.length } : undefined;
}

/** A decimal heading such as "3.2 Cleaning". Its form alone does not tell it from an item: the caller must know more. */
export function decimalHeading(line: string): NumberedHeading | undefined {
  const number = DECIMAL.exec(line)?.[1];
  if (number === undefined || line.length > LONGEST || SENTENCE_END.test(line)) return undefined;
  return { level: DECIMAL_LEVEL + number.split('.').length, length: line.length };
}

import type { Language } from '@onggi/platform';
import type { Span } from '../claimed-spans.js';
import { endsWithAbbreviation } from './abbreviations.js';

const LINE = /[^\n\r\u2028\u2029]+/g;
/** A mark that may end a sentence, with the quotes and brackets that close after it. */
const END_MARK = /[.?!…]+["'”’»)\]」』】]*|。["”’」』】)]*/g;
/** The enumerators ① to ⑳ begin an item when the text before them is complete. */
const CIRCLED = /[\u2460-\u2473]/g;
const COMPLETE = /[.?!。:;]["”’)\]」』】]*\s*$|(?:다|음|함|임|됨|것)\s*$/;
const KOREAN_ENDING = /[다요죠까음함임됨오라자네]$/;
const HANGUL = /^[\uac00-\ud7a3]/;
const ONLY_ENUMERATOR = /^\s*(?:제?\d{1,3}(?:\.\d{1,3})*|[가-하]|[A-Za-z]|[ivxIVX]{1,5})\.$/;
const NUMBER_BEFORE = /\d\.$/;

/** Decides whether a sentence ends between `before` (mark included) and `after`. `sentence` is `before` from its start. */
function isEnd(sentence: string, mark: string, after: string, language: Language): boolean {
  if (mark.startsWith('。')) return true;
  if (!/^\s/.test(after))
    return language === 'ko' && HANGUL.test(after) && /^[.?!]+$/.test(mark) && endsInKorean(sentence, mark);
  const next = after.trimStart();
  if (/^[?!]/.test(mark)) return !/^[a-z]/.test(next) && !/^[,)]/.test(next);
  if (ONLY_ENUMERATOR.test(sentence) || endsWithAbbreviation(sentence)) return false;
  // "2026. 3. 1." and "No. 5" go on; "… in 2025. 3 of them" is rarer than a date.
  if (NUMBER_BEFORE.test(sentence) && /^\d/.test(next)) return false;
  return !/^[a-z,;)]/.test(next);
}

function endsInKorean(sentence: string, mark: string): boolean {
  return KOREAN_ENDING.test(sentence.slice(0, sentence.length - mark.length));
}

function* endsInLine(line: string, language: Language): Generator<number> {
  const marks = [...line.matchAll(END_MARK)].map(({ 0: mark, index }) => ({ at: index + mark.length, mark }));
  const items = [...line.matchAll(CIRCLED)].map(({ index }) => ({ at: index, mark: '' }));
  let start = 0;
  for (const { at, mark } of [...marks, ...items].sort((left, right) => left.at - right.at)) {
    const sentence = line.slice(start, at);
    const ends = mark === '' ? COMPLETE.test(sentence) : isEnd(sentence, mark, line.slice(at, at + 40), language);
    if (!ends || at <= start) continue;
    yield at;
    start = at;
  }
  if (start < line.length) yield line.length;
}

function trimmed(text: string, start: number, end: number): Span | undefined {
  const body = text.slice(start, end);
  const leading = body.length - body.trimStart().length;
  const span = { start: start + leading, end: start + body.trimEnd().length };
  return span.end > span.start ? span : undefined;
}

/**
 * Sentences of a text as spans (UTF-16 offsets), in order and disjoint; together they cover everything but white space.
 * A line break always ends a sentence, so table rows, list items and headings stand alone. Decimals, dates,
 * abbreviations and enumerators ("1.", "가.") don't end one.
 */
export function splitSentences(text: string, language: Language): Span[] {
  const spans: Span[] = [];
  for (const { 0: line, index } of text.matchAll(LINE)) {
    let start = 0;
    for (const end of endsInLine(line, language)) {
      const span = trimmed(text, index + start, index + end);
      if (span !== undefined) spans.push(span);
      start = end;
    }
  }
  return spans;
}

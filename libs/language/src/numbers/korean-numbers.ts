import { formatValue } from './format-number.js';
import type { FoundNumber } from './found-number.js';

const SMALL_SCALES: Record<string, number> = { 십: 10, 백: 100, 천: 1000 };
const BIG_SCALES: Record<string, number> = { 만: 1e4, 억: 1e8, 조: 1e12 };
const SINO_DIGITS: Record<string, number> = { 일: 1, 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 칠: 7, 팔: 8, 구: 9 };
const NATIVE: Record<string, number> = {
  하나: 1,
  한: 1,
  둘: 2,
  두: 2,
  셋: 3,
  세: 3,
  서: 3,
  석: 3,
  넷: 4,
  네: 4,
  너: 4,
  넉: 4,
  다섯: 5,
  여섯: 6,
  일곱: 7,
  여덟: 8,
  아홉: 9,
  열: 10,
  열한: 11,
  열두: 12,
  열세: 13,
  열네: 14,
  열다섯: 15,
  스무: 20,
  스물: 20,
  서른: 30,
  마흔: 40,
  쉰: 50,
  하루: 1,
  이틀: 2,
  사흘: 3,
  나흘: 4,
  닷새: 5,
  엿새: 6,
  여드레: 8,
  아흐레: 9,
  열흘: 10,
  보름: 15,
};

const DIGITS = '\\d[\\d,]*(?:\\.\\d+)?';
const SCALED_DIGITS = new RegExp(
  `(?<![\\d.,])(?:${DIGITS}\\s?[천백십]?\\s?[만억조]\\s?)+(?:${DIGITS}\\s?[천백십](?:\\s?${DIGITS}\\s?[백십])*|${DIGITS}(?!\\s?[년월일.]))?|(?<![\\d.,])(?:\\d[\\d,]*\\s?[천백])+(?:\\d+\\s?십|\\d+)?`,
  'g',
);
const NOT_A_SCALE = /^(?:\d[\d,]*)\s?조$/;

const COUNTER_END =
  '(?![\\p{L}])|(?=이내|이상|이하|미만|초과|동안|까지|부터|마다|간|씩|이|후|전|의|에|은|는|을|를|만|로|과|와)';
const SINO_WORD = new RegExp(
  `(?<![\\p{L}\\d])([일이삼사오육칠팔구십백천만억조]{2,}|[일이삼사오육칠팔구십])(\\s?)(개월|퍼센트|시간|년|원|배|회|일|분|초|주|명|인|건)(?:${COUNTER_END})`,
  'gu',
);
const LONE_SYLLABLE_COUNTERS = /^(?:개월|퍼센트|년|시간|주|원)$/;

const NATIVE_COUNTERS =
  '달|개월|개|시간|주일|주|해|명|가지|번|차례|대|장|곳|배|사람|쪽|단계|살|건|종류|종|권|병|통|줄|층|차선|군데|자리|글자|문장|항목|방법|행|열|칸|쌍|조각';
const CLOSE_COUNTERS = '달|개|번|명|가지|시간|개월|차례|단계';
const SMALL_NATIVE = '한|두|세|네|서|석|너|넉|열한|열두|열세|열네|열|스무';
const NATIVE_WITH_COUNTER = new RegExp(
  `(?<![\\p{L}\\d])(${SMALL_NATIVE})(?:\\s(?:${NATIVE_COUNTERS})|(?:${CLOSE_COUNTERS}))(?!째)`,
  'gu',
);
const NATIVE_ALONE =
  /(?<![\p{L}\d])(열다섯|다섯|여섯|일곱|여덟|아홉|스물|서른|마흔|쉰|하나|둘|셋|넷|하루|이틀|사흘|나흘|닷새|엿새|여드레|아흐레|열흘|보름)(?![\p{L}]*째)/gu;
const DAYS = /^(?:이틀|사흘|나흘)$/;
const DURATION = /(?:달|개월|시간|주일|주|해)$/;
const EVERY = /매(?:년|월|주|일|시간|분기)|(?<![\p{L}\d])격주/gu;

/** Value of digits mixed with scales ("1억 2천만", "3천5백") or of scales alone ("백만", "삼십"). */
function valueOf(text: string): number {
  let total = 0;
  let section = 0;
  let current: number | undefined;
  for (const [token] of text.matchAll(/\d[\d,]*(?:\.\d+)?|[십백천만억조일이삼사오육칠팔구]/g)) {
    const small = SMALL_SCALES[token];
    const big = BIG_SCALES[token];
    if (small !== undefined) {
      section += (current ?? 1) * small;
      current = undefined;
    } else if (big !== undefined) {
      total += (section + (current ?? (section === 0 ? 1 : 0))) * big;
      section = 0;
      current = undefined;
    } else {
      current = SINO_DIGITS[token] ?? Number(token.replaceAll(',', ''));
    }
  }
  return total + section + (current ?? 0);
}

/** Digits with Korean scales: 120만, 1억 2천만, 3천5백. Bare "12조" is left alone: it may be an article. */
export function findScaledNumbers(text: string): FoundNumber[] {
  return [...text.matchAll(SCALED_DIGITS)].flatMap((match): FoundNumber[] => {
    const digits = match[0].trimEnd();
    const end = match.index + digits.length;
    if (NOT_A_SCALE.test(digits) && !/^\s?(?:원|달러|여|개|건)/.test(text.slice(end))) return [];
    return [{ kind: 'number', value: formatValue(valueOf(digits)), start: match.index, end, certain: true }];
  });
}

function sinoWords(text: string): FoundNumber[] {
  return [...text.matchAll(SINO_WORD)].flatMap((match): FoundNumber[] => {
    const [, digits = '', blank = '', counter = ''] = match;
    const isLone = digits.length === 1;
    if (isLone && !LONE_SYLLABLE_COUNTERS.test(counter)) return [];
    if (isLone && blank !== '' && !/^[십]/.test(digits) && counter !== '개월') return [];
    const end = match.index + digits.length;
    // 사원 is an employee, 일원 a member: nobody writes so few won in words.
    const certain = !isLone || counter !== '원' || digits === '십';
    return [{ kind: 'number', value: formatValue(valueOf(digits)), start: match.index, end, certain }];
  });
}

function nativeWords(text: string): FoundNumber[] {
  const counted = [...text.matchAll(NATIVE_WITH_COUNTER)].map((match): FoundNumber => {
    const [whole, word = ''] = match;
    const value = NATIVE[word] ?? 0;
    const certain = value !== 1 || DURATION.test(whole);
    return { kind: 'number', value: String(value), start: match.index, end: match.index + word.length, certain };
  });
  const alone = [...text.matchAll(NATIVE_ALONE)].map((match): FoundNumber => {
    const [, word = ''] = match;
    const value = NATIVE[word] ?? 0;
    return {
      kind: 'number',
      value: String(value),
      start: match.index,
      end: match.index + word.length,
      certain: value > 4 || DAYS.test(word),
    };
  });
  const every = [...text.matchAll(EVERY)].map((match): FoundNumber => {
    const value = match[0].includes('격') ? '2' : '1';
    return { kind: 'number', value, start: match.index, end: match.index + 1, certain: false };
  });
  return [...counted, ...alone, ...every];
}

/** Korean numerals written as words before a counter: 삼 개월, 백만 원, 석 달, 두 번. */
export function findKoreanWordNumbers(text: string): FoundNumber[] {
  return [...sinoWords(text), ...nativeWords(text)];
}

import { extractNumbers, tokenize } from '@onggi/language';

/** "3month", "4.5mm/s", "45%": a number with its unit in the one spelling of both languages. */
const quantity = /^(-?\d+(?:\.\d+)?)([^\d.\s-].*)$/;

function unitsByNumber(text: string): Map<string, Set<string>> {
  const units = new Map<string, Set<string>>();
  for (const { unit, text: token } of tokenize(text)) {
    const [, number, name] = (unit === 'code' && quantity.exec(token)) || [];
    if (number !== undefined && name !== undefined) units.set(number, (units.get(number) ?? new Set()).add(name));
  }
  return units;
}

/** Quantities of a claim whose number the evidence has, but only with other units: 3주 against "3 months". */
export function contradictedUnits(claim: string, evidence: string): string[] {
  const offered = unitsByNumber(evidence);
  return [...unitsByNumber(claim)].flatMap(([number, units]) => {
    const others = offered.get(number);
    return others ? [...units].filter((unit) => !others.has(unit)).map((unit) => `${number}${unit}`) : [];
  });
}

const asksForNumber =
  /몇|얼마|며칠|몇몇|\bhow\s+(?:many|much|long|often|far|old|large|big|soon|quickly|fast|high|deep|wide|heavy|hot|late|early|big|tall|thick)\b|\b(?:what|which)\s+(?:percentage|percent|share|portion|proportion|amount|number|total|rate|fraction|temperature|age|price|fee|sum)\b|\bat\s+(?:what|which)\s+(?:\w+\s+){0,2}(?:temperature|capacity|pressure|level|rate|age)\b/i;
/** Answers that count without a digit. */
const countingWord =
  /매일|매주|매월|매달|매년|매번|수시|즉시|바로|곧바로|절반|반값|무료|없|하루|이틀|사흘|나흘|열흘|보름|한\s?번|한\s?달|\b(?:daily|weekly|monthly|quarterly|annually|yearly|hourly|once|twice|thrice|half|immediately|free|none|no|every|a\s+(?:day|week|month|year)|one|two)\b/i;

/** True when the question wants a number and the claim states none: a sentence about the thing, not the answer. */
export function missesNumber(question: string, claim: string): boolean {
  return asksForNumber.test(question) && extractNumbers(claim).length === 0 && !countingWord.test(claim);
}

const asksForMoney =
  /가격|요금|비용|수수료|연회비|이용료|사용료|임대료|구입비|구매가|\b(?:cost|costs|price|fee|fees|rent)\b/i;
const money =
  /원|달러|유로|무료|%|퍼센트|금액|절반|\bwon\b|\bKRW\b|\bUSD\b|\bEUR\b|₩|\$|€|dollar|euro|\bfree\b|percent|half|charge/i;

/** True when the question wants a sum of money and the claim names none. */
export function missesMoney(question: string, claim: string): boolean {
  return asksForMoney.test(question) && asksForNumber.test(question + ' 얼마') && !money.test(claim);
}

const question = /(?:나요|까요|는가|은가|인가|인지|니까|는지|을까)\s*[.?!]?\s*$|\?\s*$/;

/** True for a "sentence" that only gives the question back. */
export function isQuestion(claim: string): boolean {
  return question.test(claim);
}

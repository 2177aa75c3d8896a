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
const asksForIdentifier = /\b(?:what|which)\b[^?]*\bnumber\b|번호[는가를]?\s*(?:무엇|몇|뭐|어떻게|알려|$|\?)/i;
/** Answers that count without a digit. */
const countingWord =
  /매일|매주|매월|매달|매년|매번|수시|즉시|바로|곧바로|절반|반값|무료|없|하루|이틀|사흘|나흘|열흘|보름|한\s?번|한\s?달|\b(?:daily|weekly|monthly|quarterly|annually|yearly|hourly|once|twice|thrice|half|immediately|free|none|no|every|a\s+(?:day|week|month|year)|one|two)\b/i;

/** True when the question wants a number and the claim states none: a sentence about the thing, not the answer. */
export function missesNumber(question: string, claim: string): boolean {
  if (asksForIdentifier.test(question) && !/\d/.test(claim)) return true;
  return asksForNumber.test(question) && extractNumbers(claim).length === 0 && !countingWord.test(claim);
}

const asksForMoney =
  /가격|요금|비용|수수료|연회비|이용료|사용료|임대료|구입비|구매가|\b(?:cost|costs|price|fee|fees|rent)\b/i;
const money =
  /[\d천백십만억]\s*(?:원|달러|유로|won|KRW|USD|EUR|dollars?|euros?|%|퍼센트|percent)|[₩$€]\s*\d|무료|\bfree\b|\bno\s+(?:charge|fee|cost)|받지\s*않|없/i;

/** True when the question wants a sum of money and the claim names none. */
export function missesMoney(question: string, claim: string): boolean {
  return asksForMoney.test(question) && !money.test(claim);
}

const upperBound = /이하|이내|미만|까지|\b(?:within|below|under|most|less|up\s+to|until|maximum)\b/i;
const lowerBound = /이상|초과|넘|부터|\b(?:above|over|least|more|from|minimum)\b/i;
const range = /~|–|—|\d\s*-\s*\d|\b(?:between|to)\b/i;

/** Can a number lie in the span that a sentence makes of its own numbers of that unit? */
function liesWithin(number: number, others: readonly number[], sentence: string): boolean {
  const [least, most] = [Math.min(...others), Math.max(...others)];
  if (range.test(sentence) || (upperBound.test(sentence) && lowerBound.test(sentence))) {
    return others.length === 1 || (least <= number && number <= most);
  }
  return (upperBound.test(sentence) && number <= most) || (lowerBound.test(sentence) && number >= least);
}

/** "1 Gbit/s", "35 mL", "25 dBm": a number with a unit that no other language spells otherwise. */
const measure =
  /(?<![A-Za-z\d-])(\d+(?:[.,]\d+)*)\s?([A-Za-z]+\/[A-Za-z]+|[a-zµ][A-Z][a-z]{0,2}|[kKMGT](?:B|Hz|Pa|W|V|bit|bps))(?![A-Za-z\d/-])/g;

function measures(text: string): { number: string; unit: string }[] {
  return [...text.normalize('NFKC').matchAll(measure)]
    .map(([, number = '', unit = '']) => ({ number: number.replaceAll(',', ''), unit: unit.toLowerCase() }))
    .filter(({ unit }) => unit !== '');
}

/** True when a claim names a measure, 1 Gbit/s, that the evidence does not have. */
export function inventsMeasure(claim: string, evidence: string): boolean {
  const offered = measures(evidence).map(({ number, unit }) => number + unit);
  return measures(claim).some(({ number, unit }) => !offered.includes(number + unit));
}

/**
 * True when the question is about one of several of a kind, 48 months or 1 Gbit/s, and a sentence only speaks of others:
 * it has quantities of that unit, not this one, and no span in which this one could lie.
 */
export function speaksOfOthers(question: string, sentence: string): boolean {
  const offered = unitNumbers(sentence);
  return [...unitNumbers(question)].some(([unit, numbers]) => {
    const others = offered.get(unit);
    if (others === undefined || [...numbers].some((number) => others.has(number))) return false;
    return ![...numbers].some((number) => liesWithin(Number(number), [...others].map(Number), sentence));
  });
}

function unitNumbers(text: string): Map<string, Set<string>> {
  const numbers = new Map<string, Set<string>>();
  const add = (unit: string, number: string) => numbers.set(unit, (numbers.get(unit) ?? new Set()).add(number));
  for (const [number, units] of unitsByNumber(text)) units.forEach((unit) => add(unit, number));
  for (const { number, unit } of measures(text)) add(unit, number);
  return numbers;
}

const question = /(?:나요|까요|는가|은가|인가|인지|니까|는지|을까)\s*[.?!]?\s*$|\?\s*$/;

/** True for a "sentence" that only gives the question back. */
export function isQuestion(claim: string): boolean {
  return question.test(claim);
}

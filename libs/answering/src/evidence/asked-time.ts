/** Units of time from short to long, as they are asked for and as a text states them. */
const timeUnits: readonly { asked: RegExp; stated: RegExp }[] = [
  { asked: /몇\s*초|\bhow many (?:\w+ ){0,2}seconds\b/i, stated: /초(?!과|기|음)|\bseconds?\b|\d\s*s\b/i },
  { asked: /몇\s*분(?![기야])|\bhow many (?:\w+ ){0,2}minutes\b/i, stated: /\d\s*분|\bminutes?\b|\d\s*min\b/i },
  { asked: /몇\s*시간|\bhow many (?:\w+ ){0,2}hours\b/i, stated: /시간|반나절|\bhours?\b|\bhourly\b|\d\s*h\b/i },
  {
    asked: /며칠|몇\s*(?:일|영업일|근무일)|\bhow many (?:\w+ ){0,2}days\b/i,
    stated: /\d\s*(?:영업|근무)?일|매일|하루|이틀|사흘|나흘|닷새|엿새|이레|열흘|보름|\bdays?\b|\bdaily\b/i,
  },
  {
    asked: /몇\s*주|\bhow many (?:\w+ ){0,2}weeks\b/i,
    stated: /\d\s*주|[한두세네]\s*주|매주|격주|일주일|\bweeks?\b|\bweekly\b/i,
  },
  {
    asked: /몇\s*(?:개월|달)|\bhow many (?:\w+ ){0,2}months\b/i,
    stated: /개월|[한두세네석넉]\s*달|매월|매달|분기|\d\s*월|\bmonths?\b|\bmonthly\b|\bquarter/i,
  },
  {
    asked: /몇\s*(?:년|해)|\bhow many (?:\w+ ){0,2}years\b/i,
    stated: /\d\s*년|[일이삼]\s*년|[한두세네]\s*해|매년|매해|연\s*\d|연간|\byears?\b|\byearly\b|\bannual/i,
  },
];
/** Answers that need no unit. */
const atOnce = /즉시|곧바로|바로|수시|없|\b(?:immediately|at once|never|none|no)\b/i;

/** Years are not answered in days: the unit asked for, or the one next to it, has to be there. */
export function isFarOffInTime(question: string, text: string): boolean {
  const asked = timeUnits.findIndex((unit) => unit.asked.test(question));
  if (asked < 0 || atOnce.test(text)) return false;
  return !timeUnits.slice(Math.max(0, asked - 1), asked + 2).some(({ stated }) => stated.test(text));
}

/** Sums by the month or the year, as they are asked for and as a text states them. */
const periods: readonly { asked: RegExp; stated: RegExp }[] = [
  {
    asked:
      /(?:^|\s)월\s*(?:이용료|요금|사용료|임대료|회비|납입|관리비|보험료)|\bmonthly (?:fee|charge|rent|price|cost|payment)|\b(?:cost|pay|charged?|fee)\b.*\b(?:per|a|each|every) month\b/i,
    stated: /월|달|\bmonth/i,
  },
  {
    asked:
      /연회비|연간\s*(?:요금|사용료|이용료|비용)|\b(?:annual|yearly) (?:fee|charge|rent|price|cost|payment)|\b(?:cost|pay|charged?|fee)\b.*\b(?:per|a|each|every) year\b/i,
    stated: /연|년|해|\byear|\bannual/i,
  },
];

/** A monthly fee is not answered by a fee that is paid once. */
export function isOfAnotherPeriod(question: string, text: string): boolean {
  const period = periods.find(({ asked }) => asked.test(question));
  return period !== undefined && !period.stated.test(text);
}

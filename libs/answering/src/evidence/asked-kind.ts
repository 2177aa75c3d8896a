import { isFarOffInTime, isOfAnotherPeriod } from './asked-time.js';

/** A kind of thing that a question can ask for, and how a text that states one looks, in either language. */
interface AskedKind {
  asked: RegExp;
  stated: RegExp;
}

const number = String.raw`(?:\d[\d,.]*|한|두|세|네|석|넉|다섯|여섯|일곱|여덟|아홉|열|반|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|sixty|ninety|half|\ban?\b)`;

/**
 * A near miss is on topic but states another property: the salt cabinet's calibration, where its cleaning is written. The
 * model's yes or no overlooks that; whether a price, a temperature or a head count is there at all does not depend on it.
 * Only kinds whose form is unmistakable; a question of no listed kind is not judged here.
 */
const kinds: readonly AskedKind[] = [
  {
    asked:
      /몇\s*원|(?:가격|비용|요금|연회비|값|임대료|구입비|연봉)\S*\s*(?:는|은|이|가)?\s*얼마|\bhow much (?:does|do|did|is|are|will)\b.*\b(?:cost|pay|price)\b|\bwhat (?:does|do|is|are)\b.*\b(?:cost|price|rent|fare)\b/i,
    stated:
      /\d\s*(?:원|만\s*원|천\s*원|억|달러|유로|won\b|krw\b|usd\b|eur\b|dollars?\b|euros?\b)|[$€£₩]\s*\d|\b(?:krw|usd|eur)\s*\d|무료|면제|\bfree\b|\bwaived\b|\bno (?:fee|charge|cost)/i,
  },
  {
    asked:
      /몇\s*도(?!록)|(?:인화점|어는점|녹는점|끓는점|발화점|온도)\S*\s*(?:는|은|이|가)?\s*(?:얼마|몇)|\b(?:what|which)\b.*\b(?:temperature|flash point|freezing point|melting point|boiling point)\b/i,
    stated: /\d\s*(?:°|℃|℉|도(?![가-힣])|도[가-힣]?|k\b|degrees?)/i,
  },
  {
    asked:
      /몇\s*(?:명|사람|인이)|\bhow many (?:people|persons|technicians|staff|engineers|employees|members|operators|participants)\b/i,
    stated: new RegExp(
      String.raw`${number}\s*(?:명|사람|인(?![가-힣]))|${number}\s+(?:\w+\s+){0,2}(?:people|persons?|technicians?|staff|engineers?|employees?|members?|operators?|participants?|crew)\b`,
      'i',
    ),
  },
  { asked: /몇\s*와트|\bhow many (?:watts|kilowatts)\b/i, stated: /\d\s*(?:k?w\b|와트|킬로와트|watts?\b|va\b)/i },
  {
    asked:
      /무게|몇\s*(?:그램|킬로그램|kg|g|톤)(?![가-힣a-z])|\bhow heavy\b|\bhow much\b.*\bweigh\b|\b(?:what|which)\b.*\bweight\b/i,
    stated: /\d\s*(?:k?g\b|mg\b|t\b|그램|킬로그램|톤|grams?\b|kilograms?\b|tonnes?\b|tons?\b)/i,
  },
  {
    asked: /몇\s*시(?![가-힣]*간)|\b(?:at )?what time\b|\bwhen (?:does|do|is|are)\b.*\b(?:open|close|opened|closed)\b/i,
    stated: /\d\s*시(?!간)|\d{1,2}:\d{2}|\d\s*[ap]\.?m\b|\bnoon\b|\bmidnight\b|정오|자정/i,
  },
  {
    asked: /몇\s*(?:퍼센트|프로|%)|\b(?:what|which) percent(?:age)?\b|\bhow many per ?cent\b/i,
    stated: /\d\s*(?:%|퍼센트|프로|percent|per ?cent)/i,
  },
  {
    asked:
      /몇\s*(?:초|분|시간|일|주|개월|달|년|영업일)(?![가-힣]*차)|며칠|몇\s*해|얼마나\s*(?:자주|오래|오랫동안)|\bhow (?:often|long)\b|\bhow many (?:\w+ )?(?:seconds|minutes|hours|days|weeks|months|years)\b/i,
    stated: new RegExp(
      String.raw`${number}\s*(?:초|분|시간|일|주|개월|달|년|영업일|번|회)|매(?:일|주|월|년|달|분기|번|회)|하루|격(?:일|주|월)|분기|연간|수시|즉시|바로|당일|\b(?:every|each|daily|weekly|monthly|annual(?:ly)?|yearly|quarterly|hourly|twice|once|immediately|per)\b|\d\s*(?:s|h|min)\b|${number}[\s-]*(?:\w+\s)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b`,
      'i',
    ),
  },
  { asked: /\bcas\b/i, stated: /\d{2,7}-\d{2}-\d/ },
  { asked: /몇|\bhow many\b/i, stated: new RegExp(String.raw`\d|${number}`, 'i') },
];

/**
 * Whether a text states the kind of thing that is asked for, and speaks of the very one: "lamp C" is not answered by what
 * holds of lamp B, nor the 7-day ticket by the price of the 30-day one.
 * @param text the cited sentences with the headings they stand under
 */
export function statesWhatIsAsked(question: string, text: string): boolean {
  const kind = kinds.find(({ asked }) => asked.test(question));
  return (
    (kind === undefined || kind.stated.test(text)) &&
    !isFarOffInTime(question, text) &&
    !isOfAnotherPeriod(question, text) &&
    !namesAnotherOne(question, text)
  );
}

/** A noun with its number or letter, as questions name one of several: "7일권", "Lamp C", "Table 4". */
const oneOfSeveral = /(?<before>\d+)(?<noun>[가-힣]{2,})|\b(?<word>[A-Za-z]{3,})[ -](?<after>[A-Z]|\d+)\b/g;
/** Words before a number that do not make it a name. */
const notNames =
  /^(?:the|and|for|with|than|above|below|over|under|after|before|within|about|from|more|less|least|most|every|only|has|have|are|was|were|code)$/i;
/** What follows a number as a measure, where another number in the evidence is no other thing. */
const measures =
  /^(?:시간|개월|영업|퍼센트|그램|킬로|와트|사람|이상|이하|이내|미만|초과|번째|차례|분기|년차|도를|도가|도에|도의|회를|회의|회가|일을|일이|일에|년을|년이|년에|분을|분이|명이|명을|주를|주에|원을|원이|만원)/;

function namesAnotherOne(question: string, text: string): boolean {
  for (const { groups } of question.matchAll(oneOfSeveral)) {
    const { before, noun, word, after } = groups ?? {};
    if (before !== undefined && noun !== undefined && !measures.test(noun)) {
      const stem = noun.slice(0, 2);
      if (isOnlyOf(text, new RegExp(String.raw`(\d+)\s*${stem}`, 'g'), before)) return true;
    }
    if (word !== undefined && after !== undefined && !notNames.test(word)) {
      if (isOnlyOf(text, new RegExp(String.raw`\b${word}[ -]([A-Z]|\d+)\b`, 'gi'), after)) return true;
    }
  }
  return false;
}

/** True when the text names others of the kind, and not this one. */
function isOnlyOf(text: string, pattern: RegExp, wanted: string): boolean {
  const named = [...text.matchAll(pattern)].map((match) => match[1]?.toUpperCase());
  return named.length > 0 && !named.includes(wanted.toUpperCase());
}

import { detectLanguage } from '../detect-language.js';
import { normaliseText } from '../normalise-text.js';
import { tokenize } from '../tokens/tokenize.js';

const KOREAN_POINTER =
  /(?<![가-힣])(?:그건|그게|그거|그걸|그것|이건|이게|이거|이걸|이것(?!저것)|저건|저거|저것|거기|여기서|그때|그곳|그중|이 중|이중에|그럼|그러면|그렇다면|그런데|근데|그리고|하지만|아니면|그래서|그 (?:외|밖|다음|전|후|경우|때|중)|(?:위|앞|방금|아까)(?:의|에서| )|나머지|둘 ?다|다른 (?:건|것|거|경우|모델|제품|종류)|(?:첫|두|세|네) ?번째(?! [가-힣]+ ?[가-힣]*\?)|해당 |그 [가-힣])/;
const ENGLISH_OPENING =
  /^(?:and|but|or|so|then|also|what about|how about|what if (?:not|so|it)|why not|in that case|otherwise)(?![a-z])/i;
const ENGLISH_POINTER =
  /(?<![a-z])(?:its?|they|them|their|theirs|those|these|the (?:other|others|same|former|latter|rest|first one|second one)|(?:this|that|another|which) (?:one|case|time)|instead|(?:this|that)(?= *[?.!]?$))(?![a-z'])/i;
/** "How long does it take", "is it allowed": no earlier thing is meant. */
const EXPLETIVE =
  /(?<![a-z])(?:(?:does|did|will|would|can|should) it take|it takes?|(?:is|was|if|when|that) it(?:'s| is| was)? (?:possible|allowed|permitted|necessary|required|safe|legal|ok|okay|mandatory))(?![a-z])/gi;
/** Left open: "육아휴직은?", "parental leave?". */
const KOREAN_TOPIC_ONLY = /(?:은|는|도|이랑|하고|의 경우(?:는|엔)?)\s*[?？]?$/;
const FEWEST_WORDS = 2;

/**
 * Whether a question can be understood only by what was asked before it: it points back ("그건 얼마야?", "and for the other
 * model?"), has no word of its own ("왜?", "how much?") or names a thing and leaves open what is asked of it ("육아휴직은?").
 * Meant for questions that go on a conversation; a false yes costs time, not the answer.
 */
export function leansOnEarlier(question: string): boolean {
  const text = normaliseText(question).trim();
  const own = contentWords(text);
  if (own.length === 0) return true;
  const isKorean = detectLanguage(text) === 'ko';
  if (isKorean) return KOREAN_POINTER.test(text) || (own.length < FEWEST_WORDS && KOREAN_TOPIC_ONLY.test(text));
  if (ENGLISH_OPENING.test(text) || ENGLISH_POINTER.test(text.replace(EXPLETIVE, ' '))) return true;
  return (
    own.length <= FEWEST_WORDS &&
    text.endsWith('?') &&
    !/(?<![a-z])(?:what|which|who|whom|whose|where|when|why|how|is|are|do|does|can)(?![a-z])/i.test(text)
  );
}

/** A question's words with a meaning, a code counted once. */
function contentWords(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) =>
      tokenize(word).some(
        ({ unit, text: token, weight }) => (unit === 'word' || unit === 'code') && weight > 0 && !ASKING.test(token),
      ),
    );
}

/** What asks, with its ending: 얼마야, 언제까지예요, 몇 개. */
const ASKING =
  /^(?:얼마|언제|누구|누가|어디|어떻|어때|어떤|무슨|무엇|뭐|뭘|왜|몇|그건|그게|이건|그거|이거|much|many|long|often|then|about|else|so)[가-힣]*$|^(?:개|번|명|시|일|달|년|원)(?:야|이야|예요|인가요|까지|부터)*$/;

/**
 * Words that ask and words that only hold a sentence together. They say nothing about the passage sought, but the ones
 * that ask are rare in documents, so inverse document frequency alone would make them heavy.
 */
const ENGLISH = new Set(
  (
    'a an the of to in on at for from by with and or is are was were be been do does did can could should would will may ' +
    'how what which when where who whom whose why i my me we our you your it its this that there please tell show explain'
  ).split(' '),
);

const KOREAN = new Set(
  (
    '무엇 무엇을 무엇이 무엇인가 무엇인가요 무엇입니까 뭐 뭘 뭐가 뭔가요 뭐예요 무슨 어떻게 어떤 어느 어디 어디서 어디에 어디에서 어디인가요 ' +
    '언제 언제인가요 언제부터 언제까지 누가 누구 누구인가요 왜 얼마 얼마나 얼마인가요 몇 있나요 있습니까 있는가 있는지 하나요 합니까 하는가 ' +
    '되나요 됩니까 인가요 입니까 해야 하면 알려줘 알려주세요 알려 줘 주세요 설명해줘 설명해주세요 대해 대한 대하여 관해 관한 및 그리고 또는'
  ).split(' '),
);

const ENDING_BIGRAMS = new Set(
  '나요 까요 니까 습니 입니 합니 됩니 인가 가요 는가 는지 세요 주세 해줘 려줘 려주 하나 되나 있나'.split(' '),
);

/** True for a lower-cased word that carries no weight in a query. */
export function isQuestionWord(word: string): boolean {
  return ENGLISH.has(word) || KOREAN.has(word);
}

/** True for two syllables that come from the ending of a question (설정하나요: 하나, 나요). */
export function isEndingBigram(bigram: string): boolean {
  return ENDING_BIGRAMS.has(bigram);
}

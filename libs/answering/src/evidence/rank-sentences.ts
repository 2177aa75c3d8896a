import { detectLanguage, tokenize } from '@onggi/language';
import { canAnswer } from './can-answer.js';
import type { EvidenceSentence } from './evidence.js';

/** Worth of being in a passage by its rank: what search found first is read first. */
const rankWeight = (rank: number): number => 1 / (1 + rank / 5);
/** Worth of the share of the question's words that a sentence has. */
const wordWeight = 1;
/**
 * In the question's own language an answer seldom shares no word with it, so its rank counts in full from this share of
 * the question on, and little without a word. In the other language words tell nothing.
 */
const trustedShare = 0.4;
const wordlessTrust = 0.3;
/** A sentence without a price can't tell one: what states another kind of thing than was asked for is at best context. */
const otherKindShare = 0.5;
/** A sentence beside one that shares words often completes it. */
const neighbourShare = 0.4;

/**
 * The sentences worth reading, best first: by the rank of their passage, by what they share with the question and by
 * whether they state the kind of thing that is asked. What says nothing, or says it again, is left out.
 * @param passages sentences of each passage, best passage first
 * @param equivalents what the glossary calls the question's terms in either language, and the question in other words
 */
export function rankSentences(
  passages: readonly (readonly EvidenceSentence[])[],
  question: string,
  equivalents: readonly string[],
): EvidenceSentence[] {
  const worth = worthOf(passages, question, [question, ...equivalents].join(' '));
  const texts = new Set<string>();
  return [...worth]
    .sort(([, a], [, b]) => b - a)
    .map(([sentence]) => sentence)
    .filter(({ shown }) => {
      if (texts.has(shown) || !saysSomething(shown)) return false;
      texts.add(shown);
      return true;
    });
}

/** "reached." at the end of a broken line says nothing by itself; "3개월" may. */
function saysSomething(text: string): boolean {
  return /\d|\p{L}.*\s.*\p{L}/u.test(text);
}

function worthOf(
  passages: readonly (readonly EvidenceSentence[])[],
  asked: string,
  expanded: string,
): Map<EvidenceSentence, number> {
  const shares = sharesOf(passages.flat(), expanded);
  const language = detectLanguage(asked);
  const worth = new Map<EvidenceSentence, number>();
  passages.forEach((sentences, rank) => {
    const own = sentences.map((sentence) => shares.get(sentence) ?? 0);
    sentences.forEach((sentence, place) => {
      const neighbour = Math.max(own[place - 1] ?? 0, own[place + 1] ?? 0) * neighbourShare;
      const share = Math.max(own[place] ?? 0, neighbour);
      const trust = sentence.language === language ? Math.max(wordlessTrust, Math.min(1, share / trustedShare)) : 1;
      const kind = canAnswer(asked, sentence) ? 1 : otherKindShare;
      worth.set(sentence, (rankWeight(rank) * trust + wordWeight * share) * kind);
    });
  });
  return worth;
}

/** Share of the question's terms in each sentence or the headings over it, 0 to 1; a term that few sentences have weighs more. */
function sharesOf(sentences: readonly EvidenceSentence[], question: string): Map<EvidenceSentence, number> {
  const wanted = new Map(
    tokenize(question)
      .filter(({ weight }) => weight > 0)
      .map(({ text, weight }) => [text, weight]),
  );
  const terms = new Map(
    sentences.map((sentence) => {
      const own = new Set(tokenize(`${sentence.section} ${sentence.shown}`).map(({ text }) => text));
      return [sentence, [...own].filter((term) => wanted.has(term))];
    }),
  );
  const spread = new Map<string, number>();
  for (const own of terms.values()) own.forEach((term) => spread.set(term, (spread.get(term) ?? 0) + 1));
  const weight = (term: string): number =>
    (wanted.get(term) ?? 0) * Math.log(1 + sentences.length / (spread.get(term) ?? 1));
  const total = [...spread.keys()].reduce((sum, term) => sum + weight(term), 0) || 1;
  return new Map(
    [...terms].map(([sentence, own]) => [sentence, own.reduce((sum, term) => sum + weight(term), 0) / total]),
  );
}

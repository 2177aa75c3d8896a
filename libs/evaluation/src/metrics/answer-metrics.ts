import type { Judgements, SetQuery } from '../evaluation-set/evaluation-set.js';

/** What an answer says and what it stands on. */
export interface JudgedAnswer {
  abstained: boolean;
  /** Empty when it abstained. */
  text: string;
  /** Ids of the documents cited, in any order, each as often as it is cited. */
  cited: readonly string[];
}

/**
 * One answer, each value from 0 to 1; undefined where the query says nothing about it:
 * - `correct`: the text holds one of the query's answers ({@link holdsAnswer}); of answerable queries that name answers.
 *   Containment rather than equality, because an answer is a sentence ("short answer in the output", as in the accuracy of
 *   Mallen et al., ACL 2023).
 * - `citation_precision`: the share of the distinct documents cited that are relevant; of answers that cite.
 * - `citation_recall`: the share of the relevant documents that are cited; of the same answers. (After ALCE, Gao et al.,
 *   EMNLP 2023, with relevance judgements in place of an entailment model.)
 * - `abstained_right`: 1 if it abstained; of unanswerable queries.
 * - `abstained_wrong`: 1 if it abstained; of answerable queries.
 */
export interface AnswerScores {
  correct?: number;
  citation_precision?: number;
  citation_recall?: number;
  abstained_right?: number;
  abstained_wrong?: number;
}

/** Names of the scores, in the order in which they are reported. */
export const answerMetrics = [
  'correct',
  'citation_precision',
  'citation_recall',
  'abstained_right',
  'abstained_wrong',
] as const;

export function answerScores(query: SetQuery, answer: JudgedAnswer, judgements: Judgements): AnswerScores {
  const abstained = answer.abstained ? 1 : 0;
  if (query.unanswerable) return { abstained_right: abstained };
  const correct = query.answers.some((each) => holdsAnswer(answer.text, each)) ? 1 : 0;
  return {
    abstained_wrong: abstained,
    ...(query.answers.length === 0 ? {} : { correct: answer.abstained ? 0 : correct }),
    ...citationScores(answer, judgements),
  };
}

function citationScores(answer: JudgedAnswer, judgements: Judgements): AnswerScores {
  const relevant = [...judgements].filter(([, grade]) => grade > 0).map(([document]) => document);
  const cited = [...new Set(answer.cited)];
  if (answer.abstained || relevant.length === 0 || cited.length === 0) return {};
  const right = cited.filter((document) => relevant.includes(document)).length;
  return { citation_precision: right / cited.length, citation_recall: right / relevant.length };
}

/**
 * True if the text holds the answer, both normalised: compatibility forms folded (NFKC), case folded, no white space (Korean
 * writes the same with and without), no grouping of digits (1,234 is 1234). A number counts only whole: 5 is not in 15.
 */
export function holdsAnswer(text: string, answer: string): boolean {
  const haystack = normalised(text);
  const needle = normalised(answer);
  if (needle === '') return false;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    const before = haystack.slice(Math.max(0, at - 2), at);
    const after = haystack.slice(at + needle.length, at + needle.length + 2);
    const cutsBefore = /^\d/.test(needle) && /\d[.]?$/.test(before);
    const cutsAfter = /\d$/.test(needle) && /^[.]?\d/.test(after);
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
}

function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/\s+/g, '');
}

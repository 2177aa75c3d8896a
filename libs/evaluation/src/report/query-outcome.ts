import type { JudgedAnswer } from '../metrics/answer-metrics.js';

/** What came of one query, as it was measured. */
export interface QueryOutcome {
  queryId: string;
  /** Ids of the documents of the passages found, best first, a document as often as its passages. */
  found: readonly string[];
  /** Milliseconds until the passages were there, as the client saw it; undefined when they never were. */
  searchMs?: number;
  /** Undefined when no answer was asked for, or none came. */
  answer?: JudgedAnswer;
  /** Milliseconds until the answer was finished, as the client saw it. */
  answerMs?: number;
}

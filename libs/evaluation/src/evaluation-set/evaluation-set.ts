import type { Language } from '@onggi/platform';

/** A document of an evaluation set, as the set gives it. */
export interface SetDocument {
  id: string;
  /** Empty for none. */
  title: string;
  text: string;
  language: Language;
}

/** A question of an evaluation set. */
export interface SetQuery {
  id: string;
  text: string;
  language: Language;
  /** Texts of which a right answer holds at least one; empty where answers are not judged. */
  answers: readonly string[];
  /** True when the documents do not say: the right answer is none. */
  unanswerable: boolean;
}

/** What the documents are worth to a query, by document id. Above 0 is relevant; what is not judged is not. */
export type Judgements = ReadonlyMap<string, number>;

/** Documents, questions, and which documents answer which question. */
export interface EvaluationSet {
  documents: readonly SetDocument[];
  queries: readonly SetQuery[];
  /** By query id; a query without an entry has no relevant document. */
  judgements: ReadonlyMap<string, Judgements>;
  /** Judgements of documents or queries that the set does not hold, which are left out. */
  ignoredJudgements: number;
  glossary: readonly { ko: string; en: string }[];
}

/** Ids of the documents that are worth something to a query. */
export function relevantDocuments(set: Pick<EvaluationSet, 'judgements'>, queryId: string): string[] {
  return [...(set.judgements.get(queryId) ?? [])].filter(([, grade]) => grade > 0).map(([document]) => document);
}

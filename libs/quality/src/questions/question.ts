import type { Language } from '@onggi/platform';

/** Where a question came from. */
export type QuestionOrigin = 'curated' | 'imported' | 'feedback' | 'proposed';
/** A draft waits for a curator; only what is approved is measured. */
export type QuestionState = 'draft' | 'approved' | 'rejected';

/** What a document is worth to a question. */
export interface RelevantDocument {
  documentId: string;
  /** Above 0 is relevant. */
  grade: number;
  /** Null when the document is gone; it is then left out when the question is measured. */
  title: string | null;
  path: string | null;
}

/** A question of a set, as curators see it. */
export interface EvaluationQuestion {
  id: string;
  /** Its id where it was imported from. */
  externalId: string | null;
  text: string;
  lang: Language;
  /** Texts of which a right answer holds at least one. */
  answers: string[];
  unanswerable: boolean;
  relevant: RelevantDocument[];
  origin: QuestionOrigin;
  state: QuestionState;
  /** What the one who gave feedback wrote. */
  note: string;
  createdAt: string;
  /** Principal of the curator who decided on it. */
  decidedBy: string | null;
  decidedAt: string | null;
}

/** A judgement as it comes in: the document by id, external id or path. */
export interface GivenJudgement {
  document: string;
  /** Default 1. */
  grade?: number;
}

/** A question as it comes in. */
export interface GivenQuestion {
  /** Importing the same id again replaces the question. */
  externalId?: string;
  text: string;
  /** Default: the language of the text. */
  lang?: Language;
  answers?: readonly string[];
  unanswerable?: boolean;
  relevant?: readonly GivenJudgement[];
}

/** What changes of a question. What is left out stays. */
export interface QuestionChange extends Partial<Omit<GivenQuestion, 'externalId'>> {
  state?: QuestionState;
}

/** Grades by document id. */
export type StoredJudgements = Record<string, number>;

/** True when search or an answer can be judged by it. */
export function isMeasurable(question: {
  unanswerable: boolean;
  answers: readonly string[];
  judgements: StoredJudgements;
}): boolean {
  return (
    question.unanswerable ||
    question.answers.length > 0 ||
    Object.values(question.judgements).some((grade) => grade > 0)
  );
}

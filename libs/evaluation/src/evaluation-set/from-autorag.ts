import type { Language } from '@onggi/platform';
import type { EvaluationSet } from './evaluation-set.js';

/** A row of AutoRAG's corpus file. */
export interface AutoRagPage {
  doc_id: string;
  contents: string;
}

/** A row of AutoRAG's question file. */
export interface AutoRagQuestion {
  qid: string;
  query: string;
  /** Pages that answer it: all of the outer list are needed, any of an inner one. */
  retrieval_gt: readonly (readonly string[])[];
}

/**
 * One page becomes one document without a title, since the benchmark's own runs embed the contents alone; every page that a
 * question names is relevant to it. Its answers are whole sentences, which no answer holds word for word, so they are
 * left out.
 */
export function fromAutoRag(
  pages: readonly AutoRagPage[],
  questions: readonly AutoRagQuestion[],
  language: Language,
): EvaluationSet {
  const relevant = questions.map(
    ({ qid, retrieval_gt }) => [qid, new Map(retrieval_gt.flat().map((page) => [page, 1]))] as const,
  );
  return {
    documents: pages.map(({ doc_id: id, contents: text }) => ({ id, title: '', text, language })),
    queries: questions.map(({ qid: id, query: text }) => ({ id, text, language, answers: [], unanswerable: false })),
    judgements: new Map(relevant),
    ignoredJudgements: 0,
    glossary: [],
  };
}

import {
  relevantDocuments,
  type EvaluationSet,
  type Judgements,
  type SetDocument,
  type SetQuery,
} from '../evaluation-set/evaluation-set.js';
import { answerScores, type AnswerScores } from '../metrics/answer-metrics.js';
import { distinct, rankingScores, type RankingScores } from '../metrics/ranking-metrics.js';
import type { QueryOutcome } from './query-outcome.js';

/** The scores of one query. */
export interface QueryScores {
  queryId: string;
  /** Undefined when nothing is relevant to it. */
  retrieval?: RankingScores;
  /** Undefined when it was not answered. */
  answer?: AnswerScores;
  /** Retrieval by the language of the relevant documents, each judged by those of one language alone. */
  byLanguage: Partial<Record<LanguagePair, RankingScores>>;
}

/** Language of the query, then of the documents that are relevant to it. */
export type LanguagePair = 'ko-ko' | 'en-en' | 'ko-en' | 'en-ko';

/** Passages that are looked at: distinct documents are taken from these. */
export const passagesJudged = 50;

/** What scoring needs to know of a set. */
export interface ScoredSet extends Pick<EvaluationSet, 'queries' | 'judgements'> {
  documents: readonly Pick<SetDocument, 'id' | 'language'>[];
}

const nothing: Judgements = new Map();

/** Scores each outcome against the set's judgements. */
export function scoreQueries(set: ScoredSet, outcomes: readonly QueryOutcome[]): QueryScores[] {
  const queries = new Map(set.queries.map((query) => [query.id, query]));
  const languages = new Map(set.documents.map(({ id, language }) => [id, language]));
  return outcomes.flatMap((outcome) => {
    const query = queries.get(outcome.queryId);
    if (!query) return [];
    const ranking = distinct(outcome.found.slice(0, passagesJudged));
    const judgements = set.judgements.get(query.id) ?? nothing;
    const retrieval = rankingScores(ranking, judgements);
    return [
      {
        queryId: query.id,
        ...(retrieval && { retrieval }),
        ...(outcome.answer && { answer: answerScores(query, outcome.answer, judgements) }),
        byLanguage: byLanguage(set, query, ranking, languages),
      },
    ];
  });
}

function byLanguage(
  set: ScoredSet,
  query: SetQuery,
  ranking: readonly string[],
  languages: ReadonlyMap<string, string>,
): QueryScores['byLanguage'] {
  const scores: QueryScores['byLanguage'] = {};
  const relevant = relevantDocuments(set, query.id);
  for (const language of ['ko', 'en'] as const) {
    const grades = relevant
      .filter((document) => languages.get(document) === language)
      .map((document): [string, number] => [document, set.judgements.get(query.id)?.get(document) ?? 0]);
    const pair = rankingScores(ranking, new Map(grades));
    if (pair) scores[`${query.language}-${language}`] = pair;
  }
  return scores;
}

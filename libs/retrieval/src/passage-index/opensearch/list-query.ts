import type { Language } from '@onggi/platform';
import { sampleParts, termsField, vectorField, vectorValues } from './passage-documents.js';

/** What is asked of one tenant's passages in one language. */
export interface ListQuery {
  tenant: string;
  language: Language;
  /** Name of the tenant's index. */
  index: string;
  versionIds: readonly string[];
  /** Passages in them, of both languages. */
  chunkCount: number;
  vector: { setId: number; values: Float32Array } | undefined;
  /** Weight by term, codes apart. */
  terms: ReadonlyMap<number, number>;
  codes: readonly number[];
  perLeg: number;
}

/** One search of a multi-search. */
export type Search = Record<string, unknown>;

/** The engine refuses longer lists of values. */
const valuesPerClause = 65_536;
/** How many candidates the graph is searched for, whatever is wanted of them. */
const graphCandidates = 100;
/** Passages that mean and deviation are taken from, where there are more. */
const sampleSize = 10_000;

/** How many passages of the language the caller may see. */
export function countSearch(list: ListQuery): Search {
  return { size: 0, track_total_hits: true, query: visible(list) };
}

/** The nearest by vector, found in the graph; the engine scores all itself where few are visible. */
export function graphSearch(list: ListQuery, { setId, values }: NonNullable<ListQuery['vector']>): Search {
  const clause = { vector: vectorValues(values), k: Math.max(list.perLeg, graphCandidates), filter: visible(list) };
  return page(list.perLeg, { knn: { [vectorField(setId, list.language)]: clause } });
}

/** The nearest by vector, all visible passages scored. */
export function exactSearch(list: ListQuery, vector: NonNullable<ListQuery['vector']>): Search {
  return page(list.perLeg, scored(list, vector, visible(list)));
}

/** Mean and deviation of the cosine over what is visible, or over an even sample of it. */
export function spreadSearch(list: ListQuery, vector: NonNullable<ListQuery['vector']>): Search {
  const parts = Math.ceil((sampleParts * sampleSize) / Math.max(list.chunkCount, 1));
  const sampled = [visible(list), ...(parts < sampleParts ? [{ range: { sample: { lt: parts } } }] : [])];
  return {
    size: 0,
    query: scored(list, vector, { bool: { filter: sampled } }),
    aggs: { cosine: { extended_stats: { script: { lang: 'painless', source: cosineSource } } } },
  };
}

/** The best by words. @param factor of the engine's BM25 to the one with (k1 + 1) */
export function wordSearch(list: ListQuery, factor: number): Search {
  return page(list.perLeg, {
    bool: { filter: visible(list), should: wordClauses(list, factor), minimum_should_match: 1 },
  });
}

/** The best by words of those that hold a code of the question. */
export function codeSearch(list: ListQuery, factor: number): Search {
  const coded = { terms: { [termsField(list.language)]: list.codes.map(String) } };
  return page(list.perLeg, { bool: { filter: [visible(list), coded], should: wordClauses(list, factor) } });
}

/** Scores by vector of these passages. */
export function vectorScores(
  list: ListQuery,
  vector: NonNullable<ListQuery['vector']>,
  chunkIds: readonly string[],
): Search {
  return page(chunkIds.length, scored(list, vector, { ids: { values: chunkIds } }));
}

/** Scores by words of these passages, with the codes that stand in each; 0 where no word does. */
export function wordScores(list: ListQuery, factor: number, chunkIds: readonly string[]): Search {
  return page(chunkIds.length, {
    bool: { filter: { ids: { values: chunkIds } }, should: wordClauses(list, factor) },
  });
}

/** The engine's score of an inner product p is p + 1 from 0 on, else 1 / (1 − p). */
export function cosineOf(score: number): number {
  return score >= 1 ? score - 1 : 1 - 1 / score;
}
const cosineSource = 'double score = _score.doubleValue(); return score >= 1 ? score - 1 : 1 - 1 / score';

function page(size: number, query: object): Search {
  return { size, query, _source: false, docvalue_fields: ['version'], track_total_hits: false };
}

function visible({ language, versionIds }: ListQuery): object {
  const clauses: object[] = [];
  for (let from = 0; from < versionIds.length; from += valuesPerClause) {
    clauses.push({ terms: { version: versionIds.slice(from, from + valuesPerClause) } });
  }
  return { bool: { filter: [{ term: { language } }, { bool: { should: clauses, minimum_should_match: 1 } }] } };
}

function scored({ language }: ListQuery, { setId, values }: NonNullable<ListQuery['vector']>, filter: object): object {
  const params = {
    field: vectorField(setId, language),
    query_value: vectorValues(values),
    space_type: 'innerproduct',
  };
  return {
    script_score: { query: { bool: { filter } }, script: { lang: 'knn', source: 'knn_score', params } },
  };
}

function wordClauses({ language, terms, codes }: ListQuery, factor: number): object[] {
  return Array.from(terms, ([term, weight]) => ({
    term: {
      [termsField(language)]: {
        value: String(term),
        boost: weight * factor,
        ...(codes.includes(term) && { _name: String(term) }),
      },
    },
  }));
}

import type { Candidate, CandidateList } from '../passage-index.js';
import { SearchEngineUnavailableError } from '../../retrieval-errors.js';
import {
  codeSearch,
  cosineOf,
  countSearch,
  exactSearch,
  graphSearch,
  spreadSearch,
  vectorScores,
  wordScores,
  wordSearch,
  type ListQuery,
  type Search,
} from './list-query.js';
import type { OpenSearchClient } from './opensearch-client.js';
import type { TermStatistics } from './term-statistics.js';

interface Hit {
  _id: string;
  _score: number;
  fields: { version: [string] };
  matched_queries?: string[];
}

interface SearchReply {
  timed_out: boolean;
  error?: object;
  _shards: { failed: number };
  hits: { total?: { value: number }; max_score: number | null; hits: Hit[] };
  aggregations?: { cosine: { count: number; avg: number | null; std_deviation: number | null } };
}

/** A list's query, with what its scores are measured by. */
export interface CountedList {
  query: ListQuery;
  statistics: TermStatistics;
}

/** The engine's side of a search. */
export class EngineSearch {
  /**
   * @param factor of the engine's BM25 to the one with (k1 + 1)
   * @param exactUpTo visible passages to which all are scored by vector
   */
  constructor(
    private readonly client: OpenSearchClient,
    private readonly factor: number,
    private readonly exactUpTo: number,
  ) {}

  /** Both legs of every list, and what holds a code, in one round, then both scores of what either leg found in a second. */
  async find(lists: readonly CountedList[]): Promise<CandidateList[]> {
    const first = await this.searchAll(
      lists.map(({ query }) => this.legs(query)),
      lists,
    );
    const ids = first.map(({ near, words, coded }) => [
      ...new Set([near, words, coded].flatMap((leg) => leg?.hits.hits ?? []).map((hit) => hit._id)),
    ]);
    const second = await this.searchAll(
      lists.map(({ query }, place) => this.scores(query, ids[place] ?? [])),
      lists,
    );
    return lists.flatMap((list, place) => {
      const [legs, scores] = [first[place], second[place]];
      return legs && scores && ids[place]?.length ? [candidateList(list, legs, scores)] : [];
    });
  }

  private legs(query: ListQuery): Record<string, Search> {
    const { vector, terms, codes } = query;
    const near = query.chunkCount <= this.exactUpTo ? exactSearch : graphSearch;
    return {
      count: countSearch(query),
      ...(vector && { near: near(query, vector), spread: spreadSearch(query, vector) }),
      ...(terms.size > 0 && { words: wordSearch(query, this.factor) }),
      ...(codes.length > 0 && { coded: codeSearch(query, this.factor) }),
    };
  }

  private scores(query: ListQuery, ids: readonly string[]): Record<string, Search> {
    if (ids.length === 0) return {};
    const { vector } = query;
    return {
      ...(vector && { dense: vectorScores(query, vector, ids) }),
      words: wordScores(query, this.factor, ids),
    };
  }

  /** @throws SearchEngineUnavailableError also when a shard failed or was too slow: half an answer passes for none */
  private async searchAll(
    searches: readonly Record<string, Search>[],
    lists: readonly CountedList[],
  ): Promise<Record<string, SearchReply>[]> {
    const lines = searches.flatMap((named, place) =>
      Object.values(named).flatMap((search) => [
        { index: lists[place]?.query.index, ignore_unavailable: true },
        search,
      ]),
    );
    if (lines.length === 0) return searches.map(() => ({}));
    const reply = await this.client.send<{ responses: SearchReply[] }>('POST', '_msearch', lines);
    const replies = reply?.responses ?? [];
    const failed = replies.find((each) => each.error || each.timed_out || each._shards.failed > 0);
    if (failed) throw new SearchEngineUnavailableError(new Error(JSON.stringify(failed.error ?? failed._shards)));
    const taken = replies.values();
    return searches.map((named) =>
      Object.fromEntries(
        Object.keys(named).flatMap((name) => {
          const next = taken.next();
          return next.done ? [] : [[name, next.value] as const];
        }),
      ),
    );
  }
}

function candidateList(
  { query, statistics }: CountedList,
  legs: Record<string, SearchReply>,
  scores: Record<string, SearchReply>,
): CandidateList {
  const { tenant, language, terms, codes, vector } = query;
  const dense = new Map(scores['dense']?.hits.hits.map((hit) => [hit._id, cosineOf(hit._score)]));
  const candidates = (scores['words']?.hits.hits ?? []).map((hit): Candidate => {
    const rarity = (hit.matched_queries ?? []).map((code) => statistics.codeRarity(Number(code)));
    return {
      chunkId: hit._id,
      versionId: hit.fields.version[0],
      dense: dense.get(hit._id) ?? 0,
      lexical: hit._score,
      code: codes.length === 0 ? 0 : sum(rarity),
    };
  });
  const cosine = legs['spread']?.aggregations?.cosine;
  return {
    tenant,
    language,
    visible: legs['count']?.hits.total?.value ?? 0,
    dense: vector ? { mean: cosine?.avg ?? 0, deviation: cosine?.std_deviation ?? 0 } : null,
    bestLexical: legs['words']?.hits.max_score ?? 0,
    wholeLexical: sum(Array.from(terms, ([term, weight]) => Math.min(weight, 1) * statistics.idf(term))),
    candidates,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

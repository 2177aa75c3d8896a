import type { Language } from '@onggi/platform';
import { hashTerm } from '../../lexical/hash-term.js';
import { halfvecLiteral } from '../../passage-index/stage-chunks.js';
import { queryTerms } from '@onggi/language';
import { measuredTenant, type ScaleWorld } from './scale-world.js';
import { SyntheticCorpus } from './synthetic-corpus.js';

const questions = 50;
const first = 10;
const unlimited = 1_000_000_000;

/**
 * Share of the ten that reading everything finds which each leg finds by its index, over all passages of a language, with the
 * bounds that a search has for a caller who sees all of them; of words also without a bound.
 */
export async function legRecall(
  world: ScaleWorld,
): Promise<{ hnsw: number; cappedWords: number; uncappedWords: number }> {
  const corpus = new SyntheticCorpus(measuredTenant, 11);
  const bounds = await world.searchBounds();
  const found = { hnsw: 0, cappedWords: 0, uncappedWords: 0 };
  let wanted = { meaning: 0, words: 0 };
  for (let asked = 0; asked < questions; asked++) {
    const language: Language = asked % 2 === 0 ? 'ko' : 'en';
    const vector = halfvecLiteral(corpus.vector());
    const terms = queryTerms(corpus.question(language)).map(({ token }) => hashTerm(measuredTenant, token));
    const exactMeaning = await world.ids(meaningByReading, [language, vector, first]);
    const nearby = await world.ids(nearest, [
      language,
      vector,
      await world.ids(nearbyByIndex, [language, vector, bounds.efSearch]),
    ]);
    const exactWords = await world.ids(readWords, [language, terms]);
    const capped = await world.ids(words, [language, terms, bounds.postings]);
    const uncapped = await world.ids(words, [language, terms, unlimited]);
    wanted = { meaning: wanted.meaning + exactMeaning.length, words: wanted.words + exactWords.length };
    found.hnsw += common(exactMeaning, nearby);
    found.cappedWords += common(exactWords, capped);
    found.uncappedWords += common(exactWords, uncapped);
  }
  return {
    hnsw: found.hnsw / wanted.meaning,
    cappedWords: found.cappedWords / wanted.words,
    uncappedWords: found.uncappedWords / wanted.words,
  };
}

const common = (expected: readonly string[], given: readonly string[]): number =>
  expected.filter((id) => given.slice(0, first).includes(id)).length;

const openSets = `ARRAY(SELECT access_set_id FROM onggi.access_set WHERE tenant_id = '${measuredTenant}')`;
const bm25 = `search.lexical_query('${measuredTenant}', $1, $2, array_fill(1::real, ARRAY[cardinality($2::int[])]))`;

const everything = `'${measuredTenant}', $1, ${openSets}, NULL, NULL, 1::smallint, $2::halfvec`;
const meaningByReading = `SELECT id FROM search.meaning_by_reading(${everything}, $3) AS id`;
/** The width of the search is set before it begins, for the function is given what setting it returns. */
const nearbyByIndex = `SELECT id FROM set_config('hnsw.ef_search', $3::text, true) AS set (width),
  LATERAL search.meaning_by_index(${everything}, 50 + 0 * length(set.width)) AS id`;
const nearest = `SELECT chunk_id AS id FROM onggi.chunk_vector
  WHERE tenant_id = '${measuredTenant}' AND set_id = 1 AND language = $1 AND chunk_id = ANY ($3) ORDER BY embedding <#> $2::halfvec LIMIT ${first}`;
const words = `SELECT id FROM ${bm25} AS q, search.words_by_index('${measuredTenant}', $1, ${openSets}, NULL, NULL, q.vector, q.ordered,
  q.frequencies, q.impacts, $3, ${first}) AS id`;
const readWords = `SELECT l.chunk_id AS id FROM ${bm25} AS q, onggi.chunk_lexical l
  WHERE l.tenant_id = '${measuredTenant}' AND l.language = $1 AND (l.weights <#> q.vector) < 0 ORDER BY l.weights <#> q.vector, l.chunk_id LIMIT ${first}`;

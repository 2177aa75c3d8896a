import { Bm25Index, frequenciesOf } from '../schemes/bm25.js';
import { bestPlaces, cosines, reciprocalRankFusion, type Ranking } from '../schemes/rankings.js';
import { bigramTokens, whitespaceTokens, wordTokens, type Tokenizer } from '../schemes/tokens.js';
import { passagesJudged } from '../report/score-queries.js';
import type { ComparedQuery, ComparedWorld, Scheme } from './compared-world.js';

type Leg = (query: ComparedQuery) => Ranking;

/** What other products do, re-created on the same passages: one list for all languages, ranks or one leg alone. */
export function peerSchemes({ chunks }: ComparedWorld): Scheme[] {
  const bm25 = (tokens: Tokenizer): Leg => {
    const index = new Bm25Index(chunks.map(({ searchText }) => frequenciesOf(tokens(searchText))));
    return ({ text }) => {
      const terms = [...frequenciesOf(tokens(text))].map(([token, weight]) => ({ token, weight }));
      return bestPlaces(index.scores(terms), passagesJudged, 0);
    };
  };
  const dense = (space: 'plain' | 'centred'): Leg => {
    const vectors = chunks.map((chunk) => chunk[space]);
    return (query) => bestPlaces(cosines(query[space], vectors), passagesJudged);
  };
  const [words, bigrams, plain] = [bm25(wordTokens), bm25(bigramTokens), dense('plain')];
  const fused =
    (...legs: Leg[]): Leg =>
    (query) =>
      reciprocalRankFusion(legs.map((leg) => leg(query))).slice(0, passagesJudged);
  return Object.entries({
    'BM25, whitespace': bm25(whitespaceTokens),
    'BM25, words': words,
    'BM25, 2-grams': bigrams,
    'dense, plain vectors': plain,
    'dense, centred vectors': dense('centred'),
    'RRF of dense and BM25 words': fused(plain, words),
    'RRF of dense and BM25 2-grams': fused(plain, bigrams),
  }).map(([name, rank]) => ({ name, rank }));
}

import { countTerms, lexicalUnits, limitTerms, oneSpelling, type TokenUnit } from '@onggi/language';
import { multilingualE5Small } from '@onggi/models';
import type { Language } from '@onggi/platform';
import {
  questionTerms,
  rankCandidates,
  rankingWeights,
  spreadDocuments,
  type CandidateList,
  type QuestionTerm,
  type RankingWeights,
} from '@onggi/retrieval';
import { passagesJudged } from '../report/score-queries.js';
import { Bm25Index } from '../schemes/bm25.js';
import { bestPlaces, cosines, reciprocalRankFusion } from '../schemes/rankings.js';
import type { ComparedChunk, ComparedQuery, ComparedWorld, Scheme } from './compared-world.js';

/** What of Onggi's ranking is done otherwise. Nothing: as it is. */
export interface RankingChange {
  /** Units that neither passages nor questions have. */
  withoutUnits?: readonly TokenUnit[];
  /** Units of a question count so many times as much. */
  unitWeights?: Partial<Record<TokenUnit, number>>;
  /** Of passages and questions; 2-grams carry Korean then, as they do where no analyzer can be had. */
  withoutMorphemes?: boolean;
  /** Questions are typed with blanks inside their words. */
  strayBlanks?: boolean;
  withoutRepairedBlanks?: boolean;
  withoutGlossary?: boolean;
  /** The words of title and headings stand in no passage. */
  withoutTitleWords?: boolean;
  /** Other vectors of the passages, by place. */
  vectors?: readonly Float32Array[];
  plainVectors?: boolean;
  /** Passages of all languages are measured against each other. */
  oneList?: boolean;
  leg?: 'dense' | 'lexical';
  reciprocalRanks?: boolean;
  weights?: Partial<RankingWeights>;
  withoutSpread?: boolean;
}

/** Passages that are measured against each other, by their places in the world. */
interface List {
  language: Language;
  places: number[];
  index: Bm25Index;
}

/** As the search service has them. */
const perLeg = 50;
const perDocument = 3;
const spreadWindow = 10;
const tenant = 'compared';

/**
 * Onggi's search over passages in memory: candidate lists with exact scores, ranked by the product's own functions. So one
 * thing can be changed without ingesting anew, and what is left is the product's.
 */
export class OnggiRanking {
  private readonly places: ReadonlyMap<string, number>;
  private readonly indexes = new Map<string, List[]>();
  private readonly termsRead = new Map<string, QuestionTerm[]>();

  constructor(private readonly world: ComparedWorld) {
    this.places = new Map(world.chunks.map(({ chunkId }, place) => [chunkId, place]));
  }

  scheme(name: string, change: RankingChange = {}): Scheme {
    return { name, rank: (query) => this.rank((change.strayBlanks && query.strayBlanks) || query, change) };
  }

  private rank(query: ComparedQuery, change: RankingChange): number[] {
    const terms = change.leg === 'dense' ? [] : this.terms(query, change);
    const lists = this.lists(change).map((list) => this.candidates(list, query, terms, change));
    if (change.reciprocalRanks) return this.reciprocal(lists);
    const weights = { ...rankingWeights, ...change.weights };
    const language = query.language;
    // The model's constants are of centred vectors.
    const unrelated = change.plainVectors ? undefined : () => multilingualE5Small.unrelated;
    const ranked = rankCandidates(lists, language, unrelated, weights);
    const spread = change.withoutSpread ? ranked : spreadDocuments(ranked, perDocument, spreadWindow);
    return spread.slice(0, passagesJudged).map(({ chunkId }) => this.places.get(chunkId) ?? 0);
  }

  private terms(query: ComparedQuery, change: RankingChange): QuestionTerm[] {
    const { withoutUnits = [], unitWeights = {} } = change;
    return this.wholeTerms(query, change)
      .filter(({ unit }) => !withoutUnits.includes(unit))
      .map((term) => ({ ...term, weight: term.weight * (unitWeights[term.unit] ?? 1) }));
  }

  private wholeTerms({ id, text, reading }: ComparedQuery, change: RankingChange): QuestionTerm[] {
    const { withoutMorphemes, withoutRepairedBlanks, withoutGlossary } = change;
    const key = JSON.stringify([id, text, withoutMorphemes, withoutRepairedBlanks, withoutGlossary]);
    const known = this.termsRead.get(key);
    if (known) return known;
    const { respaced: _, ...asWritten } = reading;
    const read = withoutRepairedBlanks ? asWritten : reading;
    const glossary = withoutGlossary ? [] : this.world.glossary;
    const terms = questionTerms(text, glossary, withoutMorphemes ? undefined : read);
    this.termsRead.set(key, terms);
    return terms;
  }

  private lists(change: RankingChange): List[] {
    const { withoutUnits, withoutMorphemes, withoutTitleWords, oneList } = change;
    const key = JSON.stringify([withoutUnits, withoutMorphemes, withoutTitleWords, oneList]);
    const known = this.indexes.get(key);
    if (known) return known;
    const all = [...this.world.chunks.entries()];
    const parts: [Language, [number, ComparedChunk][]][] = oneList
      ? [['ko', all]]
      : (['ko', 'en'] as const).map((language) => [language, all.filter(([, chunk]) => chunk.language === language)]);
    const lists = parts
      .filter(([, chunks]) => chunks.length > 0)
      .map(([language, chunks]): List => {
        const terms = chunks.map(([, chunk]) => termsOf(chunk, change));
        const index = new Bm25Index(
          terms.map(({ frequencies }) => frequencies),
          terms.map(({ length }) => length),
        );
        return { language, places: chunks.map(([place]) => place), index };
      });
    this.indexes.set(key, lists);
    return lists;
  }

  private candidates(
    { language, places, index }: List,
    query: ComparedQuery,
    terms: readonly QuestionTerm[],
    change: RankingChange,
  ): CandidateList {
    const space = change.plainVectors ? 'plain' : 'centred';
    const vectors = places.map((place) => change.vectors?.[place] ?? this.chunk(place)[space]);
    const dense = cosines(query[space], vectors);
    const lexical = index.scores(terms);
    const best = new Set([
      ...(change.leg === 'lexical' ? [] : bestPlaces(dense, perLeg)),
      ...bestPlaces(lexical, perLeg, 0),
    ]);
    const code = codeScores(index, terms);
    return {
      tenant,
      language: change.oneList ? query.language : language,
      visible: places.length,
      dense: change.leg === 'lexical' ? null : spreadOf(dense),
      bestLexical: Math.max(0, ...lexical),
      wholeLexical: terms.reduce((sum, { token, weight }) => sum + Math.min(weight, 1) * index.idf(token), 0),
      candidates: [...best].map((at) => {
        const { chunkId, versionId } = this.chunk(places[at] ?? 0);
        return { chunkId, versionId, dense: dense[at] ?? 0, lexical: lexical[at] ?? 0, code: code.get(at) ?? 0 };
      }),
    };
  }

  /** Ranks of each leg of each list, added up over all. */
  private reciprocal(lists: readonly CandidateList[]): number[] {
    const rankings = lists.flatMap(({ candidates }) => {
      const place = ({ chunkId }: { chunkId: string }): number => this.places.get(chunkId) ?? 0;
      const dense = [...candidates].sort((left, right) => right.dense - left.dense).slice(0, perLeg);
      const lexical = candidates.filter((each) => each.lexical > 0).sort((left, right) => right.lexical - left.lexical);
      return [dense.map(place), lexical.slice(0, perLeg).map(place)];
    });
    return reciprocalRankFusion(rankings).slice(0, passagesJudged);
  }

  private chunk(place: number): ComparedChunk {
    const chunk = this.world.chunks[place];
    if (!chunk) throw new RangeError(`There is no passage ${place}.`);
    return chunk;
  }
}

/** As a passage's lexical row is made. */
function termsOf(
  { searchText, heading, morphemes }: ComparedChunk,
  { withoutUnits = [], withoutMorphemes, withoutTitleWords }: RankingChange,
): { frequencies: Map<string, number>; length: number } {
  const body = withoutTitleWords ? searchText.slice(heading.length) : searchText;
  const before = withoutTitleWords ? oneSpelling(heading).length : 0;
  const ofBody = morphemes?.filter(({ start }) => start >= before);
  const tokens = lexicalUnits(body, withoutMorphemes ? undefined : ofBody);
  const counted = countTerms(tokens.filter(({ unit }) => !withoutUnits.includes(unit)));
  let length = 0;
  for (const { tf } of counted.values()) length += tf;
  return { frequencies: new Map([...limitTerms(counted)].map(([token, { tf }]) => [token, tf])), length };
}

/** As search.code_rarity counts: near 1 for a rare code, near 0 for one that stands everywhere. */
function codeScores(index: Bm25Index, terms: readonly QuestionTerm[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const { token, code } of terms) {
    if (!code) continue;
    const rarity = index.idf(token) / Math.log(1 + (index.size - 0.5) / 1.5);
    for (const place of index.placesOf(token)) scores.set(place, (scores.get(place) ?? 0) + rarity);
  }
  return scores;
}

function spreadOf(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

import { limitTerms, termFrequencies, type Morphology } from '@onggi/language';
import pgvector from 'pgvector';
import { frequencyOf, termWeight } from './bm25.js';
import { hashTerm, termSpace } from './hash-term.js';

/** A passage's row in the lexical leg, as PostgreSQL reads it. */
export interface LexicalRow {
  /** Number of tokens. */
  length: number;
  averageLength: number;
  /** Whose morphemes are among the terms; empty when nobody's. */
  analyzer: string;
  /** int[] literal, ascending. */
  terms: string;
  /** sparsevec literal. */
  weights: string;
}

/** How often each term of the tenant's stands in a passage, and the passage's length in tokens. */
export function termCounts(
  tenant: string,
  { searchText, morphology }: { searchText: string; morphology?: Morphology },
): { length: number; counts: Map<number, number> } {
  const frequencies = termFrequencies(searchText, morphology?.morphemes);
  let length = 0;
  for (const { tf } of frequencies.values()) length += tf;
  const counts = new Map<number, number>();
  for (const [token, { tf }] of limitTerms(frequencies)) {
    const term = hashTerm(tenant, token);
    counts.set(term, (counts.get(term) ?? 0) + tf);
  }
  return { length, counts };
}

/** @param averageLength tokens of an average passage of its language */
export function lexicalRow(
  tenant: string,
  passage: { searchText: string; morphology?: Morphology },
  averageLength: number,
): LexicalRow {
  const { length, counts } = termCounts(tenant, passage);
  const sorted = [...counts].sort(([left], [right]) => left - right);
  return {
    length,
    averageLength,
    analyzer: passage.morphology?.analyzer ?? '',
    terms: `{${sorted.map(([term]) => term).join(',')}}`,
    weights: bm25Weights(sorted, length, averageLength),
  };
}

/**
 * sparsevec literal of saturated frequencies.
 * @param frequencies ascending by term
 */
export function bm25Weights(
  frequencies: readonly (readonly [term: number, tf: number])[],
  length: number,
  averageLength: number,
): string {
  return weightsLiteral(frequencies.map(([term, tf]) => [term, termWeight(tf, length, averageLength)]));
}

/** The same passage's weights for another average length. Frequencies are whole numbers, so nothing is lost. */
export function reweighted(weights: string, length: number, from: number, to: number): string {
  const vector = new pgvector.SparseVector(weights, undefined) as { indices: number[]; values: number[] };
  return weightsLiteral(
    vector.indices.map((index, place) => {
      const tf = frequencyOf(vector.values[place] ?? 0, length, from);
      return [index + 1, termWeight(tf, length, to)];
    }),
  );
}

/** float32 keeps seven digits. */
function weightsLiteral(entries: (readonly [term: number, weight: number])[]): string {
  const values = new Map(entries.map(([term, weight]) => [term - 1, Number(weight.toPrecision(7))]));
  return new pgvector.SparseVector(values, termSpace).toPostgres();
}

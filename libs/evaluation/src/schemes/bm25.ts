const k1 = 1.2;
const b = 0.75;

/** A term of a query; its weight multiplies what the term adds. */
export interface WeightedTerm {
  token: string;
  weight: number;
}

interface Posting {
  place: number;
  tf: number;
}

/**
 * Exact BM25 over passages in memory (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with k1 1.2,
 * b 0.75 and the inverse document frequency that is never negative, ln(1 + (N − df + ½) / (df + ½)), as Lucene has it.
 */
export class Bm25Index {
  private readonly postings = new Map<string, Posting[]>();
  private readonly damping: number[];

  /**
   * @param passages how often each term occurs in each passage; a passage is named by its place
   * @param lengths number of tokens of each passage. Default: the sum of its frequencies
   */
  constructor(passages: readonly ReadonlyMap<string, number>[], lengths = passages.map(sumOf)) {
    const averageLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    this.damping = lengths.map((length) => k1 * (1 - b + (b * length) / Math.max(1, averageLength)));
    passages.forEach((frequencies, place) => {
      for (const [token, tf] of frequencies) {
        const known = this.postings.get(token);
        if (known) known.push({ place, tf });
        else this.postings.set(token, [{ place, tf }]);
      }
    });
  }

  get size(): number {
    return this.damping.length;
  }

  /** Inverse document frequency; a term that stands nowhere counts as one that stands once. */
  idf(token: string): number {
    const df = this.postings.get(token)?.length ?? 1;
    return Math.log(1 + (this.size - df + 0.5) / (df + 0.5));
  }

  /** One score a passage, by place; 0 where no term occurs. */
  scores(terms: Iterable<WeightedTerm>): Float64Array {
    const scores = new Float64Array(this.size);
    for (const { token, weight } of terms) {
      const factor = weight * this.idf(token) * (k1 + 1);
      for (const { place, tf } of this.postings.get(token) ?? []) {
        scores[place] = (scores[place] ?? 0) + (factor * tf) / (tf + (this.damping[place] ?? k1));
      }
    }
    return scores;
  }

  /** Places of the passages that hold the term. */
  placesOf(token: string): number[] {
    return (this.postings.get(token) ?? []).map(({ place }) => place);
  }
}

/** How often each token occurs. */
export function frequenciesOf(tokens: Iterable<string>): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const token of tokens) frequencies.set(token, (frequencies.get(token) ?? 0) + 1);
  return frequencies;
}

function sumOf(frequencies: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const tf of frequencies.values()) sum += tf;
  return sum;
}

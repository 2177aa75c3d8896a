const k1 = 1.2;
const b = 0.75;

/** The constant part of a passage in BM25: k1·(1 − b + b·length / average length). */
function dampingOf(length: number, averageLength: number): number {
  return k1 * (1 - b + (b * length) / averageLength);
}

/** What a term that occurs `tf` times adds to BM25 before it is multiplied by idf. From 0 to 2.2. */
export function termWeight(tf: number, length: number, averageLength: number): number {
  return (tf * (k1 + 1)) / (tf + dampingOf(length, averageLength));
}

/** The inverse: how often the term occurs, from its weight. */
export function frequencyOf(weight: number, length: number, averageLength: number): number {
  return Math.round((weight * dampingOf(length, averageLength)) / (k1 + 1 - weight));
}

/** Inverse document frequency of a term that stands in `frequency` of `total` passages; one that stands in none counts as of one. */
export function inverseFrequency(frequency: number, total: number): number {
  const df = Math.max(frequency, 1);
  const n = Math.max(total, df);
  return Math.log(1 + (n - df + 0.5) / (df + 0.5));
}

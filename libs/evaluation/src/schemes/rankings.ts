/** Places of passages, best first. */
export type Ranking = number[];

/** Cosine of a question with each passage, for vectors of length 1. */
export function cosines(question: Float32Array, passages: readonly Float32Array[]): Float64Array {
  return Float64Array.from(passages, (passage) => {
    let sum = 0;
    for (let index = 0; index < question.length; index++) sum += (question[index] ?? 0) * (passage[index] ?? 0);
    return sum;
  });
}

/** Places by score, highest first; of equals the earlier place. @param above only scores above this count */
export function bestPlaces(scores: Float64Array, limit: number, above = -Infinity): Ranking {
  return Array.from(scores.keys())
    .filter((place) => (scores[place] ?? 0) > above)
    .sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0) || left - right)
    .slice(0, limit);
}

/**
 * Reciprocal rank fusion with equal weights: Σ 1 / (k + rank) over the rankings that hold a place (Cormack, Clarke and
 * Büttcher, SIGIR 2009, who chose k = 60).
 */
export function reciprocalRankFusion(rankings: readonly Ranking[], k = 60): Ranking {
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    ranking.forEach((place, index) => scores.set(place, (scores.get(place) ?? 0) + 1 / (k + index + 1)));
  }
  return [...scores].sort(([a, left], [b, right]) => right - left || a - b).map(([place]) => place);
}

/** A passage that a second stage read. Ranks count from 1. */
export interface TracedRerank {
  chunkId: string;
  rankBefore: number;
  rank: number;
  /** As the model gave it, or the mean cosine of its nearest tokens; null where the passage has none stored. */
  relevance: number | null;
  /** Standard deviations above the mean of the passages read in the same language. */
  z: number;
  /** The first stage's and the weighted z together. */
  score: number;
}

/** What the second stage did. */
export type RerankTrace = { model: string; ms: number } & (
  | { outcome: 'reranked'; candidates: TracedRerank[] }
  /** The first stage's order stands. `reason`: "budget", or the code of the model's error. */
  | { outcome: 'skipped'; reason: string }
);

import { detectLanguage } from '@onggi/language';
import { queryEmbedding, type Embedder, type EmbedderRegistry, type QueryEmbedding } from '@onggi/models';
import type { QueryVector, SearchedSet } from '../passage-index/passage-index.js';
import type { UnrelatedOf } from '../ranking/rank-candidates.js';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';

/**
 * The question in the space of each set; sets of one space share one call of the model. With other names it is the mean of
 * the question as it was asked and as it reads with its glossary's other names, for a model cannot know in-house words.
 * @throws EmbeddingSetMismatchError for a set whose model this installation does not know
 * @throws ModelUnavailableError, ModelBusyError, EmbeddingModelNotServedError
 */
export async function embedQuestion(
  embedders: EmbedderRegistry,
  sets: readonly SearchedSet[],
  { query, renamed }: { query: string; renamed: string | undefined },
  signal: AbortSignal,
): Promise<{ vectors: QueryVector[]; unrelated: UnrelatedOf }> {
  const embedderOf = new Map(sets.map((set) => [set.tenant, embedderFor(embedders, set)]));
  const calls = new Map<Embedder, Promise<QueryEmbedding>>();
  for (const embedder of embedderOf.values()) {
    if (!calls.has(embedder)) calls.set(embedder, embedBoth(embedder, query, renamed, signal));
  }
  const vectors = sets.map(async ({ tenant, setId }): Promise<QueryVector> => {
    const embedder = embedderOf.get(tenant) as Embedder;
    const tokenSimilarity = embedder.withTokens?.similarity;
    const embedded = await (calls.get(embedder) as Promise<QueryEmbedding>);
    return { tenant, setId, ...embedded, ...(tokenSimilarity && { tokenSimilarity }) };
  });
  return { vectors: await Promise.all(vectors), unrelated: (tenant) => embedderOf.get(tenant)?.unrelated };
}

/** Both in the language of the question: its centre is what they are measured from. Its tokens are those of both. */
async function embedBoth(
  embedder: Embedder,
  query: string,
  renamed: string | undefined,
  signal: AbortSignal,
): Promise<QueryEmbedding> {
  const language = detectLanguage(query);
  const [asked, other] = await Promise.all([
    queryEmbedding(embedder, query, language, signal),
    renamed === undefined ? undefined : queryEmbedding(embedder, renamed, language, signal),
  ]);
  if (!other) return asked;
  const sum = asked.vector.map((value, index) => value + (other.vector[index] ?? 0));
  const length = Math.hypot(...sum) || 1;
  const vector = sum.map((value) => value / length);
  return asked.tokens && other.tokens ? { vector, tokens: joined(asked.tokens, other.tokens) } : { vector };
}

function joined(left: Float32Array, right: Float32Array): Float32Array {
  const both = new Float32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function embedderFor(embedders: EmbedderRegistry, { tenant, profile }: SearchedSet): Embedder {
  const name = embedders.nameOf(profile);
  if (name === undefined) throw new EmbeddingSetMismatchError(tenant, profile);
  return embedders.named(name);
}

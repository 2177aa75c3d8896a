import { detectLanguage } from '@onggi/language';
import type { Embedder, EmbedderRegistry } from '@onggi/models';
import type { QueryVector, SearchedSet } from '../passage-index/passage-index.js';
import type { UnrelatedOf } from '../ranking/rank-candidates.js';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';

/**
 * The question in the space of each set; sets of one space share one call of the model.
 * @throws EmbeddingSetMismatchError for a set whose model this installation does not know
 * @throws ModelUnavailableError, ModelBusyError, EmbeddingModelNotServedError
 */
export async function embedQuestion(
  embedders: EmbedderRegistry,
  sets: readonly SearchedSet[],
  query: string,
  signal: AbortSignal,
): Promise<{ vectors: QueryVector[]; unrelated: UnrelatedOf }> {
  const embedderOf = new Map(sets.map((set) => [set.tenant, embedderFor(embedders, set)]));
  const calls = new Map<Embedder, Promise<Float32Array>>();
  for (const embedder of embedderOf.values()) {
    if (!calls.has(embedder)) calls.set(embedder, embedder.embedQuery(query, detectLanguage(query), signal));
  }
  const vectors = sets.map(async ({ tenant, setId }): Promise<QueryVector> => {
    const embedder = embedderOf.get(tenant) as Embedder;
    return { tenant, setId, vector: await (calls.get(embedder) as Promise<Float32Array>) };
  });
  return { vectors: await Promise.all(vectors), unrelated: (tenant) => embedderOf.get(tenant)?.unrelated };
}

function embedderFor(embedders: EmbedderRegistry, { tenant, profile }: SearchedSet): Embedder {
  const name = embedders.nameOf(profile);
  if (name === undefined) throw new EmbeddingSetMismatchError(tenant, profile);
  return embedders.named(name);
}

import type { EmbedderRegistry, PassageEmbedding, PassageText } from '@onggi/models';
import { createLogger, OnggiError } from '@onggi/platform';
import type { EmbeddingSet, SetVector } from '@onggi/retrieval';
import { embedPassages } from './embed-passages.js';
import { untilReached } from './until-reached.js';

const log = createLogger('ingestion');

/**
 * Embeds passages for each embedding set of the tenant. The active set's model is waited for: without it nothing can be
 * published. Another's holds up no upload: while it is away its passages go without, and the set is built further later.
 * @returns for each passage its vectors
 * @throws the signal's reason when it aborts
 */
export async function embedForSets(
  embedders: EmbedderRegistry,
  sets: readonly EmbeddingSet[],
  passages: readonly PassageText[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<SetVector[][]> {
  const vectors: SetVector[][] = passages.map(() => []);
  for (const { setId, profile, state } of sets) {
    const isActive = state === 'active';
    const embedded = isActive
      ? await untilReached(signal, () => embedPassages(embedders.of(profile), passages, signal, onProgress))
      : await orNothing(setId, signal, () =>
          embedPassages(embedders.of(profile), passages, signal, undefined, { waits: false }),
        );
    embedded.forEach((passage, index) => vectors[index]?.push({ setId, ...passage }));
  }
  return vectors;
}

async function orNothing(
  setId: number,
  signal: AbortSignal,
  embed: () => Promise<PassageEmbedding[]>,
): Promise<PassageEmbedding[]> {
  try {
    return await embed();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof OnggiError)) throw error;
    log.warn({ code: error.code, setId }, 'an embedding set goes without some passages for now');
    return [];
  }
}

import type { Embedder, EmbeddingPatience, PassageText } from '@onggi/models';

/** Small, so that a question never waits long behind one, and a few at once, so that the model never waits for the next. */
const passagesPerCall = 16;
const callsAtOnce = 3;

/**
 * Embeds passages, in order. While the model is away it waits, unless told otherwise.
 * @param onProgress called with the number of passages done
 * @throws the signal's reason when it aborts
 */
export async function embedPassages(
  embedder: Embedder,
  passages: readonly PassageText[],
  signal: AbortSignal,
  onProgress: (done: number) => void = () => {},
  patience: EmbeddingPatience = {},
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = new Array<Float32Array>(passages.length);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let next = 0;
  let done = 0;
  const runner = async (): Promise<void> => {
    while (next < passages.length) {
      either.throwIfAborted();
      const from = next;
      next += passagesPerCall;
      const batch = await embedder.embedPassages(passages.slice(from, from + passagesPerCall), either, patience);
      batch.forEach((vector, index) => (vectors[from + index] = vector));
      onProgress((done += batch.length));
    }
  };
  const runners = Array.from({ length: Math.min(callsAtOnce, Math.ceil(passages.length / passagesPerCall)) }, runner);
  try {
    await Promise.all(runners);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(runners);
    throw error;
  }
  return vectors;
}

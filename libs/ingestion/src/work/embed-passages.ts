import {
  passageEmbeddings,
  type Embedder,
  type EmbeddingPatience,
  type PassageEmbedding,
  type PassageText,
} from '@onggi/models';

/** Small, so that a question never waits long behind one, and a few at once, so that the model never waits for the next. */
const passagesPerCall = 16;
const callsAtOnce = 3;

/**
 * Embeds passages, in order, with their tokens where the embedder has them. While the model is away it waits, unless told otherwise.
 * @param onProgress called with the number of passages done
 * @throws the signal's reason when it aborts
 */
export async function embedPassages(
  embedder: Embedder,
  passages: readonly PassageText[],
  signal: AbortSignal,
  onProgress: (done: number) => void = () => {},
  patience: EmbeddingPatience = {},
): Promise<PassageEmbedding[]> {
  const embedded = new Array<PassageEmbedding>(passages.length);
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let next = 0;
  let done = 0;
  const runner = async (): Promise<void> => {
    while (next < passages.length) {
      either.throwIfAborted();
      const from = next;
      next += passagesPerCall;
      const texts = passages.slice(from, from + passagesPerCall);
      const batch = await passageEmbeddings(embedder, texts, either, patience);
      batch.forEach((passage, index) => (embedded[from + index] = passage));
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
  return embedded;
}

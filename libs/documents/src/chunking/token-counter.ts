import type { ChunkingOptions } from './chunk.js';

const TEXTS_PER_CALL = 1000;
const CHARACTERS_PER_CALL = 1_000_000;

/** Counts any number of texts with few calls, each text once. */
export class TokenCounter {
  private readonly known = new Map<string, number>();

  constructor(private readonly countTokens: ChunkingOptions['countTokens']) {}

  /** Makes sure that {@link of} knows these texts. */
  async learn(texts: readonly string[]): Promise<void> {
    const unknown = [...new Set(texts)].filter((text) => !this.known.has(text));
    for (const batch of batches(unknown)) {
      const counts = await this.countTokens(batch);
      if (counts.length !== batch.length)
        throw new RangeError(`${batch.length} texts were given ${counts.length} token counts`);
      batch.forEach((text, index) => this.known.set(text, counts[index] ?? 0));
    }
  }

  /** Tokens of a text that was learned before. */
  of(text: string): number {
    const count = this.known.get(text);
    if (count === undefined) throw new ReferenceError('tokens of a text were asked for that was never counted');
    return count;
  }
}

function* batches(texts: string[]): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (batch.length === TEXTS_PER_CALL || (batch.length > 0 && characters + text.length > CHARACTERS_PER_CALL)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}

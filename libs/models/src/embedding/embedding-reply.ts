import { z } from 'zod';
import { ModelReplyError } from '../model-errors.js';

const embeddingsReply = z.object({
  data: z.array(
    z.object({
      index: z.number().int(),
      embedding: z.union([z.string(), z.array(z.number())]),
      token_vectors: z.string().optional(),
    }),
  ),
});
const tokenizeReply = z.object({ counts: z.array(z.number().int().min(0)) });

/**
 * The vectors of a reply to /v1/embeddings, in the order of the texts sent.
 * @throws ModelReplyError when there are more or fewer, one has the wrong length, or one is not a direction
 */
export function vectorsOf(
  reply: unknown,
  expected: { model: string; texts: number; dimensions: number },
): Float32Array[] {
  const { model, texts, dimensions } = expected;
  const parsed = embeddingsReply.safeParse(reply);
  if (!parsed.success) throw new ModelReplyError(model, 'not a list of embeddings', parsed.error);
  const vectors = new Array<Float32Array | undefined>(texts).fill(undefined);
  for (const { index, embedding } of parsed.data.data) {
    const vector = typeof embedding === 'string' ? fromBase64(embedding) : Float32Array.from(embedding);
    if (vector.length !== dimensions) {
      throw new ModelReplyError(model, `a vector of ${vector.length} numbers instead of ${dimensions}`);
    }
    if (!vector.every(Number.isFinite) || !vector.some((value) => value !== 0)) {
      throw new ModelReplyError(model, 'a vector that is no direction');
    }
    if (index < texts) vectors[index] = vector;
  }
  return vectors.map((vector) => {
    if (!vector) throw new ModelReplyError(model, `${parsed.data.data.length} vectors for ${texts} texts`);
    return vector;
  });
}

/**
 * The tokens that came with the vectors, each as wide as `bytesPerToken` says; undefined for a text without.
 * @throws ModelReplyError when one has another width
 */
export function tokensOf(
  reply: unknown,
  expected: { model: string; texts: number; bytesPerToken: number },
): (Uint8Array | undefined)[] {
  const tokens = new Array<Uint8Array | undefined>(expected.texts).fill(undefined);
  for (const { index, token_vectors: text } of embeddingsReply.parse(reply).data) {
    if (text === undefined || index >= tokens.length) continue;
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    if (bytes.length % expected.bytesPerToken !== 0)
      throw new ModelReplyError(expected.model, `tokens of ${bytes.length} bytes together`);
    tokens[index] = bytes;
  }
  return tokens;
}

/** @throws ModelReplyError unless there is one count a text */
export function countsOf(reply: unknown, expected: { model: string; texts: number }): number[] {
  const parsed = tokenizeReply.safeParse(reply);
  if (!parsed.success || parsed.data.counts.length !== expected.texts) {
    throw new ModelReplyError(expected.model, `not ${expected.texts} token counts`, parsed.error);
  }
  return parsed.data.counts;
}

/** Little-endian float32. */
function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength - (bytes.byteLength % 4)),
  );
}

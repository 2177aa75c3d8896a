import { z } from 'zod';
import { ModelReplyError } from '../model-errors.js';

const rerankReply = z.object({
  results: z.array(z.object({ index: z.number().int().min(0), relevance_score: z.number() })),
});

/**
 * The scores of a reply to /v1/rerank, in the order of the documents sent.
 * @throws ModelReplyError unless each document has exactly one
 */
export function scoresOf(reply: unknown, expected: { model: string; documents: number }): number[] {
  const { model, documents } = expected;
  const parsed = rerankReply.safeParse(reply);
  const scores = new Map(parsed.data?.results.map(({ index, relevance_score: score }) => [index, score]));
  const inOrder = Array.from({ length: documents }, (_, index) => scores.get(index));
  const whole = inOrder.every((score) => score !== undefined);
  if (!whole || parsed.data?.results.length !== documents) {
    throw new ModelReplyError(model, `not the scores of ${documents} documents`, parsed.error);
  }
  return inOrder;
}

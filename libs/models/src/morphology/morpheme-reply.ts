import type { AnalyzedTexts } from '@onggi/language';
import { z } from 'zod';
import { ModelReplyError } from '../model-errors.js';

const place = z.number().int().min(0);
const morphemesReply = z.object({
  analyzer: z.string().min(1),
  data: z.array(z.array(z.tuple([z.string(), z.string(), place, place]))),
});

/** @throws ModelReplyError unless there is one list of morphemes a text */
export function morphemesOf(reply: unknown, expected: { model: string; texts: number }): AnalyzedTexts {
  const parsed = morphemesReply.safeParse(reply);
  if (!parsed.success || parsed.data.data.length !== expected.texts) {
    throw new ModelReplyError(expected.model, `not the morphemes of ${expected.texts} texts`, parsed.error);
  }
  const { analyzer, data } = parsed.data;
  return {
    analyzer,
    morphemes: data.map((text) => text.map(([form, tag, start, length]) => ({ form, tag, start, length }))),
  };
}

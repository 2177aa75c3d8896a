import { ModelReplyError, type ChatModel } from '@onggi/models';
import { Allow, parse } from 'partial-json';
import { z } from 'zod';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { answerSchema, writeMessages, type PromptParts } from './prompt.js';
import { SentenceCutter, type WritingStream } from './written-sentence.js';

/** Enough for three sentences in Korean; a small model that writes on has lost the thread. */
const longestAnswerTokens = 200;

const partialAnswer = z.object({ answer: z.string().default('') });

/**
 * Lets a small model fill {"answer": "…"} and hands on each sentence as soon as it is whole.
 * @param chosen the sentence that the gate let through
 * @param again true when the first try was in the wrong language
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError
 */
export async function* writeByGrammar(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  chosen: EvidenceSentence,
  again: boolean,
  signal: AbortSignal,
): WritingStream {
  const stream = model.stream(
    {
      tenant,
      messages: writeMessages(parts, chosen, again),
      maxTokens: longestAnswerTokens,
      schema: { name: 'answer', schema: answerSchema },
    },
    signal,
  );
  const cutter = new SentenceCutter(parts.language);
  let json = '';
  for (;;) {
    const step = await stream.next();
    if (step.done) {
      yield* cutter.cut(readAnswer(json, step.value.model), true, () => [chosen]);
      return step.value;
    }
    json += step.value;
    yield* cutter.cut(readAnswer(json, 'chat'), false, () => [chosen]);
  }
}

/** @throws ModelReplyError when the text is no beginning of an answer */
function readAnswer(json: string, model: string): string {
  if (json.trim() === '') return '';
  try {
    return partialAnswer.parse(parse(json, Allow.ALL)).answer;
  } catch (error) {
    throw new ModelReplyError(model, 'the answer is not the JSON that was asked for', error);
  }
}

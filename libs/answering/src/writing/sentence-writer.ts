import { ModelReplyError, type ChatModel } from '@onggi/models';
import { Allow, parse } from 'partial-json';
import { z } from 'zod';
import { answerMessages, publicMessages } from '../reading/reading-prompt.js';
import type { PromptParts } from '../reading/prompt-parts.js';
import { SentenceCutter, type WritingStream } from './written-sentence.js';

/** Enough for three sentences in Korean; a small model that writes on has lost the thread. */
const longestAnswerTokens = 200;

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
const partialAnswer = z.object({ answer: z.string().default('') });

/**
 * Lets a small model fill {"answer": "…"} from the first sentence of the evidence, which it has read as the answer, and
 * hands on each sentence as soon as it is whole.
 * @param again true when the first try was in the wrong language
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError
 */
export async function* writeSentence(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  again: boolean,
  signal: AbortSignal,
): WritingStream {
  const cited = parts.evidence.slice(0, 1);
  const [sentence] = cited;
  if (!sentence) throw new Error('there is no sentence to write an answer from');
  const messages = answerMessages({ ...parts, sentence }, parts.language, again);
  const schemaOfAnswer = { name: 'answer', schema };
  const request = { tenant, messages, publicMessages, maxTokens: longestAnswerTokens, schema: schemaOfAnswer };
  const stream = model.stream(request, signal);
  const cutter = new SentenceCutter(parts.language);
  let json = '';
  for (;;) {
    const step = await stream.next();
    if (step.done) {
      yield* cutter.cut(readAnswer(json, step.value.model), true, () => cited);
      return step.value;
    }
    json += step.value;
    yield* cutter.cut(readAnswer(json, 'chat'), false, () => cited);
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

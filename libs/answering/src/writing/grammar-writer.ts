import { ModelReplyError, type ChatModel } from '@onggi/models';
import { Allow, parse } from 'partial-json';
import { z } from 'zod';
import { answerSchema, sentencesByLetter, writeMessages, type PromptParts } from './prompt.js';
import { SentenceCutter, type WritingStream } from './written-sentence.js';

/** Enough for three sentences in Korean; a small model that writes on has lost the thread. */
const longestAnswerTokens = 200;

const partialAnswer = z.object({ sentences: z.array(z.string()).default([]), answer: z.string().default('') });

/**
 * Lets a small model fill {"sentences": […], "answer": "…"} and hands on each sentence as soon as it is whole.
 * @param again true when the first try was in the wrong language
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError
 */
export async function* writeByGrammar(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  again: boolean,
  signal: AbortSignal,
): WritingStream {
  const stream = model.stream(
    {
      tenant,
      messages: writeMessages(parts, again),
      maxTokens: longestAnswerTokens,
      schema: { name: 'answer', schema: answerSchema(parts) },
    },
    signal,
  );
  const cutter = new SentenceCutter(parts.language);
  let json = '';
  for (;;) {
    const step = await stream.next();
    if (step.done) {
      const { answer, sentences } = readAnswer(json, step.value.model);
      yield* cutter.cut(answer, true, () => sentencesByLetter(sentences, parts.evidence));
      return step.value;
    }
    json += step.value;
    const { answer, sentences } = readAnswer(json, 'chat');
    yield* cutter.cut(answer, false, () => sentencesByLetter(sentences, parts.evidence));
  }
}

/** @throws ModelReplyError when the text is no beginning of an answer */
function readAnswer(json: string, model: string): z.infer<typeof partialAnswer> {
  if (json.trim() === '') return { sentences: [], answer: '' };
  try {
    return partialAnswer.parse(parse(json, Allow.ALL));
  } catch (error) {
    throw new ModelReplyError(model, 'the answer is not the JSON that was asked for', error);
  }
}

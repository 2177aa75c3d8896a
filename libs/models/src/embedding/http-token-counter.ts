import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import { waitForModel } from '../openai/wait-for-model.js';
import { withTimeout } from '../openai/with-timeout.js';
import type { TokenCounter } from './embedder.js';
import { countsOf } from './embedding-reply.js';

const timeoutMs = 240_000;
/** For the errors. */
const model = 'tokenizer';
/** The server counts the begin and end token too. */
const specialTokens = 2;

/**
 * Tokens by the model server's POST /tokenize: those of XLM-RoBERTa, whatever model embeds. So passages are cut alike for
 * every embedding set, and a new one is built from the passages that are there.
 */
export function createTokenCounter(options: ModelEndpointOptions): TokenCounter {
  const endpoint = new ModelEndpoint(options);
  return {
    countTokens: async (texts, signal) => {
      if (texts.length === 0) return [];
      const call = () =>
        withTimeout(model, timeoutMs, signal, (either) =>
          endpoint.postForJson('/tokenize', { input: texts }, model, either),
        );
      const reply = await waitForModel(call, signal);
      return countsOf(reply, { model, texts: texts.length }).map((count) => Math.max(0, count - specialTokens));
    },
  };
}

import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import type { Reranker } from './reranker.js';
import { scoresOf } from './rerank-reply.js';

export interface RerankerOptions extends ModelEndpointOptions {
  model: string;
}

/** Late interaction of the embedding model's token vectors, as this product's model server computes it. */
export const lateInteractionModel = 'multilingual-e5-small:late-interaction';

/** A Reranker behind POST /v1/rerank as Jina, Cohere and vLLM have it: a cross-encoder, or this product's late interaction. */
export function createReranker(options: RerankerOptions): Reranker {
  return new HttpReranker(options);
}

class HttpReranker implements Reranker {
  readonly model: string;
  private readonly endpoint: ModelEndpoint;

  constructor(options: RerankerOptions) {
    this.model = options.model;
    this.endpoint = new ModelEndpoint(options);
  }

  async rerank(question: string, documents: readonly string[], signal: AbortSignal): Promise<number[]> {
    if (documents.length === 0) return [];
    const { model } = this;
    const body = { model, query: question, documents, top_n: documents.length };
    const reply = await this.endpoint.postForJson('/v1/rerank', body, model, signal);
    return scoresOf(reply, { model, documents: documents.length });
  }
}

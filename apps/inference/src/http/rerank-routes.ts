import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ModelServer } from '../model-server.js';
import { ModelNotFoundError } from './openai-errors.js';
import { abandonSignal, parseBody } from './request-body.js';

/** The reranker's public name. */
export const rerankModel = 'multilingual-e5-small:late-interaction';

/** Each costs some 30 ms of two cores. */
const mostDocuments = 100;

const rerankBody = z.object({
  model: z.string(),
  query: z.string(),
  documents: z
    .array(z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]))
    .min(1)
    .max(mostDocuments),
  top_n: z.number().int().min(1).optional(),
});

/** POST /v1/rerank as Jina, Cohere and vLLM have it. The model's prefixes are put in front here. */
export function registerRerankRoutes(server: FastifyInstance, models: ModelServer): void {
  server.post('/v1/rerank', async (request, reply) => {
    const { model, query, documents, top_n: wanted } = parseBody(rerankBody, request.body);
    if (model !== rerankModel) throw new ModelNotFoundError(model, [rerankModel]);
    const passages = documents.map((document) => `passage: ${document}`);
    const scores = await models.embeddings().coverage(`query: ${query}`, passages, abandonSignal(reply));
    const results = scores.map((score, index) => ({ index, relevance_score: score }));
    results.sort((left, right) => right.relevance_score - left.relevance_score);
    return { model, results: results.slice(0, wanted) };
  });
}

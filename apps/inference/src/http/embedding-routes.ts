import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { LaneName } from '../embeddings/embedding-model.js';
import type { ModelServer } from '../model-server.js';
import { ModelNotFoundError } from './openai-errors.js';
import { abandonSignal, parseBody } from './request-body.js';

/** As OpenAI's limit for one call. */
const mostTexts = 2_048;

const embeddingsBody = z.object({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(mostTexts)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
});
const tokenizeBody = z.object({ input: z.array(z.string()).max(100_000) });

/** Models for embeddings by their public names. The lanes of passages are slower to answer one text and faster with many. */
export const embeddingModels: Readonly<Record<string, LaneName>> = {
  'multilingual-e5-small': 'query',
  'multilingual-e5-small:int8-row': 'ingest',
  'multilingual-e5-small:q4a4': 'exact',
};

/** POST /v1/embeddings (raw unit vectors; "query: " and "passage: " belong to the text) and POST /tokenize. */
export function registerEmbeddingRoutes(server: FastifyInstance, models: ModelServer): void {
  server.post('/v1/embeddings', async (request, reply) => {
    const body = parseBody(embeddingsBody, request.body);
    const lane = embeddingModels[body.model];
    if (!lane) throw new ModelNotFoundError(body.model, Object.keys(embeddingModels));
    const texts = typeof body.input === 'string' ? [body.input] : body.input;
    const { vectors, tokens, truncated, variant } = await models.embeddings().embed(lane, texts, abandonSignal(reply));
    const write = body.encoding_format === 'base64' ? toBase64 : toNumbers;
    return {
      object: 'list',
      model: body.model,
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: write(vector) })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
      onggi: { variant, truncated },
    };
  });

  server.post('/tokenize', async (request) => {
    const body = parseBody(tokenizeBody, request.body);
    return { counts: await models.embeddings().countTokens(body.input) };
  });
}

function toNumbers(vector: Float32Array): number[] {
  return Array.from(vector);
}

/** Little-endian float32, as OpenAI's API does it (and every platform that onnxruntime-node runs on). */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

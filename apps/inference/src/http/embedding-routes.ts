import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { dimensions, type LaneName, type WantedTokens } from '../embeddings/embedding-model.js';
import type { ModelServer } from '../model-server.js';
import { ModelNotFoundError } from './openai-errors.js';
import { abandonSignal, parseBody } from './request-body.js';

/** As OpenAI's limit for one call. */
const mostTexts = 2_048;

const bytesOfVector = dimensions * Float32Array.BYTES_PER_ELEMENT;

const embeddingsBody = z.object({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(mostTexts)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  /** The tokens of each text as well; `centres` in base64 of float32, `centre_of` names one for each text. */
  token_vectors: z
    .object({
      form: z.enum(['bits', 'floats']),
      prefix: z.string().default(''),
      centres: z.array(z.base64().refine((text) => Buffer.byteLength(text, 'base64') === bytesOfVector)).max(16),
      centre_of: z.array(z.number().int().min(0)),
    })
    .refine(({ centres, centre_of }) => centre_of.every((index) => index < centres.length))
    .optional(),
});
const tokenizeBody = z.object({ input: z.array(z.string()).max(100_000) });

/** Models for embeddings by their public names. The lanes of passages are slower to answer one text and faster with many. */
export const embeddingModels: Readonly<Record<string, LaneName>> = {
  'multilingual-e5-small': 'query',
  'multilingual-e5-small:int8-row': 'ingest',
  'multilingual-e5-small:q4a4': 'exact',
};

/**
 * POST /v1/embeddings (raw unit vectors; "query: " and "passage: " belong to the text) and POST /tokenize. With
 * `token_vectors` each of `data` has, under the same name, base64 of the text's words, token after token, each less the
 * text's centre: signs at one bit a dimension (the first lowest), or unit vectors in float32. Begin and end token, `prefix`
 * and tokens without letter or digit are left out.
 */
export function registerEmbeddingRoutes(server: FastifyInstance, models: ModelServer): void {
  server.post('/v1/embeddings', async (request, reply) => {
    const body = parseBody(embeddingsBody, request.body);
    const lane = embeddingModels[body.model];
    if (!lane) throw new ModelNotFoundError(body.model, Object.keys(embeddingModels));
    const texts = typeof body.input === 'string' ? [body.input] : body.input;
    const wanted = wantedTokens(body.token_vectors, texts.length);
    const { embedded, tokens, truncated, variant } = await models
      .embeddings()
      .embed(lane, texts, abandonSignal(reply), wanted);
    const write = body.encoding_format === 'base64' ? toBase64 : toNumbers;
    return {
      object: 'list',
      model: body.model,
      data: embedded.map(({ vector, tokens: own }, index) => ({
        object: 'embedding',
        index,
        embedding: write(vector),
        ...(own && { token_vectors: toBase64(own) }),
      })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
      onggi: { variant, truncated },
    };
  });

  server.post('/tokenize', async (request) => {
    const body = parseBody(tokenizeBody, request.body);
    return { counts: await models.embeddings().countTokens(body.input) };
  });
}

/** @throws a refusal unless each text has a centre */
function wantedTokens(asked: z.infer<typeof embeddingsBody>['token_vectors'], texts: number): WantedTokens | undefined {
  if (!asked) return undefined;
  parseBody(z.array(z.number()).length(texts), asked.centre_of);
  const centres = asked.centres.map((text) => fromBase64(text));
  return {
    form: asked.form,
    prefix: asked.prefix,
    centres: asked.centre_of.map((index) => centres[index] as Float32Array),
  };
}

function toNumbers(vector: Float32Array): number[] {
  return Array.from(vector);
}

/** Little-endian float32, as OpenAI's API does it (and every platform that onnxruntime-node runs on). */
function toBase64(vector: Float32Array | Uint8Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

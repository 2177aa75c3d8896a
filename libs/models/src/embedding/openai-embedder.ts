import type { Language } from '@onggi/platform';
import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import { waitForModel } from '../openai/wait-for-model.js';
import { withTimeout } from '../openai/with-timeout.js';
import { centredPassage, centredQuery } from './centre.js';
import type { Embedder, EmbeddingProfile, PassageText, SimilarityConstants } from './embedder.js';
import { multilingualE5Small, type EmbeddingModelProfile } from './embedding-profile.js';
import { countsOf, vectorsOf } from './embedding-reply.js';

export interface EmbedderOptions extends ModelEndpointOptions {
  /** Default: multilingual-e5-small. */
  profile?: EmbeddingModelProfile;
  /** How long a person waits for a question's vector before it is given up. Default 10 s. */
  queryTimeoutMs?: number;
  /** How long one call with many passages may take before it is made again. Default 4 minutes. */
  passagesTimeoutMs?: number;
}

/** Texts a call: some seconds of work on two cores, so that a lost call loses little. */
const passagesPerCall = 64;

/** An Embedder behind OpenAI's POST /v1/embeddings and this product's POST /tokenize. */
export function createEmbedder(options: EmbedderOptions): Embedder {
  return new OpenAiEmbedder(options);
}

class OpenAiEmbedder implements Embedder {
  readonly profile: EmbeddingProfile;
  readonly unrelated: SimilarityConstants;
  private readonly model: EmbeddingModelProfile;
  private readonly endpoint: ModelEndpoint;
  private readonly queryTimeoutMs: number;
  private readonly passagesTimeoutMs: number;

  constructor(options: EmbedderOptions) {
    this.model = options.profile ?? multilingualE5Small;
    const { model, variant, dimensions, centring, unrelated } = this.model;
    this.profile = { model, variant, dimensions, centringVersion: centring.version };
    this.unrelated = unrelated;
    this.endpoint = new ModelEndpoint(options);
    this.queryTimeoutMs = options.queryTimeoutMs ?? 10_000;
    this.passagesTimeoutMs = options.passagesTimeoutMs ?? 240_000;
  }

  async embedPassages(passages: readonly PassageText[], signal: AbortSignal): Promise<Float32Array[]> {
    const { passageModel, passagePrefix, centring } = this.model;
    const vectors: Float32Array[] = [];
    for (let from = 0; from < passages.length; from += passagesPerCall) {
      const batch = passages.slice(from, from + passagesPerCall);
      const texts = batch.map(({ text }) => passagePrefix + text);
      const raw = await waitForModel(() => this.embed(passageModel, texts, this.passagesTimeoutMs, signal), signal);
      raw.forEach((vector, index) => {
        const language = batch[index]?.language ?? 'en';
        vectors.push(centredPassage(vector, language, centring));
      });
    }
    return vectors;
  }

  async embedQuery(text: string, language: Language, signal: AbortSignal): Promise<Float32Array> {
    const { queryModel, queryPrefix, centring } = this.model;
    const [vector] = await this.embed(queryModel, [queryPrefix + text], this.queryTimeoutMs, signal);
    return centredQuery(vector as Float32Array, language, centring);
  }

  async countTokens(texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    if (texts.length === 0) return [];
    const { model, specialTokens } = this.model;
    const reply = await waitForModel(
      () =>
        withTimeout(model, this.passagesTimeoutMs, signal, (either) =>
          this.endpoint.postForJson('/tokenize', { input: texts }, model, either),
        ),
      signal,
    );
    return countsOf(reply, { model, texts: texts.length }).map((count) => Math.max(0, count - specialTokens));
  }

  private async embed(
    model: string,
    input: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const body = { model, input, encoding_format: 'base64' };
    const reply = await withTimeout(model, timeoutMs, signal, (either) =>
      this.endpoint.postForJson('/v1/embeddings', body, model, either),
    );
    return vectorsOf(reply, { model, texts: input.length, dimensions: this.model.dimensions });
  }
}

import type { Language } from '@onggi/platform';
import { EmbeddingModelNotServedError, ModelRefusedError } from '../model-errors.js';
import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import { waitForModel } from '../openai/wait-for-model.js';
import { withTimeout } from '../openai/with-timeout.js';
import { centredPassage, centredQuery } from './centre.js';
import type { Embedder, EmbeddingPatience, EmbeddingProfile, PassageText, SimilarityConstants } from './embedder.js';
import { multilingualE5Small, notCentred, type EmbeddingModelProfile } from './embedding-profile.js';
import { vectorsOf } from './embedding-reply.js';

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
const notFound = 404;

/** An Embedder behind OpenAI's POST /v1/embeddings. */
export function createEmbedder(options: EmbedderOptions): Embedder {
  return new OpenAiEmbedder(options);
}

/** What an embedding set records of this model. */
export function profileOf({ model, variant, dimensions, centring }: EmbeddingModelProfile): EmbeddingProfile {
  return { model, variant, dimensions, centringVersion: centring?.version ?? notCentred };
}

class OpenAiEmbedder implements Embedder {
  readonly profile: EmbeddingProfile;
  readonly unrelated: SimilarityConstants | undefined;
  private readonly model: EmbeddingModelProfile;
  private readonly endpoint: ModelEndpoint;
  private readonly queryTimeoutMs: number;
  private readonly passagesTimeoutMs: number;

  constructor(options: EmbedderOptions) {
    this.model = options.profile ?? multilingualE5Small;
    this.profile = profileOf(this.model);
    this.unrelated = this.model.unrelated;
    this.endpoint = new ModelEndpoint(options);
    this.queryTimeoutMs = options.queryTimeoutMs ?? 10_000;
    this.passagesTimeoutMs = options.passagesTimeoutMs ?? 240_000;
  }

  async embedPassages(
    passages: readonly PassageText[],
    signal: AbortSignal,
    { waits = true }: EmbeddingPatience = {},
  ): Promise<Float32Array[]> {
    const { passageModel, passagePrefix, centring } = this.model;
    const vectors: Float32Array[] = [];
    for (let from = 0; from < passages.length; from += passagesPerCall) {
      const batch = passages.slice(from, from + passagesPerCall);
      const texts = batch.map(({ text }) => passagePrefix + text);
      const call = () => this.embed(passageModel, texts, this.passagesTimeoutMs, signal);
      const raw = waits ? await waitForModel(call, signal) : await call();
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

  private async embed(
    model: string,
    input: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Float32Array[]> {
    const body = { model, input, encoding_format: 'base64' };
    const reply = await withTimeout(model, timeoutMs, signal, (either) =>
      this.endpoint.postForJson('/v1/embeddings', body, model, either),
    ).catch((error: unknown) => {
      if (!(error instanceof ModelRefusedError) || error.data['status'] !== notFound) throw error;
      throw new EmbeddingModelNotServedError(model, error);
    });
    return vectorsOf(reply, { model, texts: input.length, dimensions: this.model.dimensions });
  }
}

import type { Language } from '@onggi/platform';
import { EmbeddingModelNotServedError, ModelRefusedError } from '../model-errors.js';
import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import { waitForModel } from '../openai/wait-for-model.js';
import { withTimeout } from '../openai/with-timeout.js';
import { centredPassage, centredQuery, queryCentre } from './centre.js';
import type {
  Embedder,
  EmbeddingPatience,
  EmbeddingProfile,
  PassageEmbedding,
  PassageText,
  QueryEmbedding,
  SimilarityConstants,
  TokenEmbedder,
} from './embedder.js';
import {
  multilingualE5Small,
  notCentred,
  type CentringConstants,
  type EmbeddingModelProfile,
} from './embedding-profile.js';
import { tokensOf, vectorsOf } from './embedding-reply.js';

export interface EmbedderOptions extends ModelEndpointOptions {
  /** Default: multilingual-e5-small. */
  profile?: EmbeddingModelProfile;
  /** How long a person waits for a question's vector before it is given up. Default 10 s. */
  queryTimeoutMs?: number;
  /** How long one call with many passages may take before it is made again. Default 4 minutes. */
  passagesTimeoutMs?: number;
  /** False to leave tokens out, though the profile has them. Default true. */
  tokenVectors?: boolean;
}

/** Texts a call: some seconds of work on two cores, so that a lost call loses little. */
const passagesPerCall = 64;
const notFound = 404;
const languages = ['ko', 'en'] as const satisfies Language[];
const bytesPerNumber = Float32Array.BYTES_PER_ELEMENT;

/** What /v1/embeddings of this product's model server is told to give tokens. */
interface TokenRequest {
  form: 'bits' | 'floats';
  /** Its tokens are left out. */
  prefix: string;
  centres: string[];
  centre_of: number[];
}

interface RawEmbedding {
  vector: Float32Array;
  tokens: Uint8Array | undefined;
}

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
  readonly withTokens?: TokenEmbedder;
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
    const { tokenVectors, centring } = this.model;
    if (tokenVectors && centring && options.tokenVectors !== false) this.withTokens = this.tokenEmbedder(centring);
  }

  async embedPassages(
    passages: readonly PassageText[],
    signal: AbortSignal,
    patience?: EmbeddingPatience,
  ): Promise<Float32Array[]> {
    return (await this.passages(passages, signal, patience)).map(({ vector }) => vector);
  }

  async embedQuery(text: string, language: Language, signal: AbortSignal): Promise<Float32Array> {
    return (await this.query(text, language, signal)).vector;
  }

  private tokenEmbedder(centring: CentringConstants): TokenEmbedder {
    const passageCentres = languages.map((language) => base64(centring.passage[language]));
    const { tokenSimilarity } = this.model;
    return {
      ...(tokenSimilarity && { similarity: tokenSimilarity }),
      embedPassages: async (passages, signal, patience) => {
        const embedded = await this.passages(passages, signal, patience, (batch) => ({
          form: 'bits',
          prefix: this.model.passagePrefix,
          centres: passageCentres,
          centre_of: batch.map(({ language }) => languages.indexOf(language)),
        }));
        return embedded.map(({ vector, tokens }): PassageEmbedding => (tokens ? { vector, tokens } : { vector }));
      },
      embedQuery: async (text, language, signal): Promise<QueryEmbedding> => {
        const centres = [base64(queryCentre(language, centring))];
        const { vector, tokens } = await this.query(text, language, signal, {
          form: 'floats',
          prefix: this.model.queryPrefix,
          centres,
          centre_of: [0],
        });
        return tokens ? { vector, tokens: new Float32Array(tokens.buffer as ArrayBuffer) } : { vector };
      },
    };
  }

  private async passages(
    passages: readonly PassageText[],
    signal: AbortSignal,
    { waits = true }: EmbeddingPatience = {},
    tokensFor?: (batch: readonly PassageText[]) => TokenRequest,
  ): Promise<RawEmbedding[]> {
    const { passageModel, passagePrefix, centring } = this.model;
    const embedded: RawEmbedding[] = [];
    for (let from = 0; from < passages.length; from += passagesPerCall) {
      const batch = passages.slice(from, from + passagesPerCall);
      const texts = batch.map(({ text }) => passagePrefix + text);
      const call = () => this.embed(passageModel, texts, this.passagesTimeoutMs, signal, tokensFor?.(batch));
      const raw = waits ? await waitForModel(call, signal) : await call();
      raw.forEach(({ vector, tokens }, index) => {
        const language = batch[index]?.language ?? 'en';
        embedded.push({ vector: centredPassage(vector, language, centring), tokens });
      });
    }
    return embedded;
  }

  private async query(
    text: string,
    language: Language,
    signal: AbortSignal,
    wanted?: TokenRequest,
  ): Promise<RawEmbedding> {
    const { queryModel, queryPrefix, centring } = this.model;
    const [raw] = await this.embed(queryModel, [queryPrefix + text], this.queryTimeoutMs, signal, wanted);
    const { vector, tokens } = raw as RawEmbedding;
    return { vector: centredQuery(vector, language, centring), tokens };
  }

  private async embed(
    model: string,
    input: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
    wanted: TokenRequest | undefined,
  ): Promise<RawEmbedding[]> {
    const body = { model, input, encoding_format: 'base64', ...(wanted && { token_vectors: wanted }) };
    const reply = await withTimeout(model, timeoutMs, signal, (either) =>
      this.endpoint.postForJson('/v1/embeddings', body, model, either),
    ).catch((error: unknown) => {
      if (!(error instanceof ModelRefusedError) || error.data['status'] !== notFound) throw error;
      throw new EmbeddingModelNotServedError(model, error);
    });
    const { dimensions } = this.model;
    const vectors = vectorsOf(reply, { model, texts: input.length, dimensions });
    if (!wanted) return vectors.map((vector) => ({ vector, tokens: undefined }));
    const bytesPerToken = wanted.form === 'bits' ? Math.ceil(dimensions / 8) : dimensions * bytesPerNumber;
    const tokens = tokensOf(reply, { model, texts: input.length, bytesPerToken });
    return vectors.map((vector, index) => ({ vector, tokens: tokens[index] }));
  }
}

function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

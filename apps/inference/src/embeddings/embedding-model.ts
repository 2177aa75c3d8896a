import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Logger } from '@onggi/platform';
import { InvalidModelFileError, ModelFileMissingError, ModelInterruptedError } from '../inference-errors.js';
import { ThreadCalls } from '../thread-calls.js';
import type { EncodedTexts } from '../tokenizer/encode-texts.js';
import { ThreadedTokenizer } from '../tokenizer/threaded-tokenizer.js';
import { comparedTokens } from './centred-tokens.js';
import { EmbeddingLane, type EmbeddedText, type LaneOptions } from './embedding-lane.js';
import { checkKnownCosines, compareVariants, knownTexts } from './embedding-self-test.js';
import { forbidTelemetry } from './no-telemetry.js';
import type { BatchResult, EmbeddingBatch, EmbeddingThreadOptions, TokenForm, TokenTask } from './embedding-thread.js';
import type { GraphFile, ModelSources, PreparationAnswer, PreparedModel } from './model-preparation-thread.js';

export type LaneName = 'query' | 'ingest' | 'exact';

/** Tokens wanted beside the vectors of texts. */
export interface WantedTokens {
  form: TokenForm;
  /** What stands in front of each text for the model's sake: its tokens are left out. */
  prefix: string;
  /** What is subtracted from the tokens of each text, `dimensions` numbers. */
  centres: readonly Float32Array[];
}

/** Vectors of one call. */
export interface Embeddings {
  /** In the order of the texts: unit vectors, and where wanted the tokens of each text that are words. */
  embedded: EmbeddedText[];
  tokens: number;
  /** Indices of the texts that were cut to the model's length. */
  truncated: number[];
  /** Graph that computed them, for the record kept with a set of vectors. */
  variant: string;
}

/** What /health/ready shows of the self-test. */
export interface EmbeddingSelfTest {
  cosines: number[];
  queryVariant: string;
  ingestVariant: string;
  /** Least cosine between both variants on the known texts. */
  variantAgreement: number;
}

/** multilingual-e5-small reads 512 tokens with the begin and end token. */
export const maximumTokens = 512;
export const dimensions = 384;

/** Of a question, when its tokens are compared one by one; what is longer is a pasted text. */
const questionTokens = 128;

const capacities = { query: 1_024, ingest: 4_096, exact: 4_096 } as const;
/** Far behind a question and the chat model, before anything that is truly idle. */
export const ingestNiceness = 15;

type EmbeddingThread = ThreadCalls<EmbeddingBatch, BatchResult>;

/** Each the same object for every request, so that they share batches. */
const centredTasks: Record<TokenForm, TokenTask> = {
  bits: { kind: 'centred', form: 'bits' },
  floats: { kind: 'centred', form: 'floats' },
};

/**
 * The embedding model in its lanes: `query` (one thread, never behind passages) and, a thread per core at low priority,
 * `ingest` and `exact` (passages by the query's graph; started when first asked, since it costs 0.2 GB and few want it).
 * Vectors are raw unit vectors; prefixes and centring are the caller's.
 */
export class EmbeddingModel {
  readonly lanes: Record<LaneName, EmbeddingLane> = {
    query: new EmbeddingLane('query embeddings', capacities.query),
    ingest: new EmbeddingLane('passage embeddings', capacities.ingest),
    exact: new EmbeddingLane('exact passage embeddings', capacities.exact),
  };
  private readonly threads: EmbeddingThread[] = [];
  private readonly variants: Record<LaneName, string>;
  private exactLane: Promise<unknown> | undefined;

  private constructor(
    private readonly prepared: PreparedModel,
    private readonly tokenizer: ThreadedTokenizer,
    private readonly logger: Logger,
  ) {
    const { query, ingest } = prepared;
    this.variants = { query: query.variant, ingest: ingest.variant, exact: query.variant };
  }

  /**
   * Prepares files, starts the threads and tests them.
   * @throws ModelFileMissingError, InvalidModelFileError, ModelSelfTestError
   */
  static async start(
    sources: ModelSources,
    logger: Logger,
  ): Promise<{ model: EmbeddingModel; selfTest: EmbeddingSelfTest }> {
    forbidTelemetry();
    const prepared = await prepareModel(sources);
    if (prepared.converted) logger.info({ folder: sources.convertedFolder }, 'embedding model converted');
    const tokenizer = new ThreadedTokenizer(prepared.vocabulary, (error) => {
      logger.error({ error }, 'the tokenizer thread ended and is started again');
    });
    const model = new EmbeddingModel(prepared, tokenizer, logger);
    try {
      return { model, selfTest: await model.startLanes(prepared) };
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  /**
   * @param signal aborted when the caller has gone.
   * @throws QueueFullError, RequestAbandonedError, ModelInterruptedError
   */
  async embed(
    laneName: LaneName,
    texts: readonly string[],
    signal: AbortSignal,
    wanted?: WantedTokens,
  ): Promise<Embeddings> {
    if (laneName === 'exact') await this.startExactLane();
    const { embedded, encoded } = await this.compute(laneName, texts, maximumTokens, signal, {}, wanted);
    return { embedded, tokens: encoded.ids.length, truncated: encoded.truncated, variant: this.variants[laneName] };
  }

  /**
   * How well the tokens of each passage cover those of a question: the mean over the question's tokens of the cosine of the
   * nearest token in the passage. Before passages that are ingested, since a person waits.
   * @returns one number a passage, from -1 to 1
   * @throws QueueFullError, RequestAbandonedError, ModelInterruptedError
   */
  async coverage(question: string, passages: readonly string[], signal: AbortSignal): Promise<number[]> {
    const asked = await this.compute('query', [question], questionTokens, signal, { task: { kind: 'tokens' } });
    const task: TokenTask = { kind: 'coverage', question: asked.embedded[0]?.vector ?? new Float32Array() };
    const { embedded } = await this.compute('ingest', passages, maximumTokens, signal, { task, urgent: true });
    return embedded.map(({ vector }) => vector[0] ?? 0);
  }

  /** Number of tokens of each text as the model sees it, uncut, with the begin and end token. */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.tokenizer.count(texts);
  }

  async close(): Promise<void> {
    await Promise.all([this.tokenizer.close(), ...this.threads.map((thread) => thread.close())]);
  }

  private async compute(
    laneName: LaneName,
    texts: readonly string[],
    mostTokens: number,
    signal: AbortSignal,
    options: LaneOptions = {},
    wanted?: WantedTokens,
  ): Promise<{ embedded: EmbeddedText[]; encoded: EncodedTexts }> {
    const lane = this.lanes[laneName];
    lane.reserve(texts.length);
    const [encoded, prefix] = await Promise.all([
      this.tokenizer.encode(texts, mostTokens),
      wanted ? this.tokensOfPrefix(wanted.prefix) : 0,
    ]).catch((error: unknown) => {
      lane.release(texts.length);
      throw error;
    });
    let offset = 0;
    const ids = Array.from(encoded.lengths, (length) => encoded.ids.subarray(offset, (offset += length)));
    const selected = wanted && {
      task: centredTasks[wanted.form],
      selections: ids.map((text, index) => ({
        places: comparedTokens(text, prefix, this.prepared.vocabulary.isWord),
        centre: wanted.centres[index] as Float32Array,
      })),
    };
    return { embedded: await lane.embed(ids, signal, { ...options, ...selected }), encoded };
  }

  /** Without begin and end. Words are cut one by one, so what follows changes nothing. */
  private async tokensOfPrefix(prefix: string): Promise<number> {
    const [tokens = 2] = await this.tokenizer.count([prefix]);
    return tokens - 2;
  }

  private async startLanes(prepared: PreparedModel): Promise<EmbeddingSelfTest> {
    await this.addThreads('query', prepared.query, 1);
    const reference = await this.embedKnownTexts('query');
    const cosines = checkKnownCosines(reference);
    const threadCount = availableParallelism();
    const ingestThreads = await this.addThreads('ingest', prepared.ingest, threadCount);
    const comparison = compareVariants(reference, await this.embedKnownTexts('ingest'));
    if (!comparison.agree) {
      this.logger.warn(comparison, 'this CPU computes 8-bit products inexactly: passages use the query variant');
      await Promise.all(ingestThreads.map((thread) => thread.close()));
      this.lanes.ingest = new EmbeddingLane('passage embeddings', capacities.ingest);
      this.variants.ingest = prepared.query.variant;
      await this.addThreads('ingest', prepared.query, threadCount);
    }
    return {
      cosines,
      queryVariant: this.variants.query,
      ingestVariant: this.variants.ingest,
      variantAgreement: comparison.leastCosine,
    };
  }

  private startExactLane(): Promise<unknown> {
    this.exactLane ??= this.addThreads('exact', this.prepared.query, availableParallelism()).catch((error: unknown) => {
      this.exactLane = undefined;
      throw new ModelInterruptedError(this.lanes.exact.name, error);
    });
    return this.exactLane;
  }

  private async addThreads(laneName: LaneName, graph: GraphFile, count: number): Promise<EmbeddingThread[]> {
    const options: EmbeddingThreadOptions = {
      modelPath: graph.path,
      niceness: laneName === 'query' ? 0 : ingestNiceness,
      optimize: graph.optimize,
    };
    const file = new URL('./embedding-thread.js', import.meta.url);
    const threads = Array.from({ length: count }, () => {
      return new ThreadCalls<EmbeddingBatch, BatchResult>(file, options, (error) => {
        this.logger.error({ error, lane: laneName }, 'an embedding thread ended and is started again');
      });
    });
    this.threads.push(...threads);
    await Promise.all(threads.map((thread) => thread.ready()));
    for (const thread of threads) this.lanes[laneName].addRunner(thread);
    return threads;
  }

  private async embedKnownTexts(laneName: LaneName): Promise<Float32Array[]> {
    const { embedded } = await this.embed(laneName, knownTexts, new AbortController().signal);
    return embedded.map(({ vector }) => vector);
  }
}

function prepareModel(sources: ModelSources): Promise<PreparedModel> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./model-preparation-thread.js', import.meta.url), { workerData: sources });
    worker.on('error', reject);
    worker.on('message', (answer: PreparationAnswer) => {
      if ('prepared' in answer) resolve(answer.prepared);
      else if ('missingPath' in answer) reject(new ModelFileMissingError(answer.missingPath));
      else reject(new InvalidModelFileError(answer.problem));
    });
  });
}

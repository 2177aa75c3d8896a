import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { MORPHOLOGICAL_ANALYZER } from '@onggi/language';
import {
  CHAT_MODEL,
  chatModelProfile,
  chatModelProfiles,
  createChatModel,
  createEmbedders,
  createMorphologicalAnalyzer,
  createReranker,
  EMBEDDERS,
  lateInteractionModel,
  type ChatModel,
} from '@onggi/models';
import { Reranking, type SearchPurpose } from '@onggi/retrieval';
import type { ApiConfiguration } from './configuration.js';

/** Assumed of a chat model that no profile describes: what any current model behind vLLM can do. */
const unknownModel = { contextTokens: 8_192, writesProse: true };

/** The models that every question uses, behind their ports. */
@Global()
@Module({})
export class ModelsModule {
  static register(configuration: ApiConfiguration): DynamicModule {
    const analyzer = createMorphologicalAnalyzer({
      url: configuration.ONGGI_INFERENCE_URL,
      key: configuration.ONGGI_INFERENCE_KEY,
    });
    return {
      module: ModelsModule,
      providers: [
        { provide: EMBEDDERS, useValue: createEmbedders(configuration) },
        { provide: MORPHOLOGICAL_ANALYZER, useValue: analyzer },
        { provide: CHAT_MODEL, useValue: chatModel(configuration) },
        { provide: Reranking, useValue: reranking(configuration) },
      ],
      exports: [EMBEDDERS, MORPHOLOGICAL_ANALYZER, CHAT_MODEL, Reranking],
    };
  }
}

const rerankedPurposes: Record<ApiConfiguration['ONGGI_RERANK'], readonly SearchPurpose[]> = {
  all: ['search', 'answer'],
  answers: ['answer'],
  off: [],
};

function reranking(configuration: ApiConfiguration): Reranking {
  const external = configuration.ONGGI_RERANK_URL !== undefined;
  const reranker = createReranker({
    url: configuration.ONGGI_RERANK_URL ?? configuration.ONGGI_INFERENCE_URL,
    key: external ? configuration.ONGGI_RERANK_KEY : configuration.ONGGI_INFERENCE_KEY,
    model: configuration.ONGGI_RERANK_MODEL ?? lateInteractionModel,
  });
  return new Reranking(reranker, {
    purposes: rerankedPurposes[configuration.ONGGI_RERANK],
    weight: configuration.ONGGI_RERANK_WEIGHT,
    budgetMs: configuration.ONGGI_RERANK_BUDGET_MS,
  });
}

function chatModel(configuration: ApiConfiguration): ChatModel {
  const model = configuration.ONGGI_CHAT_MODEL ?? chatModelProfiles[0]?.name ?? '';
  const external = configuration.ONGGI_CHAT_URL !== undefined;
  const profile = chatModelProfile(model) ?? unknownModel;
  return createChatModel({
    url: configuration.ONGGI_CHAT_URL ?? configuration.ONGGI_INFERENCE_URL,
    key: external ? configuration.ONGGI_CHAT_KEY : configuration.ONGGI_INFERENCE_KEY,
    model,
    contextTokens: profile.contextTokens,
    writesProse: profile.writesProse,
    ...(external ? { cacheSalt: cacheSalt(configuration) } : {}),
  });
}

/** Secret of this installation, from which each tenant's prompt-cache salt is made. */
function cacheSalt(configuration: ApiConfiguration): string {
  return readFileSync(path.join(configuration.ONGGI_HOME, 'secrets', 'cache-salt.key'), 'utf8').trim();
}

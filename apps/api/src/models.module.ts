import { Global, Module, type DynamicModule } from '@nestjs/common';
import { MORPHOLOGICAL_ANALYZER } from '@onggi/language';
import {
  CHAT_MODEL,
  configuredChatModel,
  createEmbedders,
  createMorphologicalAnalyzer,
  EMBEDDERS,
} from '@onggi/models';
import { configuredReranking, Reranking } from '@onggi/retrieval';
import type { ApiConfiguration } from './configuration.js';

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
        { provide: CHAT_MODEL, useValue: configuredChatModel(configuration) },
        { provide: Reranking, useValue: configuredReranking(configuration) },
      ],
      exports: [EMBEDDERS, MORPHOLOGICAL_ANALYZER, CHAT_MODEL, Reranking],
    };
  }
}

export {
  passageEmbeddings,
  queryEmbedding,
  sameSpace,
  type CosineSpread,
  type Embedder,
  type EmbeddingPatience,
  type EmbeddingProfile,
  type PassageEmbedding,
  type PassageText,
  type QueryEmbedding,
  type SimilarityConstants,
  type TokenCounter,
  type TokenEmbedder,
} from './embedding/embedder.js';
export { EMBEDDERS, EmbedderRegistry, type NamedEmbedder } from './embedding/embedder-registry.js';
export {
  createEmbedders,
  embeddingEndpoint,
  embeddingSettings,
  type EmbeddingSettings,
} from './embedding/create-embedders.js';
export { uncentredPassage, uncentredQuery } from './embedding/centre.js';
export { longPassages, readTopics, type CentringTopic, type LongPassage } from './centring/centring-texts.js';
export {
  multilingualE5Small,
  readEmbeddingProfile,
  type EmbeddingModelProfile,
} from './embedding/embedding-profile.js';
export { createTokenCounter } from './embedding/http-token-counter.js';
export { createEmbedder, profileOf, type EmbedderOptions } from './embedding/openai-embedder.js';
export {
  CHAT_MODEL,
  type ChatCompletion,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
  type ChatUsage,
} from './chat/chat-model.js';
export { chatModelProfile, chatModelProfiles, type ChatModelProfile } from './chat/chat-profile.js';
export {
  chatModelSettings,
  configuredChatModel,
  configuredChatModelName,
  type ChatModelConfiguration,
} from './chat/configured-chat-model.js';
export { createChatModel, type ChatModelOptions } from './chat/openai-chat-model.js';
export {
  createMorphologicalAnalyzer,
  type MorphologicalAnalyzerOptions,
} from './morphology/http-morphological-analyzer.js';
export { createReranker, lateInteractionModel, type RerankerOptions } from './reranking/http-reranker.js';
export type { Reranker } from './reranking/reranker.js';
export { reachModelServer } from './openai/reach-model-server.js';
export {
  EmbeddingModelNotServedError,
  ModelBusyError,
  ModelRefusedError,
  ModelReplyError,
  ModelUnavailableError,
  UnknownEmbeddingProfileError,
} from './model-errors.js';

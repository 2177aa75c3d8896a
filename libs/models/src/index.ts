export {
  EMBEDDER,
  type CosineSpread,
  type Embedder,
  type EmbeddingProfile,
  type PassageText,
  type SimilarityConstants,
} from './embedding/embedder.js';
export { multilingualE5Small, type EmbeddingModelProfile } from './embedding/embedding-profile.js';
export { createEmbedder, type EmbedderOptions } from './embedding/openai-embedder.js';
export {
  CHAT_MODEL,
  type ChatCompletion,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
  type ChatUsage,
} from './chat/chat-model.js';
export { chatModelProfile, chatModelProfiles, type ChatModelProfile } from './chat/chat-profile.js';
export { createChatModel, type ChatModelOptions } from './chat/openai-chat-model.js';
export {
  createMorphologicalAnalyzer,
  type MorphologicalAnalyzerOptions,
} from './morphology/http-morphological-analyzer.js';
export { reachModelServer } from './openai/reach-model-server.js';
export { ModelBusyError, ModelRefusedError, ModelReplyError, ModelUnavailableError } from './model-errors.js';

export { EMBEDDER, type Embedder, type EmbeddingProfile, type PassageText } from './embedding/embedder.js';
export {
  CHAT_MODEL,
  type ChatCompletion,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
  type ChatUsage,
} from './chat/chat-model.js';
export { ModelBusyError, ModelReplyError, ModelUnavailableError } from './model-errors.js';

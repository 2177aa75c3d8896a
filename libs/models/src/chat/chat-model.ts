export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  /** Whose question this is: decides the model, the adapter and the prompt-cache salt. Never leaves as plain text. */
  tenant: string;
  messages: readonly ChatMessage[];
  /**
   * So many messages from the beginning are the program's own words, the same whoever asks: a server may keep them evaluated
   * across tenants. Default 0.
   */
  publicMessages?: number;
  maxTokens: number;
  /** 0 for the likeliest token each time. Default 0. */
  temperature?: number;
  /** JSON schema that the reply must fit, enforced while it is written. */
  schema?: { name: string; schema: Record<string, unknown> };
  /** The reply is exactly one of these. Excludes schema. */
  choices?: readonly string[];
}

export interface ChatUsage {
  promptTokens: number;
  completionTokens: number;
}

export interface ChatCompletion {
  text: string;
  /** "length" means cut off: a failure for JSON. */
  finishReason: 'stop' | 'length';
  model: string;
  usage: ChatUsage;
  /** Probability of each choice, when choices were asked and the server tells. */
  choiceProbabilities?: Record<string, number>;
}

/** A bilingual language model behind an OpenAI-compatible endpoint. */
export interface ChatModel {
  /** Tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** True for models that may write prose verified sentence by sentence; false for small ones, which fill a grammar. */
  readonly writesProse: boolean;
  /** @throws ModelUnavailableError, ModelBusyError, ModelRefusedError, ModelReplyError (a reply that does not keep to the schema or choices) */
  complete(request: ChatRequest, signal: AbortSignal): Promise<ChatCompletion>;
  /** Pieces of text as they are written; the generator returns the whole completion. Leaving it early or aborting closes the connection, which frees the model. Throws as complete does. */
  stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatCompletion>;
}

/** Injection token of the ChatModel port. */
export const CHAT_MODEL = Symbol('ChatModel');

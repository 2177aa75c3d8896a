/** A message of a conversation, as the model's template takes it. */
export interface ChatMessage {
  role: string;
  content: string;
}

/** What the text must be. */
export type ChatOutput =
  | { kind: 'text' }
  | { kind: 'json' }
  | { kind: 'schema'; schema: Record<string, unknown> }
  | { kind: 'choice'; choices: readonly string[] };

/** One generation. */
export interface ChatJob {
  messages: readonly ChatMessage[];
  output: ChatOutput;
  /** Undefined: as many as the context has room for. */
  maximumTokens: number | undefined;
  /** 0 takes the most probable token each time. */
  temperature: number;
  topP: number | undefined;
  seed: number | undefined;
  /** Evaluated prompts are shared among calls of the same salt only, as in vLLM. Undefined: among those without one. */
  cacheSalt: string | undefined;
  /** So many messages from the beginning hold nothing of any caller's: these are shared whatever the salt. */
  publicMessages: number;
  /** The text ends before the first of these. */
  stop: readonly string[];
}

/** A choice with its share of the model's whole next-token probability; the rest went to other texts. */
export interface ChoiceProbability {
  text: string;
  probability: number;
}

/** A finished generation. */
export interface ChatResult {
  text: string;
  /** `length`: cut by maximumTokens or the end of the context. */
  finishReason: 'stop' | 'length';
  promptTokens: number;
  /** Of these, tokens whose state was still there from the call before. */
  cachedTokens: number;
  completionTokens: number;
  /** Only for choices whose first tokens differ. */
  choices?: ChoiceProbability[];
  promptMs: number;
  generationMs: number;
}

/** What the chat process knows about its model. */
export interface ChatModelFacts {
  /** From the model file, e.g. "Qwen2.5 Coder 1.5B Instruct GGUF". */
  name: string;
  contextTokens: number;
  threads: number;
}

/** Why a job failed, as it crosses the border between processes. */
export type ChatFailure =
  | { kind: 'context'; promptTokens: number; maximumTokens: number; contextTokens: number }
  | { kind: 'schema'; problem: string }
  | { kind: 'cancelled' }
  | { kind: 'internal'; problem: string };

/** From the server to the chat process. */
export type ChatCommand = { kind: 'generate'; id: number; job: ChatJob } | { kind: 'cancel'; id: number };

/** From the chat process to the server. */
export type ChatEvent =
  | { kind: 'ready'; facts: ChatModelFacts }
  | { kind: 'unusable'; problem: string }
  /** The job is accepted: its prompt fits, and is being evaluated. */
  | { kind: 'started'; id: number }
  | { kind: 'text'; id: number; text: string }
  | { kind: 'done'; id: number; result: ChatResult }
  | { kind: 'failed'; id: number; failure: ChatFailure };

import { homedir } from 'node:os';
import { join } from 'node:path';
import { knownSettings, readConfiguration } from '@onggi/platform';
import { z } from 'zod';

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  ONGGI_INFERENCE_PORT: z.coerce.number().int().min(0).max(65_535).default(3100),
  ONGGI_CACHE: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
  ONGGI_EMBEDDING_MODEL_PATH: z.string().optional(),
  ONGGI_CHAT_MODEL_PATH: z.string().optional(),
  ONGGI_MORPHOLOGY_MODEL_PATH: z.string().optional(),
  ONGGI_CHAT_CONTEXT_TOKENS: z.coerce.number().int().min(512).max(32_768).default(4_096),
  ONGGI_INFERENCE_CHAT: z.enum(['on', 'off']).default('on'),
  ONGGI_INFERENCE_KEY: z.string().optional(),
});

/** Names of all variables that this process reads. */
export const inferenceSettings: readonly string[] = Object.keys(settings.shape);

/** Everything this process is told from outside. */
export interface InferenceConfiguration {
  host: string;
  port: number;
  /** Holds models/; shared by all clones on the machine. */
  cacheFolder: string;
  /** The packed e5-small-q4.bin or a Hugging Face style folder, instead of the one in the cache. */
  embeddingModelPath: string | undefined;
  chatModelPath: string | undefined;
  /** False where another server chats: embeddings only, and no chat model is looked for. */
  servesChat: boolean;
  /** A folder with Kiwi's model files instead of the one in the cache. */
  morphologyModelPath: string | undefined;
  /** Prompt and answer together. Each 1,024 tokens cost 28 MB. */
  chatContextTokens: number;
  /** Bearer key; undefined: no key is asked for. */
  key: string | undefined;
}

/** @throws ConfigurationError */
export function readInferenceConfiguration(
  environment: Record<string, string | undefined> = process.env,
): InferenceConfiguration {
  const given = readConfiguration(settings, knownSettings, environment);
  return {
    host: given.HOST,
    port: given.ONGGI_INFERENCE_PORT,
    cacheFolder: given.ONGGI_CACHE ?? join(given.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'onggi'),
    embeddingModelPath: given.ONGGI_EMBEDDING_MODEL_PATH,
    servesChat: given.ONGGI_INFERENCE_CHAT === 'on',
    chatModelPath: given.ONGGI_CHAT_MODEL_PATH,
    morphologyModelPath: given.ONGGI_MORPHOLOGY_MODEL_PATH,
    chatContextTokens: given.ONGGI_CHAT_CONTEXT_TOKENS,
    key: given.ONGGI_INFERENCE_KEY,
  };
}

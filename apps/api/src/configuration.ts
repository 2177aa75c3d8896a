import { homedir } from 'node:os';
import path from 'node:path';
import { checkOriginalStore, originalStoreSettings } from '@onggi/corpus';
import { embeddingSettings } from '@onggi/models';
import { knownSettings, readConfiguration } from '@onggi/platform';
import { z } from 'zod';

const schema = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    /** PostgreSQL as onggi_app. */
    ONGGI_APP_DATABASE_URL: z.string(),
    ONGGI_HOME: z.string().default('.onggi'),
    ONGGI_DEMO: z.enum(['on', 'off']).default('on'),
    ...embeddingSettings,
    /** An OpenAI-compatible server for chat, where it is another. */
    ONGGI_CHAT_URL: z.url().optional(),
    ONGGI_CHAT_KEY: z.string().optional(),
    ONGGI_CHAT_MODEL: z.string().optional(),
    /** Which searches are reranked when the request does not say; the others still may be. */
    ONGGI_RERANK: z.enum(['all', 'answers', 'off']).default('answers'),
    ONGGI_RERANK_URL: z.url().optional(),
    ONGGI_RERANK_KEY: z.string().optional(),
    ONGGI_RERANK_MODEL: z.string().optional(),
    ONGGI_RERANK_WEIGHT: z.coerce.number().positive().max(100).default(0.5),
    ONGGI_RERANK_BUDGET_MS: z.coerce.number().int().min(1).max(60_000).default(2_000),
    ...originalStoreSettings,
  })
  .superRefine(checkOriginalStore);

export type ApiConfiguration = z.infer<typeof schema>;

/** @throws ConfigurationError naming each variable that is wrong */
export function readApiConfiguration(): ApiConfiguration {
  const configuration = readConfiguration(schema, knownSettings);
  return { ...configuration, ONGGI_HOME: path.resolve(configuration.ONGGI_HOME.replace(/^~(?=$|\/)/, homedir())) };
}

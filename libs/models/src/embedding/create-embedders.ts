import { z } from 'zod';
import { EmbedderRegistry } from './embedder-registry.js';
import { multilingualE5Small, readEmbeddingProfiles } from './embedding-profile.js';
import { createEmbedder } from './openai-embedder.js';

/** `profile=url` pairs, parted by commas. */
const servers = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim()))
  .pipe(z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]*=https?:\/\/\S+$/, 'is not profile=url[,profile=url]')))
  .transform((pairs) => new Map(pairs.map((pair) => pair.split(/=(.*)/s, 2) as [string, string])));

/** Settings of whoever embeds. */
export const embeddingSettings = {
  /** Server with POST /v1/embeddings and /tokenize. */
  ONGGI_INFERENCE_URL: z.url().default('http://127.0.0.1:3100'),
  ONGGI_INFERENCE_KEY: z.string().optional(),
  /** Where embeddings come from when it is not the inference server. */
  ONGGI_EMBEDDING_URL: z.url().optional(),
  /** Servers of single profiles, such as models on GPUs, and their key. */
  ONGGI_EMBEDDING_SERVERS: servers.optional(),
  ONGGI_EMBEDDING_KEY: z.string().optional(),
  /** Profile of new tenants. */
  ONGGI_EMBEDDING_PROFILE: z.string().default(multilingualE5Small.name),
  /** Folder with profiles of one's own; one of the same name takes the place of Onggi's. */
  ONGGI_EMBEDDING_PROFILES: z.string().optional(),
  /** Whether token vectors are kept with passages and compared with those of a question. */
  ONGGI_TOKEN_VECTORS: z.enum(['on', 'off']).default('on'),
};

export type EmbeddingSettings = z.infer<z.ZodObject<typeof embeddingSettings>>;

/**
 * An embedder for every profile, each at its server; none is asked yet.
 * @throws UnknownEmbeddingProfileError for a server or default of a profile that does not exist
 * @throws Error naming a profile file that does not fit
 */
export function createEmbedders(settings: EmbeddingSettings): EmbedderRegistry {
  const { ONGGI_EMBEDDING_SERVERS: own = new Map<string, string>(), ONGGI_EMBEDDING_PROFILES: folder } = settings;
  const profiles = new Map(
    [...readEmbeddingProfiles(), ...(folder === undefined ? [] : readEmbeddingProfiles(folder))].map((profile) => [
      profile.name,
      profile,
    ]),
  );
  const usual = embeddingEndpoint(settings);
  const tokenVectors = settings.ONGGI_TOKEN_VECTORS === 'on';
  const named = [...profiles.values()].map((profile) => {
    const url = own.get(profile.name);
    const endpoint = url === undefined ? usual : { url, key: settings.ONGGI_EMBEDDING_KEY };
    return { name: profile.name, embedder: createEmbedder({ ...endpoint, profile, tokenVectors }) };
  });
  const registry = new EmbedderRegistry(named, settings.ONGGI_EMBEDDING_PROFILE);
  for (const name of own.keys()) registry.named(name);
  return registry;
}

/** Where profiles without a server of their own are asked, and tokens are counted. */
export function embeddingEndpoint(settings: EmbeddingSettings): { url: string; key: string | undefined } {
  return { url: settings.ONGGI_EMBEDDING_URL ?? settings.ONGGI_INFERENCE_URL, key: settings.ONGGI_INFERENCE_KEY };
}

import { secretText } from '@onggi/platform';
import type { TenantDb } from '@onggi/tenancy';
import { z } from 'zod';
import { OpenSearchPassageIndex } from './opensearch/opensearch-passage-index.js';
import type { PassageIndex } from './passage-index.js';
import { PostgresPassageIndex } from './postgres-passage-index.js';

/** Settings of the passage index: the product's own PostgreSQL, or OpenSearch beside it. */
export const passageIndexSettings = {
  ONGGI_PASSAGE_INDEX: z.enum(['postgres', 'opensearch']).default('postgres'),
  ONGGI_OPENSEARCH_URL: z.url({ protocol: /^https?$/ }).optional(),
  ONGGI_OPENSEARCH_USER: z.string().optional(),
  ONGGI_OPENSEARCH_PASSWORD: secretText.optional(),
  ONGGI_OPENSEARCH_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,60}$/)
    .default('onggi'),
};

export type PassageIndexSettings = z.infer<z.ZodObject<typeof passageIndexSettings>>;

/** Injection token of the checked settings. */
export const PASSAGE_INDEX_SETTINGS = Symbol('PassageIndexSettings');

/** What single settings cannot say: for the superRefine of a schema that holds them. */
export function checkPassageIndex(settings: PassageIndexSettings, context: z.RefinementCtx): void {
  const complain = (name: keyof PassageIndexSettings, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message });
  const { ONGGI_OPENSEARCH_USER: user, ONGGI_OPENSEARCH_PASSWORD: password } = settings;
  if (settings.ONGGI_PASSAGE_INDEX === 'opensearch') {
    if (settings.ONGGI_OPENSEARCH_URL === undefined) {
      complain('ONGGI_OPENSEARCH_URL', 'is needed with ONGGI_PASSAGE_INDEX=opensearch');
    }
    if (user !== undefined && password === undefined) {
      complain('ONGGI_OPENSEARCH_PASSWORD', 'is needed with ONGGI_OPENSEARCH_USER');
    }
    if (user === undefined && password !== undefined) {
      complain('ONGGI_OPENSEARCH_USER', 'is needed with ONGGI_OPENSEARCH_PASSWORD');
    }
    return;
  }
  for (const name of ['ONGGI_OPENSEARCH_URL', 'ONGGI_OPENSEARCH_USER', 'ONGGI_OPENSEARCH_PASSWORD'] as const) {
    if (settings[name] !== undefined) complain(name, 'is set, but ONGGI_PASSAGE_INDEX is not opensearch');
  }
}

/** The index that the settings, checked before, ask for. */
export function createPassageIndex(settings: PassageIndexSettings, database: TenantDb): PassageIndex {
  const { ONGGI_OPENSEARCH_URL: url, ONGGI_OPENSEARCH_PREFIX: prefix } = settings;
  if (settings.ONGGI_PASSAGE_INDEX === 'postgres' || url === undefined) return new PostgresPassageIndex(database);
  const { ONGGI_OPENSEARCH_USER: user, ONGGI_OPENSEARCH_PASSWORD: password } = settings;
  const account = user !== undefined && password !== undefined ? { user, password } : undefined;
  return new OpenSearchPassageIndex(database, { url, account, prefix });
}

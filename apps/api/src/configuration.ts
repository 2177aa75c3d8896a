import { homedir } from 'node:os';
import path from 'node:path';
import { multiQuerySettings } from '@onggi/answering';
import { checkOriginalStore, originalStoreSettings } from '@onggi/corpus';
import { chatModelSettings, embeddingSettings } from '@onggi/models';
import { egressSettings, knownSettings, readConfiguration } from '@onggi/platform';
import { checkPassageIndex, passageIndexSettings, rerankingSettings } from '@onggi/retrieval';
import { contextKeySettings } from '@onggi/tenancy';
import { z } from 'zod';
import { edgeSettings } from './edge/edge-settings.js';

const schema = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    /** Where browsers and identity providers reach Onggi; becomes an origin without a path. */
    ONGGI_PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).href === `${new URL(url).origin}/`, {
        message: 'has to be an origin, without a path',
      })
      .transform((url) => new URL(url).origin)
      .optional(),
    /** Comma list of hosts of identity providers that may have private addresses. */
    ONGGI_OIDC_INTERNAL_HOSTS: z
      .string()
      .default('')
      .transform((list) =>
        list
          .toLowerCase()
          .split(',')
          .map((host) => host.trim())
          .filter(Boolean),
      ),
    /** PostgreSQL as onggi_app. */
    ONGGI_APP_DATABASE_URL: z.string(),
    /** The same database as onggi_auditor. */
    ONGGI_AUDITOR_DATABASE_URL: z.string(),
    /** At most: enough for the requests in flight, few enough for several processes on one server. */
    ONGGI_DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(500).default(20),
    ONGGI_HOME: z.string().default('.onggi'),
    /** Accounts that are signed in by a click. The launcher of the embedded default turns both on. */
    ONGGI_DEMO: z.enum(['on', 'off']).default('off'),
    /** Accounts with a password kept here, beside or instead of an identity provider. */
    ONGGI_LOCAL_ACCOUNTS: z.enum(['on', 'off']).default('off'),
    ...contextKeySettings,
    ...egressSettings,
    ...embeddingSettings,
    ...chatModelSettings,
    ...rerankingSettings,
    ...multiQuerySettings,
    ...originalStoreSettings,
    ...passageIndexSettings,
    ...edgeSettings,
  })
  .superRefine(checkOriginalStore)
  .superRefine(checkPassageIndex);

/** Names of all variables that this process reads. */
export const apiSettings: readonly string[] = Object.keys(schema.shape);

export type ApiConfiguration = z.infer<typeof schema> & { ONGGI_PUBLIC_URL: string };

/** @throws ConfigurationError naming each variable that is wrong */
export function readApiConfiguration(): ApiConfiguration {
  const configuration = readConfiguration(schema, knownSettings);
  return {
    ...configuration,
    ONGGI_PUBLIC_URL: configuration.ONGGI_PUBLIC_URL ?? `http://127.0.0.1:${configuration.PORT}`,
    ONGGI_HOME: path.resolve(configuration.ONGGI_HOME.replace(/^~(?=$|\/)/, homedir())),
  };
}

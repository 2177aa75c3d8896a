import { homedir } from 'node:os';
import path from 'node:path';
import { multiQuerySettings } from '@onggi/answering';
import { checkOriginalStore, originalStoreSettings } from '@onggi/corpus';
import { chatModelSettings, embeddingSettings } from '@onggi/models';
import { egressSettings, knownSettings, readConfiguration } from '@onggi/platform';
import { checkPassageIndex, passageIndexSettings, rerankingSettings } from '@onggi/retrieval';
import { contextKeySettings } from '@onggi/tenancy';
import { z } from 'zod';

const schema = z
  .object({
    /** PostgreSQL as onggi_app, onggi_jobs, onggi_provisioner and onggi_maintenance. */
    ONGGI_APP_DATABASE_URL: z.string(),
    ONGGI_JOBS_DATABASE_URL: z.string(),
    ONGGI_PROVISIONER_DATABASE_URL: z.string(),
    ONGGI_MAINTENANCE_DATABASE_URL: z.string(),
    ONGGI_HOME: z.string().default('.onggi'),
    ...contextKeySettings,
    ...egressSettings,
    ...embeddingSettings,
    ...chatModelSettings,
    ...rerankingSettings,
    ...multiQuerySettings,
    /** Where the health pages open; a container's probes come from outside of it. */
    HOST: z.string().default('127.0.0.1'),
    ONGGI_WORKER_PORT: z.coerce.number().int().min(1).max(65_535).default(3101),
    ...originalStoreSettings,
    ...passageIndexSettings,
  })
  .superRefine(checkOriginalStore)
  .superRefine(checkPassageIndex);

/** Names of all variables that this process reads. */
export const workerSettings: readonly string[] = Object.keys(schema.shape);

export type WorkerConfiguration = z.infer<typeof schema>;

/** @throws ConfigurationError naming each variable that is wrong */
export function readWorkerConfiguration(): WorkerConfiguration {
  const configuration = readConfiguration(schema, knownSettings);
  return { ...configuration, ONGGI_HOME: path.resolve(configuration.ONGGI_HOME.replace(/^~(?=$|\/)/, homedir())) };
}

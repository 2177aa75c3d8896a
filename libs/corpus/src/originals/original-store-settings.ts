import path from 'node:path';
import { secretText } from '@onggi/platform';
import { z } from 'zod';
import { FolderOriginalStore } from './folder-original-store.js';
import type { OriginalStore } from './original-store.js';
import { S3OriginalStore } from './s3/s3-original-store.js';
import type { S3Settings } from './s3/s3-settings.js';

/** Settings of the store of originals: with a bucket it is S3, else a folder under ONGGI_HOME. */
export const originalStoreSettings = {
  ONGGI_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional(),
  ONGGI_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  ONGGI_S3_REGION: z.string().default('us-east-1'),
  ONGGI_S3_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/)
    .optional(),
  ONGGI_S3_ACCESS_KEY_ID: secretText.optional(),
  ONGGI_S3_SECRET_ACCESS_KEY: secretText.optional(),
  ONGGI_S3_PATH_STYLE: z.enum(['on', 'off']).default('on'),
  ONGGI_S3_ENCRYPTION: z.enum(['AES256', 'aws:kms']).optional(),
  ONGGI_S3_KMS_KEY_ID: z.string().optional(),
};

export type OriginalStoreSettings = z.infer<z.ZodObject<typeof originalStoreSettings>>;

const neededWithBucket = ['ONGGI_S3_ENDPOINT', 'ONGGI_S3_ACCESS_KEY_ID', 'ONGGI_S3_SECRET_ACCESS_KEY'] as const;

/** What single settings cannot say: for the superRefine of a schema that holds them. */
export function checkOriginalStore(settings: OriginalStoreSettings, context: z.RefinementCtx): void {
  const complain = (name: keyof OriginalStoreSettings, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (settings.ONGGI_S3_BUCKET === undefined) {
    const stray = [...neededWithBucket, 'ONGGI_S3_PREFIX', 'ONGGI_S3_ENCRYPTION'] as const;
    for (const name of stray) {
      if (settings[name] !== undefined) complain(name, 'is set, but ONGGI_S3_BUCKET is not');
    }
    return;
  }
  for (const name of neededWithBucket) {
    if (settings[name] === undefined) complain(name, 'is needed with ONGGI_S3_BUCKET');
  }
  if (settings.ONGGI_S3_KMS_KEY_ID !== undefined && settings.ONGGI_S3_ENCRYPTION !== 'aws:kms') {
    complain('ONGGI_S3_KMS_KEY_ID', 'is used with ONGGI_S3_ENCRYPTION=aws:kms only');
  }
}

/** The store that the settings, checked before, ask for. @param home ONGGI_HOME, absolute */
export function createOriginalStore(settings: OriginalStoreSettings, home: string): OriginalStore {
  const s3 = s3SettingsIn(settings);
  if (s3 === undefined) return new FolderOriginalStore(path.join(home, 'originals'));
  return new S3OriginalStore(s3, path.join(home, 'spool', 'originals'));
}

function s3SettingsIn(settings: OriginalStoreSettings): S3Settings | undefined {
  const { ONGGI_S3_BUCKET: bucket, ONGGI_S3_ENDPOINT: endpoint } = settings;
  const { ONGGI_S3_ACCESS_KEY_ID: accessKeyId, ONGGI_S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (!bucket || !endpoint || !accessKeyId || !secretAccessKey) return undefined;
  const algorithm = settings.ONGGI_S3_ENCRYPTION;
  return {
    ...{ endpoint, bucket, accessKeyId, secretAccessKey },
    region: settings.ONGGI_S3_REGION,
    prefix: settings.ONGGI_S3_PREFIX ?? '',
    pathStyle: settings.ONGGI_S3_PATH_STYLE === 'on',
    encryption:
      algorithm === 'aws:kms' ? { algorithm, keyId: settings.ONGGI_S3_KMS_KEY_ID } : algorithm && { algorithm },
  };
}

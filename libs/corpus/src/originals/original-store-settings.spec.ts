import { describe, expect, it } from '@jest/globals';
import { readConfiguration, knownSettings } from '@onggi/platform';
import { z } from 'zod';
import { FolderOriginalStore } from './folder-original-store.js';
import { checkOriginalStore, createOriginalStore, originalStoreSettings } from './original-store-settings.js';
import { S3OriginalStore } from './s3/s3-original-store.js';

const schema = z.object(originalStoreSettings).superRefine(checkOriginalStore);
const read = (environment: Record<string, string>) => readConfiguration(schema, knownSettings, environment);

const complete = {
  ONGGI_S3_BUCKET: 'originals',
  ONGGI_S3_ENDPOINT: 'https://s3.example.com',
  ONGGI_S3_ACCESS_KEY_ID: 'AKIA2Q7XW5TLNM4RPZ6D',
  ONGGI_S3_SECRET_ACCESS_KEY: 'a-secret-of-our-own',
};

describe('the settings of the store of originals', () => {
  it('mean a folder without a bucket, and S3 with one', () => {
    expect(createOriginalStore(read({}), '/data')).toBeInstanceOf(FolderOriginalStore);
    expect(createOriginalStore(read(complete), '/data')).toBeInstanceOf(S3OriginalStore);
  });

  it.each(['ONGGI_S3_ENDPOINT', 'ONGGI_S3_ACCESS_KEY_ID', 'ONGGI_S3_SECRET_ACCESS_KEY'])(
    'ask for %s when there is a bucket, empty being none',
    (name) => {
      expect(() => read({ ...complete, [name]: '' })).toThrow(new RegExp(`${name}: is needed`));
    },
  );

  it('do not let a forgotten bucket send files to a folder', () => {
    expect(() => read({ ...complete, ONGGI_S3_BUCKET: '' })).toThrow(/ONGGI_S3_ENDPOINT: is set, but ONGGI_S3_BUCKET/);
  });

  it.each([
    'minioadmin',
    'changeme',
    'short',
    'xxxxxxxxxxxx',
    '<your secret>',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ])('refuse the secret %j', (secret) => {
    expect(() => read({ ...complete, ONGGI_S3_SECRET_ACCESS_KEY: secret })).toThrow(/a default that everybody knows/);
  });

  it.each(['../elsewhere', '/absolute', 'a//b', 'a/', 'a b'])('refuse the prefix %j', (prefix) => {
    expect(() => read({ ...complete, ONGGI_S3_PREFIX: prefix })).toThrow(/ONGGI_S3_PREFIX/);
  });

  it('take a key for encryption with the method that uses one', () => {
    const key = { ONGGI_S3_KMS_KEY_ID: 'alias/onggi' };
    expect(read({ ...complete, ...key, ONGGI_S3_ENCRYPTION: 'aws:kms' })).toMatchObject(key);
    expect(() => read({ ...complete, ...key, ONGGI_S3_ENCRYPTION: 'AES256' })).toThrow(/ONGGI_S3_KMS_KEY_ID/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { knownSettings, readConfiguration } from '@onggi/platform';
import { TenantDb } from '@onggi/tenancy';
import { z } from 'zod';
import { OpenSearchPassageIndex } from './opensearch/opensearch-passage-index.js';
import { checkPassageIndex, createPassageIndex, passageIndexSettings } from './passage-index-settings.js';
import { PostgresPassageIndex } from './postgres-passage-index.js';

const schema = z.object(passageIndexSettings).superRefine(checkPassageIndex);
const read = (environment: Record<string, string>) => readConfiguration(schema, knownSettings, environment);
const create = (environment: Record<string, string>) =>
  createPassageIndex(read(environment), new TenantDb(undefined as never, undefined as never));

const opensearch = { ONGGI_PASSAGE_INDEX: 'opensearch', ONGGI_OPENSEARCH_URL: 'https://search.example.com:9200' };

describe('the settings of the passage index', () => {
  it('mean PostgreSQL unless they say OpenSearch', () => {
    expect(create({})).toBeInstanceOf(PostgresPassageIndex);
    expect(create(opensearch)).toBeInstanceOf(OpenSearchPassageIndex);
  });

  it.each([
    [{ ONGGI_PASSAGE_INDEX: 'opensearch' }, /ONGGI_OPENSEARCH_URL: is needed/],
    [{ ONGGI_PASSAGE_INDEX: 'elastic' }, /ONGGI_PASSAGE_INDEX/],
    [{ ...opensearch, ONGGI_PASSAGE_INDEX: '' }, /ONGGI_OPENSEARCH_URL: is set, but/],
    [{ ...opensearch, ONGGI_OPENSEARCH_USER: 'onggi' }, /ONGGI_OPENSEARCH_PASSWORD: is needed/],
    [{ ...opensearch, ONGGI_OPENSEARCH_PASSWORD: 'a-secret-of-our-own' }, /ONGGI_OPENSEARCH_USER: is needed/],
    [{ ...opensearch, ONGGI_OPENSEARCH_USER: 'onggi', ONGGI_OPENSEARCH_PASSWORD: 'admin' }, /everybody knows/],
    [{ ...opensearch, ONGGI_OPENSEARCH_PREFIX: 'a.b' }, /ONGGI_OPENSEARCH_PREFIX/],
  ])('refuse %j', (environment, complaint) => {
    expect(() => read(environment)).toThrow(complaint);
  });
});

import type { Language } from '@onggi/platform';
import { termCounts } from '../../lexical/lexical-row.js';
import type { StagedChunk } from '../passage-index.js';

export const languages: readonly Language[] = ['ko', 'en'];

/** Passages of a tenant that a sample of one 1,024th holds. */
export const sampleParts = 1024;

/**
 * One index a tenant: what one tenant holds changes no score of another's, and removing it is one request. Neither part
 * has a dot of its own, so no two tenants or installations share a name.
 */
export const indexName = (prefix: string, tenant: string): string => `${prefix}.passages.${tenant}`;

/** Fields of a language's own, so that its BM25 counts its own passages and its graph links its own vectors. */
export const termsField = (language: Language): string => `terms_${language}`;
export const vectorField = (setId: number, language: Language): string => `vector_${setId}_${language}`;

/** Shards and replicas are the cluster's affair: an index template for `*.passages.*` decides. */
export const indexDefinition = {
  settings: {
    index: {
      knn: true,
      // Staging waits for the next refresh, so that what is published is found.
      refresh_interval: '500ms',
      similarity: { words: { type: 'BM25', k1: 1.2, b: 0.75 } },
    },
  },
  mappings: {
    dynamic: 'strict',
    properties: {
      version: { type: 'keyword' },
      language: { type: 'keyword' },
      length: { type: 'integer', index: false },
      sample: { type: 'short' },
      ...Object.fromEntries(
        languages.map((language) => [
          termsField(language),
          { type: 'text', analyzer: 'whitespace', similarity: 'words', index_options: 'freqs' },
        ]),
      ),
    },
  },
};

/** The fields of embedding sets. Their vectors have length 1, so the inner product is the cosine. @param dimensions by set */
export function vectorMapping(dimensions: ReadonlyMap<number, number>): object {
  const method = {
    name: 'hnsw',
    engine: 'lucene',
    space_type: 'innerproduct',
    parameters: { m: 16, ef_construction: 64 },
  };
  const fields = Array.from(dimensions).flatMap(([setId, dimension]) =>
    languages.map((language) => [vectorField(setId, language), { type: 'knn_vector', dimension, method }]),
  );
  return { properties: Object.fromEntries(fields) };
}

/** A passage as the engine keeps it: no text, only the tenant's own numbers of its terms, each as often as it occurs. */
export function passageDocument(
  tenant: string,
  versionId: string,
  setIds: readonly number[],
  chunk: StagedChunk,
): object {
  const { length, counts } = termCounts(tenant, chunk);
  const terms = Array.from(counts, ([term, tf]) => `${term} `.repeat(tf)).join('');
  return {
    version: versionId,
    language: chunk.language,
    length,
    sample: Number.parseInt(chunk.chunkId.slice(-4), 16) % sampleParts,
    [termsField(chunk.language)]: terms,
    ...Object.fromEntries(
      chunk.vectors
        .filter(({ setId }) => setIds.includes(setId))
        .map(({ setId, vector }) => [vectorField(setId, chunk.language), vectorValues(vector)]),
    ),
  };
}

/** float32 keeps seven digits. */
export function vectorValues(vector: Float32Array): number[] {
  return Array.from(vector, (value) => Number(value.toPrecision(7)));
}

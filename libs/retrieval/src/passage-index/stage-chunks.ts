import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import pgvector from 'pgvector';
import { embeddingSets, holdSets } from '../embedding-sets/embedding-set.js';
import { insertTokens } from '../late-interaction/token-rows.js';
import { lexicalRow } from '../lexical/lexical-row.js';
import { EmbeddingSetsChangedError } from '../retrieval-errors.js';
import type { StagedChunk } from './passage-index.js';

/** Rows a statement: some 2 MB of parameters. */
const rowsPerStatement = 256;

/** Tokens of a passage of ordinary size, until a tenant's own have been counted. */
const usualLength: Record<Language, number> = { ko: 260, en: 200 };

/** Writes text, vector and lexical row of each passage; earlier rows of the same ordinals go. */
export async function stageChunks(
  transaction: TenantTransaction,
  versionId: string,
  setIds: readonly number[],
  chunks: readonly StagedChunk[],
): Promise<void> {
  const lengths = await averageLengths(transaction);
  for (let from = 0; from < chunks.length; from += rowsPerStatement) {
    const batch = chunks.slice(from, from + rowsPerStatement);
    await stageWithoutTerms(transaction, versionId, setIds, batch);
    await insertLexicalRows(transaction, versionId, batch, lengths);
  }
}

/**
 * Texts and vectors, of which indexes are made; earlier rows of the same ordinals go.
 * @returns ids of the passages that were replaced
 */
export async function stageWithoutTerms(
  transaction: TenantTransaction,
  versionId: string,
  setIds: readonly number[],
  chunks: readonly StagedChunk[],
): Promise<string[]> {
  const replaced = await removeOrdinals(transaction, versionId, chunks);
  await insertTexts(transaction, versionId, chunks);
  for (const setId of setIds) await insertVectors(transaction, versionId, setId, vectorsOf(chunks, setId));
  return replaced;
}

/**
 * The home tenant's sets, held until the transaction ends.
 * @throws EmbeddingSetsChangedError when a passage has no vector of the active one
 */
export async function setsToStage(transaction: TenantTransaction, chunks: readonly StagedChunk[]): Promise<number[]> {
  await holdSets(transaction, 'shared');
  const sets = await embeddingSets(transaction);
  const active = sets.find(({ state }) => state === 'active');
  const isWhole = chunks.every(({ vectors }) => vectors.some(({ setId }) => setId === active?.setId));
  if (!active || !isWhole) throw new EmbeddingSetsChangedError(transaction.context.tenant);
  return sets.map(({ setId }) => setId);
}

/** Tokens of an average passage, by language. */
export async function averageLengths(transaction: TenantTransaction): Promise<Record<Language, number>> {
  const rows = await transaction.rows<{ language: Language; average_length: number }>(
    sql`SELECT language, average_length FROM onggi.index_statistics WHERE tenant_id = ${transaction.context.tenant}`,
    'average_lengths',
  );
  const counted = Object.fromEntries(rows.map((row) => [row.language, row.average_length]));
  return { ...usualLength, ...counted };
}

async function removeOrdinals(
  transaction: TenantTransaction,
  versionId: string,
  chunks: readonly StagedChunk[],
): Promise<string[]> {
  const { tenant } = transaction.context;
  const removed = await transaction.rows<{ chunk_id: string }>(
    sql`DELETE FROM onggi.chunk
        WHERE tenant_id = ${tenant} AND version_id = ${versionId} AND ordinal = ANY (${chunks.map((chunk) => chunk.ordinal)}::int[])
        RETURNING chunk_id`,
    'remove_staged_texts',
  );
  if (removed.length === 0) return [];
  const ids = removed.map((row) => row.chunk_id);
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_vector WHERE tenant_id = ${tenant} AND chunk_id = ANY (${ids}::uuid[])`,
  );
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_tokens WHERE tenant_id = ${tenant} AND chunk_id = ANY (${ids}::uuid[])`,
  );
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_lexical WHERE tenant_id = ${tenant} AND chunk_id = ANY (${ids}::uuid[])`,
  );
  return ids;
}

async function insertTexts(
  transaction: TenantTransaction,
  versionId: string,
  chunks: readonly StagedChunk[],
): Promise<void> {
  await transaction.execute(
    sql`INSERT INTO onggi.chunk (tenant_id, chunk_id, version_id, ordinal, language, text_start, text_end, page, heading,
                                 locator, token_count, text)
        SELECT ${transaction.context.tenant}, c.chunk_id, ${versionId}, c.ordinal, c.language, c.text_start, c.text_end, c.page,
               c.heading, c.locator, c.token_count, c.text
        FROM unnest(${chunks.map((chunk) => chunk.chunkId)}::uuid[], ${chunks.map((chunk) => chunk.ordinal)}::int[],
                    ${chunks.map((chunk) => chunk.language)}::text[], ${chunks.map((chunk) => chunk.start)}::int[],
                    ${chunks.map((chunk) => chunk.end)}::int[], ${chunks.map((chunk) => chunk.page)}::int[],
                    ${chunks.map((chunk) => chunk.heading)}::text[],
                    ${chunks.map((chunk) => JSON.stringify(chunk.locator))}::jsonb[],
                    ${chunks.map((chunk) => chunk.tokenCount)}::int[], ${chunks.map((chunk) => chunk.text)}::text[])
          AS c (chunk_id, ordinal, language, text_start, text_end, page, heading, locator, token_count, text)`,
    'stage_texts',
  );
}

/** A passage's vector in some set. */
export interface VectorRow {
  chunkId: string;
  language: Language;
  vector: Float32Array;
  /** Packed; undefined for none. */
  tokens?: Uint8Array;
}

function vectorsOf(chunks: readonly StagedChunk[], setId: number): VectorRow[] {
  return chunks.flatMap(({ chunkId, language, vectors }) =>
    vectors
      .filter((each) => each.setId === setId)
      .map(({ vector, tokens }) => ({ chunkId, language, vector, ...(tokens && { tokens }) })),
  );
}

/**
 * Adds vectors, and tokens, of passages that the caller knows to be there: it wrote them in this transaction, or holds their
 * version. They are not looked up: a join with texts asks row-level security about each, and a plan that was made while a
 * tenant had few documents then goes through all versions for every one that is staged. What the set has already stays.
 * @returns vectors added
 */
export async function insertVectors(
  transaction: TenantTransaction,
  versionId: string,
  setId: number,
  rows: readonly VectorRow[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { tenant } = transaction.context;
  const withTokens = rows.flatMap(({ chunkId, tokens }) => (tokens ? { chunkId, tokens } : []));
  await insertTokens(transaction, versionId, setId, withTokens);
  return transaction.execute(
    sql`INSERT INTO onggi.chunk_vector (tenant_id, set_id, chunk_id, version_id, language, embedding)
        SELECT ${tenant}, ${setId}, n.chunk_id, ${versionId}, n.language, n.embedding::halfvec
        FROM unnest(${rows.map((row) => row.chunkId)}::uuid[], ${rows.map((row) => row.language)}::text[],
                    ${rows.map((row) => halfvecLiteral(row.vector))}::text[]) AS n (chunk_id, language, embedding)
        ON CONFLICT DO NOTHING`,
    'stage_vectors',
  );
}

async function insertLexicalRows(
  transaction: TenantTransaction,
  versionId: string,
  chunks: readonly StagedChunk[],
  lengths: Record<Language, number>,
): Promise<void> {
  const { tenant } = transaction.context;
  const rows = chunks.map((chunk) => lexicalRow(tenant, chunk, lengths[chunk.language]));
  await transaction.execute(
    sql`INSERT INTO onggi.chunk_lexical (tenant_id, chunk_id, version_id, language, length, average_length, analyzer, terms, weights)
        SELECT ${tenant}, c.chunk_id, ${versionId}, c.language, c.length, c.average_length, c.analyzer, c.terms::int[], c.weights::sparsevec
        FROM unnest(${chunks.map((chunk) => chunk.chunkId)}::uuid[], ${chunks.map((chunk) => chunk.language)}::text[],
                    ${rows.map((row) => row.length)}::int[], ${rows.map((row) => row.averageLength)}::real[],
                    ${rows.map((row) => row.analyzer)}::text[], ${rows.map((row) => row.terms)}::text[],
                    ${rows.map((row) => row.weights)}::text[])
          AS c (chunk_id, language, length, average_length, analyzer, terms, weights)`,
    'stage_lexical_rows',
  );
}

/** A half has eleven bits, so five decimal digits carry all of it. */
export function halfvecLiteral(vector: Float32Array): string {
  return pgvector.toSql(Array.from(vector, (value) => Number(value.toPrecision(5)))) as string;
}

import type { Morphology } from '@onggi/language';
import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { PlacedPassage } from '../passage-index/placed-passage.js';
import { averageLengths } from '../passage-index/stage-chunks.js';
import { lexicalRow } from './lexical-row.js';

/** A passage in the lexical leg, and whose morphemes it has there. */
export interface IndexedPassage extends PlacedPassage {
  /** Empty when nobody's. */
  analyzer: string;
}

/** A passage with its morphemes, as it is to be found by words. */
export interface AnalyzedPassage {
  chunkId: string;
  language: Language;
  searchText: string;
  morphology: Morphology;
}

/** Shown to readers, or to be shown on its day; over `onggi.document_version`. */
const isKept = sql`status IN ('published', 'scheduled')`;

/** Passages of versions of which some lack morphemes. */
export async function passagesToAnalyze(transaction: TenantTransaction): Promise<number> {
  const row = await transaction.first<{ passages: number }>(
    sql`SELECT coalesce(sum(chunk_count), 0)::int AS passages FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND analyzer = '' AND ${isKept}`,
  );
  return row?.passages ?? 0;
}

/** Analyzers that found the morphemes of some version. */
export async function analyzersInUse(transaction: TenantTransaction): Promise<string[]> {
  const rows = await transaction.rows<{ analyzer: string }>(
    sql`SELECT DISTINCT analyzer FROM onggi.document_version WHERE tenant_id = ${transaction.context.tenant} AND ${isKept}`,
  );
  return rows.map(({ analyzer }) => analyzer);
}

/** Has versions that these analyzers did wait to be analyzed anew. @returns how many, at most `limit` */
export async function markOutdated(
  transaction: TenantTransaction,
  analyzers: readonly string[],
  limit: number,
): Promise<number> {
  const { tenant } = transaction.context;
  return transaction.execute(
    sql`UPDATE onggi.document_version SET analyzer = '' WHERE tenant_id = ${tenant} AND version_id IN (
          SELECT version_id FROM onggi.document_version
          WHERE tenant_id = ${tenant} AND analyzer = ANY (${analyzers}::text[]) AND ${isKept} LIMIT ${limit})`,
  );
}

/** The next version, by id, of which some passage lacks morphemes. */
export async function nextUnanalyzedVersion(
  transaction: TenantTransaction,
  after: string,
): Promise<string | undefined> {
  const row = await transaction.first<{ version_id: string }>(
    sql`SELECT version_id FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND analyzer = '' AND ${isKept} AND version_id > ${after}
        ORDER BY version_id LIMIT 1`,
  );
  return row?.version_id;
}

/** All passages of a version, in their order in the document. */
export async function indexedPassages(transaction: TenantTransaction, versionId: string): Promise<IndexedPassage[]> {
  const { tenant } = transaction.context;
  return transaction.rows(
    sql`SELECT c.chunk_id AS "chunkId", c.ordinal, c.language, c.text_start AS start, c.text_end AS "end", c.heading, c.text,
               l.analyzer
        FROM onggi.chunk c
        JOIN onggi.chunk_lexical l ON l.tenant_id = ${tenant} AND l.chunk_id = c.chunk_id
        WHERE c.tenant_id = ${tenant} AND c.version_id = ${versionId} ORDER BY c.ordinal`,
  );
}

/** Gives passages their morphemes in the index. @returns false when their version was replaced or removed meanwhile */
export async function writeAnalysis(
  transaction: TenantTransaction,
  versionId: string,
  passages: readonly AnalyzedPassage[],
): Promise<boolean> {
  const { tenant } = transaction.context;
  if (!(await holdVersion(transaction, versionId))) return false;
  const lengths = await averageLengths(transaction);
  const rows = passages.map((passage) => lexicalRow(tenant, passage, lengths[passage.language]));
  await transaction.execute(
    sql`UPDATE onggi.chunk_lexical l
        SET length = n.length, average_length = n.average_length, analyzer = n.analyzer, terms = n.terms::int[],
            weights = n.weights::sparsevec
        FROM unnest(${passages.map(({ chunkId }) => chunkId)}::uuid[], ${rows.map((row) => row.length)}::int[],
                    ${rows.map((row) => row.averageLength)}::real[], ${rows.map((row) => row.analyzer)}::text[],
                    ${rows.map((row) => row.terms)}::text[], ${rows.map((row) => row.weights)}::text[])
          AS n (chunk_id, length, average_length, analyzer, terms, weights)
        WHERE l.tenant_id = ${tenant} AND l.version_id = ${versionId} AND l.chunk_id = n.chunk_id`,
  );
  return true;
}

/** Notes whose morphemes all of a version's passages have now. */
export async function markAnalyzed(transaction: TenantTransaction, versionId: string, analyzer: string): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.document_version SET analyzer = ${analyzer}
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND ${isKept}`,
  );
}

/** Until the transaction ends the version is not retired, so its passages stay. */
async function holdVersion(transaction: TenantTransaction, versionId: string): Promise<boolean> {
  const row = await transaction.first(
    sql`SELECT version_id FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND ${isKept} FOR SHARE`,
  );
  return row !== undefined;
}

import type { Language } from '@onggi/platform';
import { sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { termSpace } from '../lexical/hash-term.js';
import { reweighted } from '../lexical/lexical-row.js';
import { countAccess, drawSamples } from './count-lists.js';

const rowsPerTransaction = 500;
const termsPerTransaction = 100_000;
const languages: readonly Language[] = ['ko', 'en'];

interface StaleRow {
  chunk_id: string;
  length: number;
  average_length: number;
  present_length: number;
  weights: string;
}

/** Up to so many passages a recount takes a moment, so any change is counted. */
const fewPassages = 10_000;

/** True when at least this share of the live passages came, or as many went, since they were counted. */
export async function hasChanged(database: TenantDb, context: TenantContext, share: number): Promise<boolean> {
  const { tenant } = context;
  const row = await database.run(context, (transaction) =>
    transaction.first<{ present: number; counted: number; fresh: number }>(
      sql`WITH counted AS (
            SELECT coalesce(sum(chunk_count), 0) AS passages, min(counted_at) AS at FROM onggi.index_statistics WHERE tenant_id = ${tenant}
          )
          SELECT coalesce(sum(v.chunk_count), 0)::float8 AS present, c.passages::float8 AS counted,
                 coalesce(sum(v.chunk_count) FILTER (WHERE v.published_at > c.at), 0)::float8 AS fresh
          FROM counted c LEFT JOIN onggi.document_version v ON v.tenant_id = ${tenant} AND v.live GROUP BY c.passages`,
    ),
  );
  if (!row || row.present <= fewPassages) return true;
  return Math.max(row.fresh, Math.abs(row.present - row.counted)) >= share * row.present;
}

/**
 * Counts a tenant's live passages anew, and makes weights again that were made for an average length of long ago. Every
 * unit of work ends long before its context does, also over a million passages: what takes long is read in one and written
 * in others.
 */
export async function refreshStatistics(database: TenantDb, context: TenantContext): Promise<void> {
  await database.run(context, countLists);
  await database.run(context, countAccess);
  await database.run(context, drawSamples);
  for (const language of languages) await countTerms(database, context, language);
  for (let rewritten = rowsPerTransaction; rewritten === rowsPerTransaction;) {
    rewritten = await database.run(context, rewriteWeights);
  }
}

/** One recount: keeping counts up to date with every document would cost more than the index itself, and queue its writers. */
async function countLists(transaction: TenantTransaction): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.first(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`index-statistics:${tenant}`}, 0))`);
  await transaction.execute(
    sql`WITH counted AS MATERIALIZED (
          SELECT l.language, count(*)::int AS chunk_count, avg(l.length)::real AS average_length
          FROM onggi.document_version v JOIN onggi.chunk_lexical l ON l.tenant_id = ${tenant} AND l.version_id = v.version_id
          WHERE v.tenant_id = ${tenant} AND v.live GROUP BY l.language
        ), gone AS (
          DELETE FROM onggi.index_statistics s
          WHERE s.tenant_id = ${tenant} AND NOT EXISTS (SELECT FROM counted c WHERE c.language = s.language)
        )
        INSERT INTO onggi.index_statistics (tenant_id, language, chunk_count, average_length, counted_at)
        SELECT ${tenant}, c.language, c.chunk_count, greatest(c.average_length, 1), now() FROM counted c
        ON CONFLICT (tenant_id, language) DO UPDATE
        SET chunk_count = EXCLUDED.chunk_count, average_length = EXCLUDED.average_length, counted_at = EXCLUDED.counted_at`,
  );
}

interface TermCounts {
  /** Ascending. */
  terms: number[];
  frequencies: number[];
}

/**
 * How many passages each term stands in. Terms of one passage are not kept: an unknown term counts as one, and they are
 * half of all. One language at a time groups by a number only (1.7 times as fast), and only what has changed is written.
 */
async function countTerms(database: TenantDb, context: TenantContext, language: Language): Promise<void> {
  const { terms, frequencies } = await database.run(context, (transaction) => readTermCounts(transaction, language));
  let after = -1;
  for (let at = 0; at === 0 || at < terms.length; at += termsPerTransaction) {
    const counts = {
      terms: terms.slice(at, at + termsPerTransaction),
      frequencies: frequencies.slice(at, at + termsPerTransaction),
    };
    const upTo = at + termsPerTransaction < terms.length ? (counts.terms.at(-1) ?? termSpace) : termSpace;
    await database.run(context, (transaction) => writeTermCounts(transaction, language, counts, { after, upTo }));
    after = upTo;
  }
}

async function readTermCounts(transaction: TenantTransaction, language: Language): Promise<TermCounts> {
  const { tenant } = transaction.context;
  const row = await transaction.first<TermCounts>(
    sql`SELECT coalesce(array_agg(c.term ORDER BY c.term), '{}') AS terms,
               coalesce(array_agg(c.frequency ORDER BY c.term), '{}') AS frequencies
        FROM (SELECT t.term, count(*)::int AS frequency
              FROM onggi.document_version v
              JOIN onggi.chunk_lexical l ON l.tenant_id = ${tenant} AND l.version_id = v.version_id AND l.language = ${language}
              CROSS JOIN unnest(l.terms) AS t (term)
              WHERE v.tenant_id = ${tenant} AND v.live GROUP BY t.term HAVING count(*) > 1) AS c`,
  );
  return row ?? { terms: [], frequencies: [] };
}

/** @param range of terms that these are all of */
async function writeTermCounts(
  transaction: TenantTransaction,
  language: Language,
  { terms, frequencies }: TermCounts,
  range: { after: number; upTo: number },
): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`WITH counted AS MATERIALIZED (
          SELECT c.term, c.frequency FROM unnest(${terms}::int[], ${frequencies}::int[]) AS c (term, frequency)
        ), gone AS (
          DELETE FROM onggi.term_frequency f
          WHERE f.tenant_id = ${tenant} AND f.language = ${language} AND f.term > ${range.after} AND f.term <= ${range.upTo}
            AND NOT EXISTS (SELECT FROM counted c WHERE c.term = f.term)
        )
        INSERT INTO onggi.term_frequency (tenant_id, language, term, document_frequency)
        SELECT ${tenant}, ${language}, c.term, c.frequency
        FROM counted c
        LEFT JOIN onggi.term_frequency f ON f.tenant_id = ${tenant} AND f.language = ${language} AND f.term = c.term
        WHERE f.document_frequency IS DISTINCT FROM c.frequency
        ON CONFLICT (tenant_id, language, term) DO UPDATE SET document_frequency = EXCLUDED.document_frequency`,
  );
}

/** @returns how many rows had weights for an average length that is more than a tenth away from the present one */
async function rewriteWeights(transaction: TenantTransaction): Promise<number> {
  const { tenant } = transaction.context;
  const stale = await transaction.rows<StaleRow>(
    sql`SELECT l.chunk_id, l.length, l.average_length, s.average_length AS present_length, l.weights::text AS weights
        FROM onggi.chunk_lexical l
        JOIN onggi.index_statistics s ON s.tenant_id = ${tenant} AND s.language = l.language
        WHERE l.tenant_id = ${tenant} AND abs(l.average_length / s.average_length - 1) > 0.1
        ORDER BY l.chunk_id LIMIT ${rowsPerTransaction} FOR NO KEY UPDATE OF l SKIP LOCKED`,
  );
  if (stale.length === 0) return 0;
  await transaction.execute(
    sql`UPDATE onggi.chunk_lexical l SET weights = n.weights::sparsevec, average_length = n.average_length
        FROM unnest(${stale.map((row) => row.chunk_id)}::uuid[], ${stale.map((row) => row.present_length)}::real[],
                    ${stale.map((row) => reweighted(row.weights, row.length, row.average_length, row.present_length))}::text[])
          AS n (chunk_id, average_length, weights)
        WHERE l.tenant_id = ${tenant} AND l.chunk_id = n.chunk_id`,
  );
  return stale.length;
}

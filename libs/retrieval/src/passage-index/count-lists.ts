import { sql, type TenantTransaction } from '@onggi/tenancy';

/** Vectors of a list on which mean and deviation are measured. The mean is then sure to 0.05 deviations. */
const sampleSize = 512;

/** Counts live passages by access set and corpus, so that a search knows how many its caller may see. */
export async function countAccess(transaction: TenantTransaction): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`WITH counted AS MATERIALIZED (
          SELECT v.access_set_id, v.corpus_id, sum(v.chunk_count)::int AS chunk_count
          FROM onggi.document_version v WHERE v.tenant_id = ${tenant} AND v.live GROUP BY 1, 2
        ), gone AS (
          DELETE FROM onggi.access_statistics a
          WHERE a.tenant_id = ${tenant}
            AND NOT EXISTS (SELECT FROM counted c WHERE c.access_set_id = a.access_set_id AND c.corpus_id = a.corpus_id)
        )
        INSERT INTO onggi.access_statistics (tenant_id, access_set_id, corpus_id, chunk_count)
        SELECT ${tenant}, c.access_set_id, c.corpus_id, c.chunk_count FROM counted c
        ON CONFLICT (tenant_id, access_set_id, corpus_id) DO UPDATE SET chunk_count = EXCLUDED.chunk_count`,
  );
}

/** Draws the sample of each list anew: the passages of the smallest hashes, so that most of it stays from time to time. */
export async function drawSamples(transaction: TenantTransaction): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`WITH drawn AS MATERIALIZED (
          SELECT p.set_id, p.language, p.chunk_id FROM (
            SELECT d.set_id, d.language, d.chunk_id,
                   row_number() OVER (PARTITION BY d.set_id, d.language ORDER BY uuid_hash(d.chunk_id), d.chunk_id) AS place
            FROM onggi.document_version v JOIN onggi.chunk_vector d ON d.tenant_id = ${tenant} AND d.version_id = v.version_id
            WHERE v.tenant_id = ${tenant} AND v.live) AS p
          WHERE p.place <= ${sampleSize}
        ), gone AS (
          DELETE FROM onggi.vector_sample s
          WHERE s.tenant_id = ${tenant}
            AND NOT EXISTS (SELECT FROM drawn w WHERE w.set_id = s.set_id AND w.language = s.language AND w.chunk_id = s.chunk_id)
        )
        INSERT INTO onggi.vector_sample (tenant_id, set_id, language, chunk_id, embedding)
        SELECT ${tenant}, w.set_id, w.language, w.chunk_id, d.embedding
        FROM drawn w JOIN onggi.chunk_vector d ON d.tenant_id = ${tenant} AND d.set_id = w.set_id AND d.chunk_id = w.chunk_id
        ON CONFLICT DO NOTHING`,
  );
}

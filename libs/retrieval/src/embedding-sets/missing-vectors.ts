import { sql, type TenantTransaction } from '@onggi/tenancy';

/**
 * Which of the home tenant's sets lack a vector of a passage of this version. To be asked under `holdSets`, right before
 * the version is shown.
 */
export async function setsThatMiss(transaction: TenantTransaction, versionId: string): Promise<number[]> {
  const { tenant } = transaction.context;
  const rows = await transaction.rows<{ set_id: number }>(
    sql`SELECT e.set_id FROM onggi.embedding_set e
        WHERE e.tenant_id = ${tenant} AND e.state <> 'removed'
          AND (SELECT count(*) FROM onggi.chunk c WHERE c.tenant_id = ${tenant} AND c.version_id = ${versionId})
           <> (SELECT count(*) FROM onggi.chunk_vector d
               WHERE d.tenant_id = ${tenant} AND d.version_id = ${versionId} AND d.set_id = e.set_id)`,
    'sets_that_miss_a_version',
  );
  return rows.map((row) => row.set_id);
}

/** Passages that are shown, or will be on their day, and those of them that have a vector in the set. */
export async function coverage(
  transaction: TenantTransaction,
  setId: number,
): Promise<{ passages: number; vectors: number }> {
  const { tenant } = transaction.context;
  const row = await transaction.first<{ passages: number; vectors: number }>(
    sql`SELECT count(*)::int AS passages, count(d.chunk_id)::int AS vectors
        FROM onggi.document_version v
        JOIN onggi.chunk c ON c.tenant_id = ${tenant} AND c.version_id = v.version_id
        LEFT JOIN onggi.chunk_vector d ON d.tenant_id = ${tenant} AND d.set_id = ${setId} AND d.chunk_id = c.chunk_id
        WHERE v.tenant_id = ${tenant} AND (v.live OR v.status = 'scheduled')`,
  );
  return row ?? { passages: 0, vectors: 0 };
}

/** How many passages have token vectors, by number of the set. */
export async function passagesWithTokens(transaction: TenantTransaction): Promise<ReadonlyMap<number, number>> {
  const rows = await transaction.rows<{ set_id: number; passages: number }>(
    sql`SELECT set_id, count(*)::int AS passages FROM onggi.chunk_tokens
        WHERE tenant_id = ${transaction.context.tenant} GROUP BY set_id`,
  );
  return new Map(rows.map(({ set_id, passages }) => [set_id, passages]));
}

import { sql, type TenantTransaction } from '@onggi/tenancy';

/** Retired versions whose passages are still in the index, oldest first; locked so that nobody else purges them. */
export async function retiredVersionsToPurge(transaction: TenantTransaction, limit: number): Promise<string[]> {
  const rows = await transaction.rows<{ version_id: string }>(
    sql`SELECT version_id FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND status = 'retired' AND chunk_count > 0
        ORDER BY version_id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`,
  );
  return rows.map((row) => row.version_id);
}

/** Notes that these versions have no passage in the index any more. */
export async function markPurged(transaction: TenantTransaction, versionIds: readonly string[]): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.document_version SET chunk_count = 0
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ANY (${versionIds}::uuid[])`,
  );
}

import { sql, type TenantTransaction } from '@onggi/tenancy';

/** Removes texts, vectors, tokens and lexical rows of these versions. @returns passages removed */
export async function purgeChunks(transaction: TenantTransaction, versionIds: readonly string[]): Promise<number> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_vector WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
  );
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_tokens WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
  );
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_lexical WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
  );
  return transaction.execute(
    sql`DELETE FROM onggi.chunk WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
  );
}

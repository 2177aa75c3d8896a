import { sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import type { OriginalStore } from './original-store.js';

/** Longer than any upload takes between putting a file and writing down its version. */
const keptMs = 60 * 60 * 1000;
const keysPerRound = 1_000;

/** Notes the originals of documents that are about to be removed. */
export async function discardOriginals(transaction: TenantTransaction, documentIds: readonly string[]): Promise<void> {
  await transaction.execute(
    sql`INSERT INTO onggi.discarded_original (tenant_id, original_key)
        SELECT DISTINCT tenant_id, original_key FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND document_id = ANY (${documentIds}::uuid[])
        ON CONFLICT (tenant_id, original_key) DO UPDATE SET discarded_at = now()`,
  );
}

/**
 * Removes the files that were discarded an hour ago, unless a version refers to them again: files are kept once a tenant,
 * whoever uploads them.
 * @returns how many files were removed
 */
export async function removeDiscardedOriginals(
  database: TenantDb,
  originals: OriginalStore,
  context: TenantContext,
): Promise<number> {
  const due = await database.run(context, (transaction) => dueKeys(transaction));
  let removed = 0;
  for (const { key, used } of due) {
    const gone = used || (await originals.remove(context.tenant, key, new Date(Date.now() - keptMs)));
    await database.run(context, (transaction) => settle(transaction, key, gone));
    if (gone && !used) removed += 1;
  }
  return removed;
}

async function dueKeys(transaction: TenantTransaction): Promise<{ key: string; used: boolean }[]> {
  const { tenant } = transaction.context;
  return transaction.rows(
    sql`SELECT d.original_key AS key,
               EXISTS (SELECT FROM onggi.document_version v
                       WHERE v.tenant_id = ${tenant} AND v.original_key = d.original_key) AS used
        FROM onggi.discarded_original d
        WHERE d.tenant_id = ${tenant} AND d.discarded_at < now() - make_interval(secs => ${keptMs / 1000})
        ORDER BY d.discarded_at LIMIT ${keysPerRound}`,
  );
}

/** Forgets a key that is settled; one whose file is too young is looked at again later. */
async function settle(transaction: TenantTransaction, key: string, settled: boolean): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    settled
      ? sql`DELETE FROM onggi.discarded_original WHERE tenant_id = ${tenant} AND original_key = ${key}`
      : sql`UPDATE onggi.discarded_original SET discarded_at = now() WHERE tenant_id = ${tenant} AND original_key = ${key}`,
  );
}

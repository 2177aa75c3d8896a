import { isId, NotFoundError } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';

/**
 * Ids of corpora by key or id; those that other tenants share by id alone, for a key may be the name of one here as well.
 * @throws NotFoundError when one does not exist here, or is another tenant's that is not shared
 */
export async function findCorpora(transaction: TenantTransaction, named: readonly string[]): Promise<string[]> {
  const rows = await transaction.rows<{ corpus_id: string; corpus_key: string }>(
    sql`SELECT corpus_id, corpus_key FROM onggi.corpus
        WHERE (tenant_id = ${transaction.context.tenant} AND corpus_key = ANY (${named}::text[])) OR corpus_id = ANY (${named.filter(isId)}::uuid[])`,
    'find_corpora',
  );
  const known = new Set(rows.flatMap((row) => [row.corpus_key, row.corpus_id]));
  if (named.some((name) => !known.has(isId(name) ? name.toLowerCase() : name))) throw new NotFoundError();
  return rows.map((row) => row.corpus_id);
}

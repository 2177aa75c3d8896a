import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { IndexStatistics } from './passage-index.js';

/** What the last count found, by language. */
export async function readStatistics(transaction: TenantTransaction): Promise<IndexStatistics[]> {
  return transaction.rows<{ language: Language; chunkCount: number; averageLength: number; countedAt: Date }>(
    sql`SELECT language, chunk_count AS "chunkCount", average_length AS "averageLength", counted_at AS "countedAt"
        FROM onggi.index_statistics WHERE tenant_id = ${transaction.context.tenant} ORDER BY language`,
  );
}

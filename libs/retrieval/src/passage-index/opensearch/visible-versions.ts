import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { IndexQuery } from '../passage-index.js';

/** What a caller may see of one tenant. */
export interface VisibleVersions {
  tenant: string;
  versionIds: string[];
  /** Passages in them, of both languages. */
  chunkCount: number;
}

/** Live versions that the context's groups and clearance open, as the database has them now; the query only narrows. */
export async function visibleVersions(
  transaction: TenantTransaction,
  { corpora, versions }: Pick<IndexQuery, 'corpora' | 'versions'>,
): Promise<VisibleVersions[]> {
  return transaction.rows<VisibleVersions>(
    sql`SELECT v.tenant_id AS tenant, array_agg(v.version_id::text) AS "versionIds", sum(v.chunk_count)::int AS "chunkCount"
        FROM tenancy.readable_access_sets() a
        JOIN onggi.document_version v ON v.tenant_id = a.tenant_id AND v.access_set_id = a.access_set_id AND v.live
        WHERE (${corpora ?? null}::uuid[] IS NULL OR v.corpus_id = ANY (${corpora ?? null}::uuid[]))
          AND (${versions ?? null}::uuid[] IS NULL OR v.version_id = ANY (${versions ?? null}::uuid[]))
        GROUP BY v.tenant_id ORDER BY v.tenant_id`,
    'visible_versions',
  );
}

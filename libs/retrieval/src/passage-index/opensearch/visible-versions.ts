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
        FROM onggi.document_version v
        WHERE v.live
          AND ((v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
            OR (v.tenant_id, v.access_set_id, v.corpus_id)
               IN (SELECT r.tenant_id, r.access_set_id, r.corpus_id FROM tenancy.readable_shared_sets() r))
          AND (${corpora ?? null}::uuid[] IS NULL OR v.corpus_id = ANY (${corpora ?? null}::uuid[]))
          AND (${versions ?? null}::uuid[] IS NULL OR v.version_id = ANY (${versions ?? null}::uuid[]))
        GROUP BY v.tenant_id ORDER BY v.tenant_id`,
    'visible_versions',
  );
}

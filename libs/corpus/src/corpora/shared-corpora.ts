import type { LocalizedText } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { Corpus, CorpusOpening } from './corpus.js';

interface SharedRow {
  id: string;
  name: LocalizedText;
  documents: string;
  newest: Date | null;
  tenant: string;
  tenantName: LocalizedText;
  kind: CorpusOpening['kind'];
  purpose: string;
  expiresAt: Date | null;
}

/**
 * Corpora of other tenants that the caller's grants open now, by tenant and name. One that is shared is there also while it
 * holds nothing for the caller; of those that a second post opens, the ones with something to read.
 */
export async function sharedCorpora(transaction: TenantTransaction): Promise<Corpus[]> {
  const { tenant: home, grants } = transaction.context;
  if (grants.every(({ tenant }) => tenant === home)) return [];
  const rows = await transaction.rows<SharedRow>(
    sql`SELECT c.corpus_id AS id, jsonb_build_object('ko', c.name_ko, 'en', c.name_en) AS name,
               count(v.version_id) AS documents, max(coalesce(v.effective_from::timestamptz, v.published_at)) AS newest,
               o.tenant_id AS tenant, o.name AS "tenantName", o.kind, o.purpose, o.expires_at AS "expiresAt"
        FROM onggi.corpus c
        CROSS JOIN LATERAL (
          SELECT s.*, jsonb_build_object('ko', t.name_ko, 'en', t.name_en) AS name
          FROM tenancy.shares_of_caller() s JOIN tenancy.tenant t ON t.tenant_id = s.tenant_id
          WHERE s.tenant_id = c.tenant_id AND (s.corpus_id IS NULL OR s.corpus_id = c.corpus_id)
          ORDER BY s.expires_at DESC NULLS FIRST, s.share_id LIMIT 1) AS o
        LEFT JOIN onggi.document_version v
          ON v.tenant_id = c.tenant_id AND v.corpus_id = c.corpus_id AND v.live
          AND ((v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
               OR (v.tenant_id, v.access_set_id, v.corpus_id)
                  IN (SELECT r.tenant_id, r.access_set_id, r.corpus_id FROM tenancy.readable_shared_sets() r))
        WHERE c.tenant_id <> ${home}
        GROUP BY c.tenant_id, c.corpus_id, o.tenant_id, o.name, o.kind, o.purpose, o.expires_at
        HAVING count(v.version_id) > 0
            OR (c.tenant_id, c.corpus_id) IN (SELECT s.tenant_id, s.corpus_id FROM tenancy.shared_corpora() s)
        ORDER BY c.tenant_id, c.name_ko, c.corpus_id`,
    'shared_corpora',
  );
  return rows.map(({ id, name, documents, newest, tenant, tenantName, kind, purpose, expiresAt }) => ({
    id,
    key: id,
    name,
    documents: Number(documents),
    newest: newest?.toISOString() ?? null,
    sharedBy: { tenant, name: tenantName, kind, purpose, expiresAt: expiresAt?.toISOString() ?? null },
    readOnly: true,
  }));
}

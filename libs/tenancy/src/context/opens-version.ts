import { sql, type SqlStatement } from '../database/sql.js';
import type { TenantContext } from './tenant-context.js';

/**
 * A condition on a row `v` of onggi.document_version: the caller's grants open its access set, or the caller manages it.
 * Row-level security says the same of every statement. It is said once more where texts and titles are read, from the
 * grants themselves and not from the setting, so that neither is the only wall. A count and not EXISTS: that would become a
 * join from all versions that the grants open, where each version is looked up by its key.
 */
export function opensVersion({ tenant, grants }: TenantContext): SqlStatement {
  return sql`(
    SELECT count(*) > 0 FROM onggi.access_set opened
    JOIN jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) AS g (tenant text, groups text[], label text, manage boolean, corpora uuid[])
      ON g.tenant = opened.tenant_id
    WHERE opened.tenant_id = v.tenant_id AND opened.access_set_id = v.access_set_id
      AND (g.manage AND g.tenant = ${tenant}
           OR opened.groups && g.groups AND tenancy.label_rank(opened.label) <= tenancy.label_rank(g.label)
              AND (g.corpora IS NULL OR v.corpus_id = ANY (g.corpora))))`;
}

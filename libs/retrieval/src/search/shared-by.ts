import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';

/** The tenant with its names as JSON; NULL for the reader's own. @param tenant an expression of its id */
export function sharedByColumn(transaction: TenantTransaction, tenant: SqlStatement): SqlStatement {
  return sql`(SELECT jsonb_build_object('tenant', t.tenant_id, 'name', jsonb_build_object('ko', t.name_ko, 'en', t.name_en))
              FROM tenancy.tenant t WHERE t.tenant_id = ${tenant} AND t.tenant_id <> ${transaction.context.tenant})`;
}

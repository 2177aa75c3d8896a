import { sql, type TenantTransaction } from '@onggi/tenancy';

/** Changes by SCIM go one after another within a tenant: clients send the same user or member twice at a time. */
export async function oneAtATime(transaction: TenantTransaction): Promise<void> {
  await transaction.rows(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`scim ${transaction.context.tenant}`}, 0))`,
  );
}

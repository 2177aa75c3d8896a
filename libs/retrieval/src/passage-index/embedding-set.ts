import type { EmbeddingProfile } from '@onggi/models';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';

interface EmbeddingSetRow extends EmbeddingProfile {
  tenant: string;
  set_id: number;
}

/**
 * Active embedding sets by tenant.
 * @throws EmbeddingSetMismatchError when a tenant has none, or one with vectors of another model, variant or centring
 */
export async function embeddingSetsInUse(
  transaction: TenantTransaction,
  tenants: readonly string[],
  profile: EmbeddingProfile,
): Promise<Map<string, number>> {
  const rows = await transaction.rows<EmbeddingSetRow>(
    sql`SELECT tenant_id AS tenant, set_id, model, variant, dimensions, centring_version AS "centringVersion"
        FROM onggi.embedding_set WHERE active AND tenant_id = ANY (${tenants}::text[])`,
    'embedding_sets_in_use',
  );
  for (const tenant of tenants) {
    const row = rows.find((each) => each.tenant === tenant);
    if (!row || !sameSpace(row, profile)) throw new EmbeddingSetMismatchError(tenant, profile, row);
  }
  return new Map(rows.map((row) => [row.tenant, row.set_id]));
}

function sameSpace(left: EmbeddingProfile, right: EmbeddingProfile): boolean {
  return (
    left.model === right.model &&
    left.variant === right.variant &&
    left.dimensions === right.dimensions &&
    left.centringVersion === right.centringVersion
  );
}

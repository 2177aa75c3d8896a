import { sameSpace, type EmbeddingProfile } from '@onggi/models';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';
import type { SearchedSet } from './passage-index.js';

interface EmbeddingSetRow extends EmbeddingProfile {
  tenant: string;
  set_id: number;
}

/** Active embedding sets of these tenants. */
export async function activeSets(transaction: TenantTransaction, tenants: readonly string[]): Promise<SearchedSet[]> {
  const rows = await transaction.rows<EmbeddingSetRow>(
    sql`SELECT tenant_id AS tenant, set_id, model, variant, dimensions, centring_version AS "centringVersion"
        FROM onggi.embedding_set WHERE active AND tenant_id = ANY (${tenants}::text[])`,
    'active_embedding_sets',
  );
  return rows.map(({ tenant, set_id: setId, ...profile }) => ({ tenant, setId, profile }));
}

/**
 * The set of a tenant among these.
 * @throws EmbeddingSetMismatchError when there is none, or one with vectors of another model, variant or centring
 */
export function setOf(sets: readonly SearchedSet[], tenant: string, profile: EmbeddingProfile): SearchedSet {
  const set = sets.find((each) => each.tenant === tenant);
  if (!set || !sameSpace(set.profile, profile)) throw new EmbeddingSetMismatchError(tenant, profile, set?.profile);
  return set;
}

import type { EmbeddingProfile } from '@onggi/models';
import type { LocalizedText } from '@onggi/platform';
import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import type { SearchedSet } from '../passage-index/passage-index.js';

/**
 * building: searched only by those who measure it, once it is whole. active: searched; each tenant has one. previous: was
 * active, is kept up, may be switched back to.
 */
export type EmbeddingSetState = 'building' | 'active' | 'previous';

/** Why a build ended early, for people. */
export interface BuildProblem {
  code: string;
  message: LocalizedText;
  remedy: LocalizedText;
}

/** The vectors that one embedding model made of a tenant's passages. */
export interface EmbeddingSet {
  setId: number;
  profile: EmbeddingProfile;
  state: EmbeddingSetState;
  /** Since when it is in this state. */
  stateSince: Date;
  /** When it was first seen to hold a vector of every passage; null while it is built. */
  wholeAt: Date | null;
  /** Passages that have a vector, and passages that were there when the last build began. */
  progress: { done: number; total: number };
  problem: BuildProblem | null;
  createdAt: Date;
}

interface EmbeddingSetRow extends EmbeddingProfile {
  setId: number;
  state: EmbeddingSetState;
  stateSince: Date;
  wholeAt: Date | null;
  done: number;
  total: number;
  problem: BuildProblem | null;
  createdAt: Date;
}

const columns = sql`set_id AS "setId", model, variant, dimensions, centring_version AS "centringVersion", state,
  state_since AS "stateSince", whole_at AS "wholeAt", build_done AS done, build_total AS total, problem, created_at AS "createdAt"`;

/** The home tenant's sets that were not removed, oldest first. */
export async function embeddingSets(transaction: TenantTransaction): Promise<EmbeddingSet[]> {
  return readSets(
    transaction,
    sql`SELECT ${columns} FROM onggi.embedding_set
    WHERE tenant_id = ${transaction.context.tenant} AND state <> 'removed' ORDER BY set_id`,
  );
}

/** Undefined for a number that is none of the home tenant's, and for a set that was removed. */
export async function embeddingSet(transaction: TenantTransaction, setId: number): Promise<EmbeddingSet | undefined> {
  return (await embeddingSets(transaction)).find((set) => set.setId === setId);
}

async function readSets(transaction: TenantTransaction, statement: SqlStatement): Promise<EmbeddingSet[]> {
  const rows = await transaction.rows<EmbeddingSetRow>(statement, 'embedding_sets');
  return rows.map(({ model, variant, dimensions, centringVersion, done, total, ...row }) => ({
    ...row,
    profile: { model, variant, dimensions, centringVersion },
    progress: { done, total },
  }));
}

/** Active sets of these tenants. */
export async function activeSets(transaction: TenantTransaction, tenants: readonly string[]): Promise<SearchedSet[]> {
  const rows = await transaction.rows<EmbeddingProfile & { tenant: string; setId: number }>(
    sql`SELECT tenant_id AS tenant, set_id AS "setId", model, variant, dimensions, centring_version AS "centringVersion"
        FROM onggi.embedding_set WHERE state = 'active' AND tenant_id = ANY (${tenants}::text[])`,
    'active_embedding_sets',
  );
  return rows.map(({ tenant, setId, ...profile }) => ({ tenant, setId, profile }));
}

/**
 * Holds the home tenant's sets until the transaction ends. Whoever writes vectors shares them with others who do; whoever
 * makes, switches or removes a set has them alone, and so sees every vector that was written and knows that none comes.
 */
export async function holdSets(transaction: TenantTransaction, how: 'shared' | 'alone'): Promise<void> {
  const key = `embedding-sets:${transaction.context.tenant}`;
  await transaction.first(
    how === 'alone'
      ? sql`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`
      : sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`,
  );
}

/** Asks for the set to be built, or for a removed one to be emptied, when the transaction commits. */
export async function requestSetJob(
  transaction: TenantTransaction,
  task: 'build-embedding-set' | 'empty-embedding-set',
  setId: number,
): Promise<void> {
  await transaction.execute(sql`SELECT tenancy.request_embedding_set_job(${task}, ${setId})`);
}

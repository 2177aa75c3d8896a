import type { EmbeddingProfile } from '@onggi/models';
import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import type { PlacedPassage } from '../passage-index/placed-passage.js';
import { insertVectors, type VectorRow } from '../passage-index/stage-chunks.js';
import { StaleBuildError } from '../retrieval-errors.js';
import { holdSets, type BuildProblem } from './embedding-set.js';
import { coverage } from './missing-vectors.js';

/** One run of a set's build. Its number is the fence: a newer run voids it. */
export interface SetBuild {
  setId: number;
  /** From 1. */
  attempt: number;
  profile: EmbeddingProfile;
}

/** What a build may add to a passage that has a vector already. */
export interface BuildOptions {
  /** True where its model gives tokens: passages that came without get them too. */
  withTokens: boolean;
}

/** A passage that the set has no vector of, or no tokens. */
export type PassageToEmbed = PlacedPassage;

/** Takes the next number. @returns undefined when there is no such set any more: there is nothing to do */
export async function beginBuild(transaction: TenantTransaction, setId: number): Promise<SetBuild | undefined> {
  const { passages, vectors } = await coverage(transaction, setId);
  const row = await transaction.first<EmbeddingProfile & { attempt: number }>(
    sql`UPDATE onggi.embedding_set
        SET build_attempt = build_attempt + 1, build_done = ${vectors}, build_total = ${passages}, problem = NULL
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId} AND state <> 'removed'
        RETURNING build_attempt AS attempt, model, variant, dimensions, centring_version AS "centringVersion"`,
  );
  if (!row) return undefined;
  const { attempt, ...profile } = row;
  return { setId, attempt, profile };
}

/** True for a passage `c` of which the set lacks something. */
function isIncomplete(tenant: string, setId: number, { withTokens }: BuildOptions): SqlStatement {
  return sql`(NOT EXISTS (
      SELECT FROM onggi.chunk_vector d WHERE d.tenant_id = ${tenant} AND d.set_id = ${setId} AND d.chunk_id = c.chunk_id)
    OR ${withTokens} AND NOT EXISTS (
      SELECT FROM onggi.chunk_tokens t WHERE t.tenant_id = ${tenant} AND t.set_id = ${setId} AND t.chunk_id = c.chunk_id))`;
}

/** The next version, by id, with a passage of which the set lacks something: of those that are shown or will be. */
export async function nextIncompleteVersion(
  transaction: TenantTransaction,
  { setId }: Pick<SetBuild, 'setId'>,
  after: string,
  options: BuildOptions,
): Promise<string | undefined> {
  const { tenant } = transaction.context;
  const row = await transaction.first<{ version_id: string }>(
    sql`SELECT v.version_id FROM onggi.document_version v
        WHERE v.tenant_id = ${tenant} AND (v.live OR v.status = 'scheduled') AND v.version_id > ${after}
          AND EXISTS (
            SELECT FROM onggi.chunk c WHERE c.tenant_id = ${tenant} AND c.version_id = v.version_id
              AND ${isIncomplete(tenant, setId, options)})
        ORDER BY v.version_id LIMIT 1`,
    'next_incomplete_version',
  );
  return row?.version_id;
}

/** In their order in the document. */
export async function passagesToEmbed(
  transaction: TenantTransaction,
  { setId }: SetBuild,
  versionId: string,
  options: BuildOptions,
): Promise<PassageToEmbed[]> {
  const { tenant } = transaction.context;
  return transaction.rows(
    sql`SELECT c.chunk_id AS "chunkId", c.ordinal, c.language, c.text_start AS start, c.text_end AS "end", c.heading, c.text
        FROM onggi.chunk c
        WHERE c.tenant_id = ${tenant} AND c.version_id = ${versionId} AND ${isIncomplete(tenant, setId, options)}
        ORDER BY c.ordinal`,
  );
}

/**
 * Keeps vectors of a version's passages; of one that was replaced or removed meanwhile none. Held until the transaction ends,
 * it cannot be retired, so its passages are those that were read. @throws StaleBuildError
 */
export async function addBuiltVectors(
  transaction: TenantTransaction,
  build: SetBuild,
  versionId: string,
  rows: readonly VectorRow[],
): Promise<void> {
  await holdSets(transaction, 'shared');
  const version = await transaction.first(
    sql`SELECT version_id FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND (live OR status = 'scheduled')
        FOR SHARE`,
  );
  const added = version ? await insertVectors(transaction, versionId, build.setId, rows) : 0;
  await writeProgress(transaction, build, added);
}

async function writeProgress(transaction: TenantTransaction, build: SetBuild, added: number): Promise<void> {
  const written = await transaction.execute(
    sql`UPDATE onggi.embedding_set SET build_done = build_done + ${added}
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${build.setId} AND state <> 'removed'
          AND build_attempt = ${build.attempt}`,
    'report_build',
  );
  if (written === 0) throw new StaleBuildError(build.setId, build.attempt);
}

/** Notes that the set is whole. @returns false when passages came meanwhile that it lacks @throws StaleBuildError */
export async function endBuild(transaction: TenantTransaction, build: SetBuild): Promise<boolean> {
  await holdSets(transaction, 'alone');
  await writeProgress(transaction, build, 0);
  const { passages, vectors } = await coverage(transaction, build.setId);
  if (vectors < passages) return false;
  await transaction.execute(
    sql`UPDATE onggi.embedding_set SET whole_at = coalesce(whole_at, now()), build_done = ${vectors}, build_total = ${passages}
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${build.setId}`,
  );
  return true;
}

/** Notes why the build ended early. */
export async function failBuild(
  transaction: TenantTransaction,
  { setId, attempt }: SetBuild,
  problem: BuildProblem,
): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.embedding_set SET problem = ${JSON.stringify(problem)}
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId} AND build_attempt = ${attempt}`,
  );
}

/** Deletes vectors and tokens of a set that was removed. @returns how many vectors, at most `limit` */
export async function emptySet(transaction: TenantTransaction, setId: number, limit: number): Promise<number> {
  const { tenant } = transaction.context;
  const removed = await transaction.rows<{ chunk_id: string }>(
    sql`DELETE FROM onggi.chunk_vector d USING onggi.embedding_set e
        WHERE e.tenant_id = ${tenant} AND e.set_id = ${setId} AND e.state = 'removed'
          AND d.tenant_id = ${tenant} AND d.set_id = ${setId} AND d.chunk_id IN (
            SELECT o.chunk_id FROM onggi.chunk_vector o WHERE o.tenant_id = ${tenant} AND o.set_id = ${setId} LIMIT ${limit})
        RETURNING d.chunk_id`,
  );
  const ids = removed.map((row) => row.chunk_id);
  await transaction.execute(
    sql`DELETE FROM onggi.chunk_tokens WHERE tenant_id = ${tenant} AND set_id = ${setId} AND chunk_id = ANY (${ids}::uuid[])`,
  );
  return ids.length;
}

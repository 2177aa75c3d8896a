import { NotFoundError } from '@onggi/platform';
import { recordAudit, sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import { NothingApprovedError } from '../quality-errors.js';

export interface VersionToMeasure {
  version: number;
  queries: number;
}

/** @throws NotFoundError */
export async function existingVersion(
  transaction: TenantTransaction,
  setId: string,
  version: number,
): Promise<VersionToMeasure> {
  const row = await transaction.first<{ queries: number }>(
    sql`SELECT count(*)::int AS queries FROM onggi.evaluation_query
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId} AND version = ${version}`,
  );
  if (!row || row.queries === 0) throw new NotFoundError();
  return { version, queries: row.queries };
}

/**
 * The version that holds what is approved now: the newest one where nothing has changed since, otherwise a new one.
 * @throws NothingApprovedError
 */
export async function currentVersion(transaction: TenantTransaction, setId: string): Promise<VersionToMeasure> {
  const { tenant, principal } = transaction.context;
  // Two who start at once must not both make the next version.
  await transaction.execute(
    sql`SELECT FROM onggi.evaluation_set WHERE tenant_id = ${tenant} AND set_id = ${setId} FOR UPDATE`,
  );
  const content = await approvedContent(transaction, setId);
  const newest = await transaction.first<{ version: number; content_sha256: Buffer }>(
    sql`SELECT version, content_sha256 FROM onggi.evaluation_version
        WHERE tenant_id = ${tenant} AND set_id = ${setId} ORDER BY version DESC LIMIT 1`,
  );
  if (newest?.content_sha256.equals(content.hash)) return { version: newest.version, queries: content.queries };
  const version = (newest?.version ?? 0) + 1;
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_version (tenant_id, set_id, version, content_sha256, created_by)
        VALUES (${tenant}, ${setId}, ${version}, ${content.hash}, ${principal})`,
  );
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_query (tenant_id, set_id, version, query_id, text, language, answers, unanswerable, judgements)
        SELECT tenant_id, set_id, ${version}::int, question_id, text, language, answers, unanswerable, judgements
        FROM onggi.evaluation_question WHERE ${approvedIn(tenant, setId)}`,
  );
  await recordAudit(transaction, {
    action: 'evaluation_set.version',
    target: setId,
    detail: { version, queries: content.queries },
  });
  return { version, queries: content.queries };
}

/** How many questions are approved, and a hash of all that a version would hold of them. */
async function approvedContent(
  transaction: TenantTransaction,
  setId: string,
): Promise<{ queries: number; hash: Buffer }> {
  const row = await transaction.first<{ queries: number; hash: Buffer }>(
    sql`SELECT count(*)::int AS queries,
               sha256(convert_to(string_agg(
                 jsonb_build_array(question_id, text, language, answers, unanswerable, judgements)::text, E'\n' ORDER BY question_id),
               'UTF8')) AS hash
        FROM onggi.evaluation_question WHERE ${approvedIn(transaction.context.tenant, setId)}`,
  );
  if (!row || row.queries === 0) throw new NothingApprovedError();
  return row;
}

function approvedIn(tenant: string, setId: string): SqlStatement {
  return sql`tenant_id = ${tenant} AND set_id = ${setId} AND state = 'approved'`;
}

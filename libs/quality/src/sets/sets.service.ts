import { Injectable } from '@nestjs/common';
import { newId, type LocalizedText } from '@onggi/platform';
import {
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type SqlStatement,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { InvalidSetKeyError } from '../quality-errors.js';
import {
  setNamed,
  toSetName,
  type EvaluationSetDetail,
  type EvaluationSetSummary,
  type SetName,
  type SetNameRow,
  type SetVersion,
} from './evaluation-set.js';

interface SetRow extends SetNameRow {
  draft: number;
  approved: number;
  rejected: number;
  version: number | null;
  created_at: Date;
}

const keyShape = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;

/** A tenant's evaluation sets, for those who curate; to others they do not exist. */
@Injectable()
export class EvaluationSetsService {
  constructor(private readonly database: TenantDb) {}

  /** All sets of the tenant, by key. */
  async list(context: TenantContext): Promise<EvaluationSetSummary[]> {
    return this.database.run(context, async (transaction) => {
      const rows = await transaction.rows<SetRow>(sql`${setRows(context.tenant)} ORDER BY s.set_key`);
      return rows.map(toSummary);
    });
  }

  /** By key or id. @throws NotFoundError */
  async view(context: TenantContext, keyOrId: string): Promise<EvaluationSetDetail> {
    return this.database.run(context, async (transaction) => {
      const { id } = await setNamed(transaction, keyOrId);
      const [row] = await transaction.rows<SetRow>(sql`${setRows(context.tenant)} AND s.set_id = ${id}`);
      const versions = await versionsOf(transaction, id);
      return { ...toSummary(row as SetRow), versions };
    });
  }

  /** Makes a set. Where the key exists, its name is brought up to date if one is given. @throws InvalidSetKeyError */
  async save(context: TenantContext, key: string, name?: LocalizedText): Promise<SetName> {
    requireRole(context, 'curator');
    if (!keyShape.test(key)) throw new InvalidSetKeyError(key);
    return this.database.run(context, async (transaction) => {
      const row = await transaction.first<SetNameRow>(
        sql`INSERT INTO onggi.evaluation_set (tenant_id, set_id, set_key, name_ko, name_en)
            VALUES (${context.tenant}, ${newId()}, ${key}, ${name?.ko ?? key}, ${name?.en ?? key})
            ON CONFLICT (tenant_id, set_key) DO UPDATE
            SET name_ko = coalesce(${name?.ko ?? null}, evaluation_set.name_ko),
                name_en = coalesce(${name?.en ?? null}, evaluation_set.name_en)
            RETURNING set_id, set_key, name_ko, name_en`,
      );
      const saved = toSetName(row as SetNameRow);
      await recordAudit(transaction, { action: 'evaluation_set.save', target: saved.id });
      return saved;
    });
  }

  /** Removes a set with its versions and runs. @throws NotFoundError */
  async remove(context: TenantContext, keyOrId: string): Promise<void> {
    requireRole(context, 'curator');
    await this.database.run(context, async (transaction) => {
      const { id } = await setNamed(transaction, keyOrId);
      await transaction.execute(
        sql`DELETE FROM onggi.evaluation_set WHERE tenant_id = ${context.tenant} AND set_id = ${id}`,
      );
      await recordAudit(transaction, { action: 'evaluation_set.remove', target: id });
    });
  }
}

function setRows(tenant: string): SqlStatement {
  return sql`
    SELECT s.set_id, s.set_key, s.name_ko, s.name_en, s.created_at, q.draft, q.approved, q.rejected,
           (SELECT max(v.version) FROM onggi.evaluation_version v WHERE v.tenant_id = s.tenant_id AND v.set_id = s.set_id) AS version
    FROM onggi.evaluation_set s
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE state = 'draft')::int AS draft, count(*) FILTER (WHERE state = 'approved')::int AS approved,
             count(*) FILTER (WHERE state = 'rejected')::int AS rejected
      FROM onggi.evaluation_question q WHERE q.tenant_id = s.tenant_id AND q.set_id = s.set_id) AS q
    WHERE s.tenant_id = ${tenant}`;
}

async function versionsOf(transaction: TenantTransaction, setId: string): Promise<SetVersion[]> {
  const rows = await transaction.rows<{ version: number; questions: number; created_by: string; created_at: Date }>(
    sql`SELECT v.version, v.created_by, v.created_at,
               (SELECT count(*)::int FROM onggi.evaluation_query q
                WHERE q.tenant_id = v.tenant_id AND q.set_id = v.set_id AND q.version = v.version) AS questions
        FROM onggi.evaluation_version v
        WHERE v.tenant_id = ${transaction.context.tenant} AND v.set_id = ${setId} ORDER BY v.version DESC`,
  );
  return rows.map(({ version, questions, created_by, created_at }) => ({
    version,
    questions,
    createdBy: created_by,
    createdAt: created_at.toISOString(),
  }));
}

function toSummary(row: SetRow): EvaluationSetSummary {
  const { draft, approved, rejected, version } = row;
  return {
    ...toSetName(row),
    questions: { draft, approved, rejected },
    version,
    createdAt: row.created_at.toISOString(),
  };
}

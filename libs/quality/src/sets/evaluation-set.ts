import { isId, NotFoundError, type LocalizedText } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';

/** A set by name alone. */
export interface SetName {
  id: string;
  key: string;
  name: LocalizedText;
}

/** A set with what is in it. */
export interface EvaluationSetSummary extends SetName {
  questions: { draft: number; approved: number; rejected: number };
  /** Number of the newest version; null until something was measured. */
  version: number | null;
  /** ISO 8601, as all times here. */
  createdAt: string;
}

/** The approved questions as they stood once. Never changes. */
export interface SetVersion {
  version: number;
  questions: number;
  /** Principal. */
  createdBy: string;
  createdAt: string;
}

export interface EvaluationSetDetail extends EvaluationSetSummary {
  /** Newest first. */
  versions: SetVersion[];
}

export interface SetNameRow {
  set_id: string;
  set_key: string;
  name_ko: string;
  name_en: string;
}

export function toSetName(row: SetNameRow): SetName {
  return { id: row.set_id, key: row.set_key, name: { ko: row.name_ko, en: row.name_en } };
}

/** By key or id, inside a unit of work. @throws NotFoundError */
export async function setNamed(transaction: TenantTransaction, keyOrId: string): Promise<SetName> {
  const row = await transaction.first<SetNameRow>(
    sql`SELECT set_id, set_key, name_ko, name_en FROM onggi.evaluation_set
        WHERE tenant_id = ${transaction.context.tenant}
          AND (set_key = ${keyOrId} OR set_id = ${isId(keyOrId) ? keyOrId : null})
        ORDER BY set_key = ${keyOrId} DESC LIMIT 1`,
  );
  if (!row) throw new NotFoundError();
  return toSetName(row);
}

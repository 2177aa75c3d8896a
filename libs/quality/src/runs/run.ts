import { isId, NotFoundError, type LocalizedText, type OnggiError } from '@onggi/platform';
import type { EvaluationReport } from '@onggi/evaluation';
import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';

export type WorkStatus = 'waiting' | 'running' | 'finished' | 'failed' | 'cancelled';

/** Why work failed, in both languages: whoever reads it later may read the other one. */
export interface WorkFailure {
  code: string;
  message: LocalizedText;
  remedy: LocalizedText;
}

/** A version of a set, measured. */
export interface EvaluationRun {
  id: string;
  set: { id: string; key: string };
  version: number;
  /** False: search alone was measured. */
  answers: boolean;
  /** Key of the expert who was asked; null: all corpora. */
  expert: string | null;
  status: WorkStatus;
  /** Queries done, of how many. */
  done: number;
  total: number;
  /** Number of the tenant's embedding set that was searched; null until it began. */
  embeddingSet: number | null;
  /** Null where none was asked. */
  chatModel: string | null;
  /** What else decided the figures, as far as the server knew it. */
  configuration: Record<string, unknown>;
  /** Null until it is finished. */
  report: EvaluationReport | null;
  error: WorkFailure | null;
  /** Principals. */
  startedBy: string;
  endedBy: string | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

interface RunRow {
  run_id: string;
  set_id: string;
  set_key: string;
  version: number;
  answers: boolean;
  expert_key: string | null;
  status: WorkStatus;
  done: number;
  total: number;
  embedding_set_id: number | null;
  chat_model: string | null;
  configuration: Record<string, unknown>;
  report: EvaluationReport | null;
  error: WorkFailure | null;
  started_by: string;
  ended_by: string | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

/** Runs of the tenant that a condition chooses; `r` is the run, `s` its set. */
export async function readRuns(transaction: TenantTransaction, condition: SqlStatement): Promise<EvaluationRun[]> {
  const rows = await transaction.rows<RunRow>(
    sql`SELECT r.run_id, r.set_id, s.set_key, r.version, r.answers, r.expert_key, r.status, r.total, r.embedding_set_id, r.chat_model,
               r.configuration, r.report, r.error, r.started_by, r.ended_by, r.created_at, r.started_at, r.ended_at,
               (SELECT count(*)::int FROM onggi.evaluation_outcome o WHERE o.tenant_id = r.tenant_id AND o.run_id = r.run_id) AS done
        FROM onggi.evaluation_run r JOIN onggi.evaluation_set s ON s.tenant_id = r.tenant_id AND s.set_id = r.set_id
        WHERE r.tenant_id = ${transaction.context.tenant} ${condition}`,
  );
  return rows.map(toRun);
}

/** @throws NotFoundError */
export async function runById(transaction: TenantTransaction, runId: string): Promise<EvaluationRun> {
  const [run] = isId(runId) ? await readRuns(transaction, sql`AND r.run_id = ${runId}`) : [];
  if (!run) throw new NotFoundError();
  return run;
}

export function failureOf(error: OnggiError): WorkFailure {
  return { code: error.code, message: error.localizedMessage, remedy: error.remedy };
}

/** Key of a run's job. */
export function runKey(runId: string): string {
  return `evaluation:${runId}`;
}

function toRun(row: RunRow): EvaluationRun {
  return {
    id: row.run_id,
    set: { id: row.set_id, key: row.set_key },
    version: row.version,
    answers: row.answers,
    expert: row.expert_key,
    status: row.status,
    done: row.done,
    total: row.total,
    embeddingSet: row.embedding_set_id,
    chatModel: row.chat_model,
    configuration: row.configuration,
    report: row.report,
    error: row.error,
    startedBy: row.started_by,
    endedBy: row.ended_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

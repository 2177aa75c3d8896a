import { evaluationReport, type EvaluationReport, type QueryOutcome, type QueryScores } from '@onggi/evaluation';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { RunInWork } from './run-store.js';

interface OutcomeRow {
  query_id: string;
  found: string[];
  search_ms: number | null;
  answer_ms: number | null;
  scores: QueryScores;
  ignored_judgements: number;
  error_code: string | null;
}

/** The report of a run whose queries are all done. @param documents that were searched */
export async function finishedReport(
  transaction: TenantTransaction,
  run: RunInWork,
  documents: number,
): Promise<EvaluationReport> {
  const { tenant } = transaction.context;
  const rows = await transaction.rows<OutcomeRow>(
    sql`SELECT query_id, found, search_ms, answer_ms, scores, ignored_judgements, error_code FROM onggi.evaluation_outcome
        WHERE tenant_id = ${tenant} AND run_id = ${run.id} ORDER BY query_id`,
  );
  const queries = await transaction.rows<{ unanswerable: boolean }>(
    sql`SELECT unanswerable FROM onggi.evaluation_query
        WHERE tenant_id = ${tenant} AND set_id = ${run.setId} AND version = ${run.version}`,
  );
  const ignoredJudgements = rows.reduce((sum, row) => sum + row.ignored_judgements, 0);
  return evaluationReport(
    { documents: { length: documents }, queries, ignoredJudgements },
    rows.map(toOutcome),
    rows.map(({ scores }) => scores),
    { rejected: 0, failed: rows.filter(({ error_code: code }) => code !== null).length },
  );
}

/** Live documents that a search of the caller looks through. */
export async function documentsSearched(transaction: TenantTransaction): Promise<number> {
  const row = await transaction.first<{ documents: number }>(
    sql`SELECT count(*)::int AS documents FROM onggi.document_version v
        WHERE v.tenant_id = ${transaction.context.tenant} AND v.live
          AND (v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)`,
  );
  return row?.documents ?? 0;
}

function toOutcome({ query_id: queryId, found, search_ms: searchMs, answer_ms: answerMs }: OutcomeRow): QueryOutcome {
  return {
    queryId,
    found,
    ...(searchMs !== null && { searchMs }),
    ...(answerMs !== null && { answerMs }),
  };
}

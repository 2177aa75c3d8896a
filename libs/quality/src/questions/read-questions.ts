import { type Language } from '@onggi/platform';
import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import type { EvaluationQuestion, QuestionOrigin, QuestionState, StoredJudgements } from './question.js';

export interface QuestionRow {
  question_id: string;
  external_id: string | null;
  text: string;
  language: Language;
  answers: string[];
  unanswerable: boolean;
  judgements: StoredJudgements;
  origin: QuestionOrigin;
  state: QuestionState;
  note: string;
  created_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
}

/** Rows of questions as curators see them, with the titles of the documents that are still there. */
export async function questionsFrom(
  transaction: TenantTransaction,
  rows: readonly QuestionRow[],
): Promise<EvaluationQuestion[]> {
  const titles = await titlesOf(
    transaction,
    rows.flatMap(({ judgements }) => Object.keys(judgements)),
  );
  return rows.map((row) => ({
    id: row.question_id,
    externalId: row.external_id,
    text: row.text,
    lang: row.language,
    answers: row.answers,
    unanswerable: row.unanswerable,
    relevant: Object.entries(row.judgements).map(([documentId, grade]) => ({
      documentId,
      grade,
      ...(titles.get(documentId) ?? { title: null, path: null }),
    })),
    origin: row.origin,
    state: row.state,
    note: row.note,
    createdAt: row.created_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
  }));
}

export function questionRows(tenant: string, setId: string): SqlStatement {
  return sql`SELECT question_id, external_id, text, language, answers, unanswerable, judgements, origin, state, note,
                    created_at, decided_by, decided_at
             FROM onggi.evaluation_question WHERE tenant_id = ${tenant} AND set_id = ${setId}`;
}

async function titlesOf(
  transaction: TenantTransaction,
  documentIds: readonly string[],
): Promise<Map<string, { title: string; path: string }>> {
  const rows = await transaction.rows<{ document_id: string; title: string; path: string }>(
    sql`SELECT d.document_id, d.path, coalesce(v.title, '') AS title FROM onggi.document d
        LEFT JOIN onggi.document_version v ON v.tenant_id = d.tenant_id AND v.document_id = d.document_id AND v.live
        WHERE d.tenant_id = ${transaction.context.tenant} AND d.document_id = ANY (${[...new Set(documentIds)]}::uuid[])`,
  );
  return new Map(rows.map(({ document_id: id, title, path }) => [id, { title, path }]));
}

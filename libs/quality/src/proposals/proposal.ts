import { isId, NotFoundError } from '@onggi/platform';
import { sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import type { WorkFailure, WorkStatus } from '../runs/run.js';

/** Questions that a model is asked to write, a passage each. */
export interface QuestionProposal {
  id: string;
  set: { id: string; key: string };
  status: WorkStatus;
  /** The budget: passages, each one call of the model. */
  passages: number;
  /** Passages done. */
  asked: number;
  /** Drafts that came of them. */
  proposed: number;
  chatModel: string | null;
  error: WorkFailure | null;
  /** Principals. */
  startedBy: string;
  endedBy: string | null;
  createdAt: string;
  endedAt: string | null;
}

interface ProposalRow {
  proposal_id: string;
  set_id: string;
  set_key: string;
  status: WorkStatus;
  passages: number;
  asked: number;
  proposed: number;
  chat_model: string | null;
  error: WorkFailure | null;
  started_by: string;
  ended_by: string | null;
  created_at: Date;
  ended_at: Date | null;
}

/** Proposals of a set that a condition chooses; `p` is the proposal. */
export async function readProposals(
  transaction: TenantTransaction,
  setId: string,
  condition: SqlStatement,
): Promise<QuestionProposal[]> {
  const rows = await transaction.rows<ProposalRow>(
    sql`SELECT p.proposal_id, p.set_id, s.set_key, p.status, p.passages, p.asked, p.proposed, p.chat_model, p.error, p.started_by,
               p.ended_by, p.created_at, p.ended_at
        FROM onggi.evaluation_proposal p JOIN onggi.evaluation_set s ON s.tenant_id = p.tenant_id AND s.set_id = p.set_id
        WHERE p.tenant_id = ${transaction.context.tenant} AND p.set_id = ${setId} ${condition}`,
  );
  return rows.map((row) => ({
    id: row.proposal_id,
    set: { id: row.set_id, key: row.set_key },
    status: row.status,
    passages: row.passages,
    asked: row.asked,
    proposed: row.proposed,
    chatModel: row.chat_model,
    error: row.error,
    startedBy: row.started_by,
    endedBy: row.ended_by,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

/** @throws NotFoundError */
export async function proposalById(
  transaction: TenantTransaction,
  setId: string,
  proposalId: string,
): Promise<QuestionProposal> {
  const [proposal] = isId(proposalId)
    ? await readProposals(transaction, setId, sql`AND p.proposal_id = ${proposalId}`)
    : [];
  if (!proposal) throw new NotFoundError();
  return proposal;
}

/** Key of a proposal's job. */
export function proposalKey(proposalId: string): string {
  return `proposal:${proposalId}`;
}

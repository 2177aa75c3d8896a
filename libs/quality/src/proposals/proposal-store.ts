import type { OnggiError } from '@onggi/platform';
import { newId } from '@onggi/platform';
import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import { failureOf } from '../runs/run.js';
import { isNearDuplicate } from './near-duplicate.js';
import type { Proposal } from './question-prompt.js';
import type { SampledPassage } from './sampled-passage.js';

/** A proposal that a job works on. */
export interface ProposalInWork {
  id: string;
  setId: string;
  passages: number;
  asked: number;
  proposed: number;
  startedBy: string;
}

/** Passages with less say too little to be asked about. */
const fewestTokens = 40;

/** @returns undefined when it is gone or has ended */
export async function proposalInWork(
  transaction: TenantTransaction,
  proposalId: string,
): Promise<ProposalInWork | undefined> {
  return transaction.first<ProposalInWork>(
    sql`UPDATE onggi.evaluation_proposal SET status = 'running'
        WHERE tenant_id = ${transaction.context.tenant} AND proposal_id = ${proposalId} AND status IN ('waiting', 'running')
        RETURNING proposal_id AS id, set_id AS "setId", passages, asked, proposed, started_by AS "startedBy"`,
  );
}

/**
 * The next passage: one of a document that no question of the set names, in an order that is random and the same each time.
 * What was asked in vain stands first in that order, since what became a question is not in it any more.
 * @param transaction of the one who started: whose rights decide which documents there are
 */
export async function nextPassage(
  transaction: TenantTransaction,
  { id, setId, asked, proposed }: ProposalInWork,
): Promise<SampledPassage | undefined> {
  const { tenant } = transaction.context;
  return transaction.first<SampledPassage>(
    sql`SELECT v.document_id AS "documentId", v.title, sampled.heading, sampled.text, sampled.language
        FROM onggi.document_version v
        CROSS JOIN LATERAL (
          SELECT c.heading, c.text, c.language FROM onggi.chunk c
          WHERE c.tenant_id = ${tenant} AND c.version_id = v.version_id AND c.token_count >= ${fewestTokens}
          ORDER BY hashtextextended(c.chunk_id::text, 0) LIMIT 1) AS sampled
        WHERE v.tenant_id = ${tenant} AND v.live
          AND (v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
          AND NOT EXISTS (SELECT FROM onggi.evaluation_question q
                          WHERE q.tenant_id = ${tenant} AND q.set_id = ${setId} AND q.judgements ? v.document_id::text)
        ORDER BY hashtextextended(v.document_id::text || ${id}, 0) OFFSET ${asked - proposed} LIMIT 1`,
  );
}

/**
 * Counts a passage as asked and keeps what came of it, unless the set asks the same already.
 * @returns what was kept, or why not; undefined when the proposal has ended meanwhile
 */
export async function saveProposed(
  transaction: TenantTransaction,
  proposal: ProposalInWork,
  passage: SampledPassage,
  written: Proposal,
): Promise<Proposal | undefined> {
  const { tenant } = transaction.context;
  const kept: Proposal =
    'proposed' in written && isNearDuplicate(written.proposed.text, await questionTexts(transaction, proposal.setId))
      ? { model: written.model, discarded: 'NEAR_DUPLICATE' }
      : written;
  const isDraft = 'proposed' in kept;
  const counted = await transaction.execute(
    sql`UPDATE onggi.evaluation_proposal
        SET asked = asked + 1, proposed = proposed + ${isDraft ? 1 : 0}, chat_model = coalesce(${kept.model}, chat_model)
        WHERE tenant_id = ${tenant} AND proposal_id = ${proposal.id} AND status = 'running'`,
  );
  if (counted === 0) return undefined;
  if (!isDraft) return kept;
  const { proposed } = kept;
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_question (tenant_id, set_id, question_id, text, language, answers, judgements, origin, state)
        VALUES (${tenant}, ${proposal.setId}, ${newId()}, ${proposed.text}, ${proposed.language}, ${[proposed.answer]},
                ${JSON.stringify({ [passage.documentId]: 1 })}, 'proposed', 'draft')`,
  );
  return kept;
}

async function questionTexts(transaction: TenantTransaction, setId: string): Promise<string[]> {
  const rows = await transaction.rows<{ text: string }>(
    sql`SELECT text FROM onggi.evaluation_question WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId}`,
  );
  return rows.map(({ text }) => text);
}

/** Ends a running proposal. @param failure undefined: it is finished */
export async function endProposal(
  transaction: TenantTransaction,
  proposalId: string,
  failure?: OnggiError,
): Promise<void> {
  const { tenant, principal } = transaction.context;
  const ended = await transaction.execute(
    sql`UPDATE onggi.evaluation_proposal
        SET status = ${failure ? 'failed' : 'finished'}, error = ${failure ? JSON.stringify(failureOf(failure)) : null},
            ended_by = ${principal}, ended_at = clock_timestamp()
        WHERE tenant_id = ${tenant} AND proposal_id = ${proposalId} AND status = 'running'`,
  );
  if (ended === 0) return;
  await recordAudit(transaction, {
    action: 'evaluation_proposal.end',
    target: proposalId,
    outcome: failure ? 'failed' : 'allowed',
  });
}

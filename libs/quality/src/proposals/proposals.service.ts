import { Injectable } from '@nestjs/common';
import { newId } from '@onggi/platform';
import { enqueue, recordAudit, requireRole, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { setNamed } from '../sets/evaluation-set.js';
import { proposalById, proposalKey, readProposals, type QuestionProposal } from './proposal.js';

const shownProposals = 50;

/** Drafts of questions by the chat model: ordered and read here, written by a job. */
@Injectable()
export class ProposalsService {
  constructor(private readonly database: TenantDb) {}

  /** Newest first, 50 at most. @throws NotFoundError */
  async list(context: TenantContext, set: string): Promise<QuestionProposal[]> {
    return this.database.run(context, async (transaction) => {
      const { id } = await setNamed(transaction, set);
      return readProposals(transaction, id, sql`ORDER BY p.proposal_id DESC LIMIT ${shownProposals}`);
    });
  }

  /** @throws NotFoundError */
  async view(context: TenantContext, set: string, proposalId: string): Promise<QuestionProposal> {
    return this.database.run(context, async (transaction) => {
      const { id } = await setNamed(transaction, set);
      return proposalById(transaction, id, proposalId);
    });
  }

  /**
   * Has the model write a question for passages of documents that the set does not ask about yet and the caller may read.
   * @param passages how many at most: the budget
   * @throws NotFoundError
   */
  async start(context: TenantContext, set: string, passages: number): Promise<QuestionProposal> {
    requireRole(context, 'curator');
    return this.database.run(context, async (transaction) => {
      const { id: setId } = await setNamed(transaction, set);
      const proposalId = newId();
      await transaction.execute(
        sql`INSERT INTO onggi.evaluation_proposal (tenant_id, proposal_id, set_id, passages, started_by)
            VALUES (${context.tenant}, ${proposalId}, ${setId}, ${passages}, ${context.principal})`,
      );
      await enqueue(transaction, 'propose-questions', [{ payload: { proposalId }, key: proposalKey(proposalId) }]);
      await recordAudit(transaction, { action: 'evaluation_proposal.start', target: proposalId, detail: { passages } });
      return proposalById(transaction, setId, proposalId);
    });
  }

  /** Drafts that were made by then stay. @throws NotFoundError */
  async cancel(context: TenantContext, set: string, proposalId: string): Promise<QuestionProposal> {
    requireRole(context, 'curator');
    return this.database.run(context, async (transaction) => {
      const { id: setId } = await setNamed(transaction, set);
      const { id } = await proposalById(transaction, setId, proposalId);
      const cancelled = await transaction.execute(
        sql`UPDATE onggi.evaluation_proposal SET status = 'cancelled', ended_by = ${context.principal}, ended_at = clock_timestamp()
            WHERE tenant_id = ${context.tenant} AND proposal_id = ${id} AND status IN ('waiting', 'running')`,
      );
      if (cancelled > 0) await recordAudit(transaction, { action: 'evaluation_proposal.cancel', target: id });
      return proposalById(transaction, setId, id);
    });
  }
}

import { storableText } from '@onggi/answering';
import { currentContext, type RightsWatch } from '@onggi/identity';
import { ModelReplyError, type ChatModel } from '@onggi/models';
import { asOnggiError, createLogger } from '@onggi/platform';
import type { JobRun, TenantContext, TenantDb } from '@onggi/tenancy';
import { StarterGoneError } from '../quality-errors.js';
import { patiently } from '../runs/patiently.js';
import { endProposal, nextPassage, proposalInWork, saveProposed, type ProposalInWork } from './proposal-store.js';
import { proposeQuestion, type Proposal } from './question-prompt.js';
import type { SampledPassage } from './sampled-passage.js';

const log = createLogger('evaluation');
const mostAttempts = 5;

/** The job that has the chat model write questions, passage by passage, until the budget or the documents are spent. */
export class ProposeQuestions {
  constructor(
    private readonly database: TenantDb,
    private readonly model: ChatModel,
    private readonly rights: RightsWatch,
  ) {}

  async run({ context, payload, attempt, signal }: JobRun): Promise<void> {
    const proposalId = String(payload['proposalId']);
    try {
      while (await this.step(context, proposalId, signal)) signal.throwIfAborted();
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = asOnggiError(error);
      log.warn({ proposal: proposalId, code: failure.code, cause: String(failure.cause ?? error) }, 'cut short');
      if (failure.retryable && attempt < mostAttempts) throw error;
      await this.database.run(context, (transaction) => endProposal(transaction, proposalId, failure));
    }
  }

  /** One passage. @returns false when there is nothing more to do */
  private async step(context: TenantContext, proposalId: string, signal: AbortSignal): Promise<boolean> {
    const proposal = await this.database.run(context, (transaction) => proposalInWork(transaction, proposalId));
    if (!proposal) return false;
    const sampled = proposal.asked < proposal.passages ? await this.sample(context, proposal) : undefined;
    if (!sampled) {
      await this.database.run(context, (transaction) => endProposal(transaction, proposalId));
      return false;
    }
    const { starter, passage } = sampled;
    const written = await this.rights.during(starter, signal, (both) => this.write(context.tenant, passage, both));
    const kept = await this.database.run(context, (transaction) =>
      saveProposed(transaction, proposal, passage, written),
    );
    if (kept && 'discarded' in kept) {
      const { discarded: reason } = kept;
      log.info({ proposal: proposalId, document: passage.documentId, reason }, 'a passage came to no question');
    }
    return kept !== undefined;
  }

  private async sample(
    context: TenantContext,
    proposal: ProposalInWork,
  ): Promise<{ starter: TenantContext; passage: SampledPassage } | undefined> {
    const starter = await this.database.run(context, (transaction) => currentContext(transaction, proposal.startedBy));
    if (!starter) throw new StarterGoneError();
    const passage = await this.database.run(starter, (transaction) => nextPassage(transaction, proposal));
    return passage && { starter, passage };
  }

  /** A reply that keeps to no form is a passage asked in vain, no reason to stop. */
  private async write(tenant: string, passage: SampledPassage, signal: AbortSignal): Promise<Proposal> {
    try {
      const written = await patiently(signal, () => proposeQuestion(this.model, tenant, passage, signal));
      if (!('proposed' in written)) return written;
      const { text, answer, ...more } = written.proposed;
      return { ...written, proposed: { ...more, text: storableText(text), answer: storableText(answer) } };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelReplyError) return { model: null, discarded: 'NO_REPLY' };
      throw error;
    }
  }
}

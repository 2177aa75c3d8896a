import { Injectable } from '@nestjs/common';
import type { JudgedDifference } from '@onggi/evaluation';
import { TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { NoEvidenceError } from '../quality-errors.js';
import { compare } from './compare.js';
import { runById, type EvaluationRun } from './run.js';
import { activeEmbeddingSet } from './run-store.js';

/** What a change of search must not lose: right passages at all, and right ones in front. */
const judged = ['recall@10', 'mrr@10'] as const;

/** Ids of two runs. */
export interface SwitchRuns {
  /** In the set that is active. */
  before: string;
  /** In the set to be switched to. */
  after: string;
}

/** Judges by stored runs whether a tenant may be searched in another embedding set. */
@Injectable()
export class SwitchEvidence {
  constructor(private readonly database: TenantDb) {}

  /** @throws NoEvidenceError unless both measures are shown to be no worse; NotFoundError, RunsNotComparableError */
  async require(context: TenantContext, embeddingSet: number, { before, after }: SwitchRuns): Promise<void> {
    await this.database.run(context, async (transaction) => {
      const [old, fresh] = [await runById(transaction, before), await runById(transaction, after)];
      if (!(await areOf(transaction, old, fresh, embeddingSet))) throw new NoEvidenceError();
      const { metrics } = await compare(transaction, fresh, old);
      const failing = judged.filter((metric) => !isNoWorse(metrics[metric]));
      if (failing.length > 0) throw new NoEvidenceError(failing.map((each) => told(each, metrics[each])).join(', '));
    });
  }
}

async function areOf(
  transaction: TenantTransaction,
  before: EvaluationRun,
  after: EvaluationRun,
  embeddingSet: number,
): Promise<boolean> {
  const active = await activeEmbeddingSet(transaction);
  return before.embeddingSet === active?.set_id && after.embeddingSet === embeddingSet;
}

const isNoWorse = (difference: JudgedDifference | undefined): boolean =>
  difference?.verdict === 'better' || difference?.verdict === 'not_worse';

function told(metric: string, judgement: JudgedDifference | undefined): string {
  if (!judgement) return `${metric} –`;
  const { verdict, questions, difference } = judgement;
  const change = difference
    ? ` ${difference.mean.toFixed(3)} [${difference.low.toFixed(3)} ${difference.high.toFixed(3)}]`
    : '';
  return `${metric} ${verdict}${change} (${questions})`;
}

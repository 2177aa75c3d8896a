import { Injectable } from '@nestjs/common';
import { expertNamed } from '@onggi/answering';
import { newId } from '@onggi/platform';
import { enqueue, noSql, recordAudit, requireRole, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { currentVersion, existingVersion } from '../sets/current-version.js';
import { setNamed } from '../sets/evaluation-set.js';
import { SearchMeasuredOnlyError } from '../quality-errors.js';
import { compare, type RunComparison } from './compare.js';
import { readRuns, runById, runKey, type EvaluationRun } from './run.js';
import { existingEmbeddingSet } from './run-store.js';

/** What is to be measured. */
export interface RunRequest {
  /** Key or id. */
  set: string;
  /** Default: what is approved now. */
  version?: number;
  /** True: answers too, not only search. Default false. */
  answers?: boolean;
  /** Key of the expert to ask. */
  expert?: string;
  /** Number of an embedding set to search in instead of the active one: search alone can be measured in it. */
  embeddingSet?: number;
}

const shownRuns = 100;

/** Runs of a tenant's evaluation sets: started and read here, worked on by a job. */
@Injectable()
export class EvaluationRunsService {
  constructor(private readonly database: TenantDb) {}

  /** Newest first, 100 at most. @param set key or id @throws NotFoundError */
  async list(context: TenantContext, set?: string): Promise<EvaluationRun[]> {
    return this.database.run(context, async (transaction) => {
      const ofSet = set === undefined ? noSql : sql`AND r.set_id = ${(await setNamed(transaction, set)).id}`;
      return readRuns(transaction, sql`${ofSet} ORDER BY r.run_id DESC LIMIT ${shownRuns}`);
    });
  }

  /** @throws NotFoundError */
  async view(context: TenantContext, runId: string): Promise<EvaluationRun> {
    return this.database.run(context, (transaction) => runById(transaction, runId));
  }

  /**
   * Begins to measure, with the rights that the caller has while it is measured. Runs of one tenant wait for each other.
   * @throws NotFoundError, NothingApprovedError, ExpertNotFoundError, SearchMeasuredOnlyError
   */
  async start(context: TenantContext, request: RunRequest): Promise<EvaluationRun> {
    requireRole(context, 'curator');
    const { set, version, answers = false, expert, embeddingSet = null } = request;
    if (answers && embeddingSet !== null) throw new SearchMeasuredOnlyError();
    return this.database.run(context, async (transaction) => {
      const { id: setId } = await setNamed(transaction, set);
      const expertKey = expert === undefined ? null : (await expertNamed(transaction, expert)).key;
      const measured =
        version === undefined
          ? await currentVersion(transaction, setId)
          : await existingVersion(transaction, setId, version);
      if (embeddingSet !== null) await existingEmbeddingSet(transaction, embeddingSet);
      const runId = newId();
      await transaction.execute(
        sql`INSERT INTO onggi.evaluation_run (tenant_id, run_id, set_id, version, answers, expert_key, total, started_by,
                                              embedding_set_id, configuration)
            VALUES (${context.tenant}, ${runId}, ${setId}, ${measured.version}, ${answers}, ${expertKey}, ${measured.queries},
                    ${context.principal}, ${embeddingSet}, ${JSON.stringify({ embeddingSetAsked: embeddingSet !== null })})`,
      );
      await enqueue(transaction, 'run-evaluation', [{ payload: { runId }, key: runKey(runId) }]);
      await recordAudit(transaction, {
        action: 'evaluation_run.start',
        target: runId,
        detail: { version: measured.version, queries: measured.queries, answers, embeddingSet },
      });
      return runById(transaction, runId);
    });
  }

  /** What was measured by then stays. A run that has ended is returned as it is. @throws NotFoundError */
  async cancel(context: TenantContext, runId: string): Promise<EvaluationRun> {
    requireRole(context, 'curator');
    return this.database.run(context, async (transaction) => {
      const run = await runById(transaction, runId);
      const cancelled = await transaction.execute(
        sql`UPDATE onggi.evaluation_run SET status = 'cancelled', ended_by = ${context.principal}, ended_at = clock_timestamp()
            WHERE tenant_id = ${context.tenant} AND run_id = ${run.id} AND status IN ('waiting', 'running')`,
      );
      if (cancelled > 0) await recordAudit(transaction, { action: 'evaluation_run.cancel', target: run.id });
      return runById(transaction, run.id);
    });
  }

  /** One finished run against another of the same set. @throws NotFoundError, RunsNotComparableError */
  async compare(context: TenantContext, runId: string, otherId: string): Promise<RunComparison> {
    return this.database.run(context, async (transaction) =>
      compare(transaction, await runById(transaction, runId), await runById(transaction, otherId)),
    );
  }
}

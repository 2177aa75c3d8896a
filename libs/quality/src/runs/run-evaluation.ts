import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext, type RightsWatch } from '@onggi/identity';
import { asOnggiError, createLogger } from '@onggi/platform';
import type { JobRun, TenantContext, TenantDb } from '@onggi/tenancy';
import { IndexSwitchedError, StarterGoneError } from '../quality-errors.js';
import type { QueryMeasurement } from './measure-query.js';
import {
  activeEmbeddingSet,
  beginRun,
  endRun,
  isRunning,
  pendingQueries,
  saveOutcome,
  type MeasuringInstallation,
  type RunInWork,
} from './run-store.js';
import { documentsSearched, finishedReport } from './finished-report.js';

const log = createLogger('evaluation');
/** Tries of one run, some two minutes with the pauses between them. */
const mostAttempts = 5;
const lookForCancelMs = 1_000;

export interface RunEvaluationParts {
  database: TenantDb;
  measurement: QueryMeasurement;
  rights: RightsWatch;
  installation: MeasuringInstallation;
}

/** The job that measures a version of a set, query by query. What is done is a row: taken up again, it goes on there. */
export class RunEvaluation {
  constructor(private readonly parts: RunEvaluationParts) {}

  async run({ context, payload, attempt, signal }: JobRun): Promise<void> {
    const { database, installation } = this.parts;
    const runId = String(payload['runId']);
    const run = await database.run(context, (transaction) => beginRun(transaction, runId, installation));
    if (!run) return;
    const ended = new AbortController();
    const stop = AbortSignal.any([signal, ended.signal]);
    const watch = this.watchForCancel(context, runId, ended);
    try {
      await this.measureAll(context, run, stop);
      await this.finish(context, run);
    } catch (error) {
      if (ended.signal.aborted) return;
      if (signal.aborted) throw error;
      const failure = asOnggiError(error);
      log.warn({ run: runId, code: failure.code, cause: String(failure.cause ?? error) }, 'a run was cut short');
      if (failure.retryable && attempt < mostAttempts) throw error;
      await database.run(context, (transaction) => endRun(transaction, runId, { status: 'failed', failure }));
    } finally {
      ended.abort();
      await watch;
    }
  }

  private async measureAll(context: TenantContext, run: RunInWork, signal: AbortSignal): Promise<void> {
    const { database, measurement, rights } = this.parts;
    const queries = await database.run(context, (transaction) => pendingQueries(transaction, run));
    const options = {
      answers: run.answers,
      expert: run.expert ?? undefined,
      ...(run.embeddingSetAsked && run.embeddingSet !== null && { embeddingSet: run.embeddingSet }),
    };
    for (const query of queries) {
      signal.throwIfAborted();
      const caller = await starterOf(database, context, run);
      const outcome = await rights.during(caller, signal, (both) => measurement.measure(caller, query, options, both));
      const kept = await database.run(context, (transaction) => saveOutcome(transaction, run.id, outcome));
      if (!kept) return;
    }
  }

  private async finish(context: TenantContext, run: RunInWork): Promise<void> {
    const { database } = this.parts;
    const documents = await database.run(await starterOf(database, context, run), documentsSearched);
    await database.run(context, async (transaction) => {
      const active = await activeEmbeddingSet(transaction);
      const isSwitched = (active?.set_id ?? null) !== run.embeddingSet;
      if (isSwitched && !run.embeddingSetAsked) throw new IndexSwitchedError();
      const report = await finishedReport(transaction, run, documents);
      await endRun(transaction, run.id, { status: 'finished', report });
    });
  }

  /** Ends the work within a second of the run's end, which is a cancel when it comes from elsewhere. */
  private async watchForCancel(context: TenantContext, runId: string, ended: AbortController): Promise<void> {
    while (!ended.signal.aborted) {
      await sleep(lookForCancelMs, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted) return;
      const running = await this.parts.database
        .run(context, (transaction) => isRunning(transaction, runId))
        // A database that is away is noticed by the work itself.
        .catch(() => true);
      if (!running) ended.abort();
    }
  }
}

/** Whoever started the run, with the rights of now: a run may take hours. @throws StarterGoneError */
async function starterOf(database: TenantDb, context: TenantContext, { startedBy }: RunInWork): Promise<TenantContext> {
  const starter = await database.run(context, (transaction) => currentContext(transaction, startedBy));
  if (!starter) throw new StarterGoneError();
  return starter;
}

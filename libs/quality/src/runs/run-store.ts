import type { EvaluationReport } from '@onggi/evaluation';
import { NotFoundError, type OnggiError } from '@onggi/platform';
import { promptVersions } from '@onggi/answering';
import { allTokenWeights, rankingWeights } from '@onggi/retrieval';
import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import type { MeasuredOutcome, MeasuredQuery } from './measure-query.js';
import { failureOf } from './run.js';

/** A run that a job works on. */
export interface RunInWork {
  id: string;
  setId: string;
  version: number;
  answers: boolean;
  expert: string | null;
  startedBy: string;
  /** The one that is searched: the active one when it began, or the one asked for. */
  embeddingSet: number | null;
  /** True: asked for, whatever is active. */
  embeddingSetAsked: boolean;
}

/** What of the process that measures decides its figures. */
export interface MeasuringInstallation {
  /** As configured; the one that replied is noted with the run. */
  chatModel: string;
  /** Settings of search and answers, by their names in docs/configuration.md. */
  settings: Readonly<Record<string, string | number | null>>;
}

export interface EmbeddingSetRow {
  set_id: number;
  model: string;
  variant: string;
  dimensions: number;
  centring_version: string;
}

/** How a run ends. */
export type RunEnding = { status: 'finished'; report: EvaluationReport } | { status: 'failed'; failure: OnggiError };

/** Takes a run up, for the first time or again. @returns undefined when it is gone or has ended */
export async function beginRun(
  transaction: TenantTransaction,
  runId: string,
  { chatModel, settings }: MeasuringInstallation,
): Promise<RunInWork | undefined> {
  const embedding = await measuredEmbeddingSet(transaction, runId);
  const known = JSON.stringify({
    embedding: embedding ?? null,
    ...(await passagesOfIndex(transaction)),
    ranking: rankingWeights,
    tokens: allTokenWeights,
    settings,
  });
  const answering = JSON.stringify({ answering: { chatModel, prompts: promptVersions() } });
  return transaction.first<RunInWork>(
    sql`UPDATE onggi.evaluation_run
        SET status = 'running',
            embedding_set_id = CASE WHEN started_at IS NULL THEN ${embedding?.set_id ?? null}::smallint ELSE embedding_set_id END,
            configuration = CASE WHEN started_at IS NULL
              THEN configuration || ${known}::jsonb || CASE WHEN answers THEN ${answering} ELSE '{}' END::jsonb
              ELSE configuration END,
            started_at = coalesce(started_at, clock_timestamp())
        WHERE tenant_id = ${transaction.context.tenant} AND run_id = ${runId} AND status IN ('waiting', 'running')
        RETURNING run_id AS id, set_id AS "setId", version, answers, expert_key AS expert, started_by AS "startedBy",
                  embedding_set_id AS "embeddingSet",
                  coalesce((configuration ->> 'embeddingSetAsked')::boolean, false) AS "embeddingSetAsked"`,
  );
}

/** The set that a run asked for, or the active one. */
async function measuredEmbeddingSet(
  transaction: TenantTransaction,
  runId: string,
): Promise<EmbeddingSetRow | undefined> {
  return transaction.first<EmbeddingSetRow>(
    sql`SELECT s.set_id, s.model, s.variant, s.dimensions, s.centring_version
        FROM onggi.evaluation_run r JOIN onggi.embedding_set s ON s.tenant_id = r.tenant_id
          AND CASE WHEN r.embedding_set_id IS NULL THEN s.state = 'active' ELSE s.set_id = r.embedding_set_id END
        WHERE r.tenant_id = ${transaction.context.tenant} AND r.run_id = ${runId}`,
  );
}

/** @throws NotFoundError */
export async function existingEmbeddingSet(transaction: TenantTransaction, setId: number): Promise<void> {
  const row = await transaction.first(
    sql`SELECT FROM onggi.embedding_set
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId} AND state <> 'removed'`,
  );
  if (!row) throw new NotFoundError();
}

export async function activeEmbeddingSet(transaction: TenantTransaction): Promise<EmbeddingSetRow | undefined> {
  return transaction.first<EmbeddingSetRow>(
    sql`SELECT set_id, model, variant, dimensions, centring_version FROM onggi.embedding_set
        WHERE tenant_id = ${transaction.context.tenant} AND state = 'active'`,
  );
}

/** By whom the documents that are shown were cut into passages, and these into morphemes. */
async function passagesOfIndex(
  transaction: TenantTransaction,
): Promise<{ analyzers: readonly string[]; chunkers: readonly number[] }> {
  const row = await transaction.first<{ analyzers: string[]; chunkers: number[] }>(
    sql`SELECT coalesce(array_agg(DISTINCT analyzer ORDER BY analyzer), '{}') AS analyzers,
               coalesce(array_agg(DISTINCT chunker ORDER BY chunker), '{}') AS chunkers
        FROM onggi.document_version WHERE tenant_id = ${transaction.context.tenant} AND live`,
  );
  return row ?? { analyzers: [], chunkers: [] };
}

/** Queries of the run's version without an outcome. */
export async function pendingQueries(transaction: TenantTransaction, run: RunInWork): Promise<MeasuredQuery[]> {
  const { tenant } = transaction.context;
  return transaction.rows<MeasuredQuery>(
    sql`SELECT q.query_id AS id, q.text, q.language, q.answers, q.unanswerable, q.judgements FROM onggi.evaluation_query q
        WHERE q.tenant_id = ${tenant} AND q.set_id = ${run.setId} AND q.version = ${run.version}
          AND NOT EXISTS (SELECT FROM onggi.evaluation_outcome o
                          WHERE o.tenant_id = ${tenant} AND o.run_id = ${run.id} AND o.query_id = q.query_id)
        ORDER BY q.query_id`,
  );
}

/** @returns false when the run has ended meanwhile: nothing of it is kept then */
export async function saveOutcome(
  transaction: TenantTransaction,
  runId: string,
  outcome: MeasuredOutcome,
): Promise<boolean> {
  const { tenant } = transaction.context;
  const running = await transaction.first(
    sql`SELECT FROM onggi.evaluation_run WHERE tenant_id = ${tenant} AND run_id = ${runId} AND status = 'running' FOR UPDATE`,
  );
  if (!running) return false;
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_outcome (tenant_id, run_id, query_id, found, search_ms, answer_status, cited, answer_ms, scores,
                                              ignored_judgements, error_code)
        VALUES (${tenant}, ${runId}, ${outcome.queryId}, ${[...outcome.found]}, ${outcome.searchMs ?? null},
                ${outcome.answerStatus ?? null}, ${[...new Set(outcome.answer?.cited)]}, ${outcome.answerMs ?? null},
                ${JSON.stringify(outcome.scores)}, ${outcome.ignoredJudgements}, ${outcome.errorCode ?? null})
        ON CONFLICT DO NOTHING`,
  );
  if (outcome.chatModel != null) {
    await transaction.execute(
      sql`UPDATE onggi.evaluation_run SET chat_model = ${outcome.chatModel}
          WHERE tenant_id = ${tenant} AND run_id = ${runId} AND chat_model IS DISTINCT FROM ${outcome.chatModel}`,
    );
  }
  return true;
}

export async function isRunning(transaction: TenantTransaction, runId: string): Promise<boolean> {
  const row = await transaction.first(
    sql`SELECT FROM onggi.evaluation_run
        WHERE tenant_id = ${transaction.context.tenant} AND run_id = ${runId} AND status = 'running'`,
  );
  return row !== undefined;
}

/** Ends a running run; one that has ended elsewhere stays as it is. */
export async function endRun(transaction: TenantTransaction, runId: string, ending: RunEnding): Promise<void> {
  const { tenant, principal } = transaction.context;
  const report = ending.status === 'finished' ? JSON.stringify(ending.report) : null;
  const error = ending.status === 'failed' ? JSON.stringify(failureOf(ending.failure)) : null;
  const ended = await transaction.execute(
    sql`UPDATE onggi.evaluation_run
        SET status = ${ending.status}, report = ${report}, error = ${error}, ended_by = ${principal}, ended_at = clock_timestamp()
        WHERE tenant_id = ${tenant} AND run_id = ${runId} AND status = 'running'`,
  );
  if (ended === 0) return;
  await recordAudit(transaction, {
    action: 'evaluation_run.end',
    target: runId,
    outcome: ending.status === 'failed' ? 'failed' : 'allowed',
  });
}

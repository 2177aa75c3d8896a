import { enqueue, sql, type TaskName, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { proposalKey } from './proposals/proposal.js';
import { runKey } from './runs/run.js';

/** Gives runs and proposals a job again whose job is lost. Finds nothing on ordinary days. @returns how many */
export async function recoverEvaluations(database: TenantDb, context: TenantContext): Promise<number> {
  return database.run(context, async (transaction) => {
    const runs = await transaction.rows<{ id: string }>(
      sql`SELECT run_id AS id FROM onggi.evaluation_run WHERE tenant_id = ${context.tenant} AND status IN ('waiting', 'running')`,
    );
    const proposals = await transaction.rows<{ id: string }>(
      sql`SELECT proposal_id AS id FROM onggi.evaluation_proposal
          WHERE tenant_id = ${context.tenant} AND status IN ('waiting', 'running')`,
    );
    return (
      (await enqueueLost(
        transaction,
        'run-evaluation',
        runs.map(({ id }) => [runKey(id), { runId: id }]),
      )) +
      (await enqueueLost(
        transaction,
        'propose-questions',
        proposals.map(({ id }) => [proposalKey(id), { proposalId: id }]),
      ))
    );
  });
}

async function enqueueLost(
  transaction: TenantTransaction,
  task: TaskName,
  jobs: readonly [key: string, payload: Record<string, string>][],
): Promise<number> {
  if (jobs.length === 0) return 0;
  const rows = await transaction.rows<{ key: string }>(
    sql`SELECT key FROM tenancy.keys_without_job(${jobs.map(([key]) => key)}::text[]) AS key`,
  );
  const lost = new Set(rows.map(({ key }) => key));
  await enqueue(
    transaction,
    task,
    jobs.filter(([key]) => lost.has(key)).map(([key, payload]) => ({ key, payload })),
  );
  return lost.size;
}

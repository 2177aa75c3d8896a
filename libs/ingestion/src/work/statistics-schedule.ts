import { createLogger } from '@onggi/platform';
import type { PlannerStatistics } from '@onggi/retrieval';
import { enqueue, sql, type TenantContext, type TenantDb } from '@onggi/tenancy';
import { Rhythm } from './rhythm.js';

const log = createLogger('ingestion');

/** Below this growth a recount changes no ranking that anyone would see. */
const leastGrowth = 1_000;
/** Recounts of a growing tenant cost together (1 / share) times the last one. */
const growthShare = 0.05;
const plannerLooksEveryMs = 1_000;

/**
 * Asks for a recount of the index's statistics when a tenant has grown by a twentieth since the last, and has the database's
 * planner learn of a tenant that doubles.
 */
export class StatisticsSchedule {
  private readonly grown = new Map<string, number>();
  private readonly looks = new Rhythm(plannerLooksEveryMs);

  constructor(
    private readonly database: TenantDb,
    private readonly planner: PlannerStatistics,
  ) {}

  async published(context: TenantContext, chunks: number): Promise<void> {
    if (this.looks.due(context.tenant)) await this.tellPlanner(context.tenant);
    const grown = (this.grown.get(context.tenant) ?? 0) + chunks;
    this.grown.set(context.tenant, grown);
    if (grown < leastGrowth) return;
    // Until the answer is there others only add up: one recount, not one a document.
    this.grown.set(context.tenant, 0);
    await this.database.run(context, async (transaction) => {
      const row = await transaction.first<{ chunks: string }>(
        sql`SELECT coalesce(sum(chunk_count), 0) AS chunks FROM onggi.document_version
            WHERE tenant_id = ${context.tenant} AND live`,
      );
      if (grown < Number(row?.chunks ?? 0) * growthShare) {
        this.grown.set(context.tenant, (this.grown.get(context.tenant) ?? 0) + grown);
        return;
      }
      await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
    });
  }

  /** Plans are no condition of a document: without it they are slow until autovacuum has come. */
  private async tellPlanner(tenant: string): Promise<void> {
    await this.planner
      .analyzeGrown(tenant)
      .catch((error: unknown) =>
        log.warn({ tenant, error: String(error) }, 'tables that have grown were not analyzed'),
      );
  }
}

/** Asks for a recount where the last is older than a day. */
export async function recountDaily(database: TenantDb, context: TenantContext): Promise<void> {
  await database.run(context, async (transaction) => {
    const old = await transaction.first(
      sql`SELECT 1 AS old FROM onggi.index_statistics
          WHERE tenant_id = ${context.tenant} AND counted_at < now() - interval '1 day' LIMIT 1`,
    );
    if (old) await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
  });
}

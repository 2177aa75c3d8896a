import { createLogger, type Language } from '@onggi/platform';
import { sql, type createPool, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';

const log = createLogger('indexes');

/** From this share of dead rows on, HNSW is rebuilt before vacuum comes to it: 3 ms a dead row against 0.3 ms a live one. */
const rebuildShare = 0.08;
/** From this share of rows since the last vacuum on, pages are marked as visible and statistics are taken again. */
const freshShare = 0.25;

type Pool = ReturnType<typeof createPool>;

interface ListIndex {
  name: string;
  kind: 'hnsw' | 'gin';
  language: Language;
  set_id: number | null;
  /** The list is long enough that searches read it by this index. */
  needed: boolean;
  /** The list is long enough that an index which is there stays. */
  kept: boolean;
}

interface PresentIndex {
  name: string;
  kind: 'hnsw' | 'gin';
  relation: string;
  valid: boolean;
}

interface TableState {
  relation: string;
  dead: number;
  live: number;
  inserted: number;
}

/**
 * Plans and does the upkeep of one tenant's HNSW and GIN: builds what a list has grown to need, drops what it has shrunk
 * out of, rebuilds beside the old where many rows are dead, then vacuums. Idempotent: each run looks at what is there.
 */
export class IndexMaintenance {
  constructor(
    private readonly database: TenantDb,
    /** As onggi_provisioner, whose functions create and drop. */
    private readonly provisioner: Pool,
    /** As onggi_maintenance, which rebuilds and vacuums. */
    private readonly maintenance: Pool,
  ) {}

  /** @param context a service's. @param signal ends the run between two steps */
  async run(context: TenantContext, signal: AbortSignal): Promise<void> {
    const { wanted, present } = await this.database.run(context, async (transaction) => ({
      wanted: await indexesOfLists(transaction),
      present: await presentIndexes(transaction),
    }));
    const kept = new Set(wanted.filter((each) => each.kept).map((each) => each.name));
    for (const { name } of present.filter((each) => !each.valid || !kept.has(each.name))) {
      signal.throwIfAborted();
      await timed(context, 'dropped', name, () =>
        this.provisioner.query('SELECT tenancy.drop_index($1, $2)', [context.tenant, name]),
      );
    }
    const valid = new Set(present.filter((each) => each.valid).map((each) => each.name));
    for (const index of wanted.filter((each) => each.needed && !valid.has(each.name))) {
      signal.throwIfAborted();
      await timed(context, 'built', index.name, () =>
        this.provisioner.query('SELECT tenancy.build_index($1, $2, $3, $4)', [
          index.kind,
          context.tenant,
          index.language,
          index.set_id,
        ]),
      );
    }
    await this.tidy(context, signal);
  }

  private async tidy(context: TenantContext, signal: AbortSignal): Promise<void> {
    const indexes = await this.database.run(context, presentIndexes);
    for (const { relation, dead, live, inserted } of await this.tables(context.tenant)) {
      const own = indexes.filter((each) => each.relation === relation && each.valid);
      const decayed = dead > rebuildShare * (dead + live);
      if (own.length === 0 || !(decayed || inserted > freshShare * live)) continue;
      for (const { name } of decayed ? own.filter((each) => each.kind === 'hnsw') : []) {
        signal.throwIfAborted();
        await timed(context, 'rebuilt', name, () =>
          this.maintenance.query(`REINDEX INDEX CONCURRENTLY partition."${name}"`),
        );
      }
      signal.throwIfAborted();
      await timed(context, 'vacuumed', relation, () =>
        this.maintenance.query(`VACUUM (ANALYZE) partition."${relation}"`),
      );
    }
  }

  private async tables(tenant: string): Promise<TableState[]> {
    const { rows } = await this.maintenance.query<TableState>(
      `SELECT relname AS relation, n_dead_tup::float8 AS dead, n_live_tup::float8 AS live, n_ins_since_vacuum::float8 AS inserted
       FROM pg_stat_user_tables WHERE schemaname = 'partition' AND relname = ANY ($1)`,
      [[`chunk_vector__${tenant}`, `chunk_lexical__${tenant}`]],
    );
    return rows;
  }
}

/**
 * Every index that the tenant's lists could have. A set gets its own once it is whole, so before it is switched to; one that
 * was active before keeps what it has.
 */
async function indexesOfLists(transaction: TenantTransaction): Promise<ListIndex[]> {
  const { tenant } = transaction.context;
  return transaction.rows<ListIndex>(
    sql`SELECT search.index_name(w.kind, ${tenant}, s.language, w.set_id) AS name, w.kind, s.language, w.set_id,
               w.searched AND s.chunk_count > w.threshold AS needed, s.chunk_count > w.threshold / 2 AS kept
        FROM onggi.index_statistics s CROSS JOIN search.limits() AS l
        CROSS JOIN LATERAL (
          SELECT 'gin' AS kind, NULL::int AS set_id, true AS searched, l.exact AS threshold
          UNION ALL
          SELECT 'hnsw', e.set_id, e.state <> 'previous' AND e.whole_at IS NOT NULL, l.exact_dense
          FROM onggi.embedding_set e WHERE e.tenant_id = ${tenant} AND e.state <> 'removed') AS w
        WHERE s.tenant_id = ${tenant}`,
  );
}

async function presentIndexes(transaction: TenantTransaction): Promise<PresentIndex[]> {
  const { tenant } = transaction.context;
  return transaction.rows<PresentIndex>(
    sql`SELECT c.relname AS name, m.amname AS kind, t.relname AS relation, i.indisvalid AS valid
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = 'partition' AND m.amname IN ('hnsw', 'gin')
          AND t.relname IN (${`chunk_vector__${tenant}`}, ${`chunk_lexical__${tenant}`})`,
  );
}

async function timed(
  { tenant }: TenantContext,
  what: string,
  name: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  await work();
  log.info({ tenant, name, ms: Math.round(performance.now() - began) }, what);
}

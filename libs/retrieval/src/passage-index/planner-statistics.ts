import { createLogger } from '@onggi/platform';
import type { createPool } from '@onggi/tenancy';

const log = createLogger('planner-statistics');

/** Rows that change no plan. */
const fewRows = 16;
const tablesOfDocuments = ['document', 'document_version', 'document_content', 'ingestion_job_file'];
const tablesOfPassages = ['chunk', 'chunk_vector', 'chunk_tokens', 'chunk_lexical'];

type Pool = ReturnType<typeof createPool>;

/**
 * Tells PostgreSQL's planner how large a tenant's tables have become, each time that one has doubled. Autovacuum does it once a
 * minute, and until then takes every index of an empty table for equally good: in the first minute of a new installation or
 * tenant each look-up of a version by its key, and each check of a foreign key, went through all versions there were.
 */
export class PlannerStatistics {
  /** @param maintenance as onggi_maintenance, which may analyze */
  constructor(private readonly maintenance: Pool) {}

  /** @returns tables that were analyzed */
  async analyzeGrown(tenant: string): Promise<string[]> {
    const { rows } = await this.maintenance.query<{ name: string }>(
      `SELECT format('%I.%I', s.schemaname, s.relname) AS name
       FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
       WHERE (s.schemaname = 'onggi' AND s.relname = ANY ($1) OR s.schemaname = 'partition' AND s.relname = ANY ($2))
         AND s.n_mod_since_analyze > $3 + greatest(c.reltuples, 0)`,
      [tablesOfDocuments, tablesOfPassages.map((table) => `${table}__${tenant}`), fewRows],
    );
    // What others analyze or vacuum at this moment needs it no more.
    for (const { name } of rows) await this.maintenance.query(`ANALYZE (SKIP_LOCKED) ${name}`);
    if (rows.length > 0) log.debug({ tenant, tables: rows.length }, 'tables have grown');
    return rows.map(({ name }) => name);
  }
}

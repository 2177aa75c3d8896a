import { Injectable } from '@nestjs/common';
import type { Language } from '@onggi/platform';
import { sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { activeSets, embeddingSets, holdSets } from '../embedding-sets/embedding-set.js';
import { EmbeddingSetsChangedError } from '../retrieval-errors.js';
import { findCandidates } from './find-candidates.js';
import type {
  CandidateList,
  IndexQuery,
  IndexStatistics,
  PassageIndex,
  SearchedSet,
  StagedChunk,
} from './passage-index.js';
import { hasChanged, refreshStatistics } from './refresh-statistics.js';
import { stageChunks } from './stage-chunks.js';

/** The passage index in the product's own PostgreSQL: pgvector for meaning, BM25 as a sparse inner product for words. */
@Injectable()
export class PostgresPassageIndex implements PassageIndex {
  constructor(private readonly database: TenantDb) {}

  /** @throws EmbeddingSetsChangedError */
  async stage(transaction: TenantTransaction, versionId: string, chunks: readonly StagedChunk[]): Promise<void> {
    await holdSets(transaction, 'shared');
    const sets = await embeddingSets(transaction);
    const active = sets.find(({ state }) => state === 'active');
    const isWhole = chunks.every(({ vectors }) => vectors.some(({ setId }) => setId === active?.setId));
    if (!active || !isWhole) throw new EmbeddingSetsChangedError(transaction.context.tenant);
    await stageChunks(
      transaction,
      versionId,
      sets.map(({ setId }) => setId),
      chunks,
    );
  }

  async purge(transaction: TenantTransaction, versionIds: readonly string[]): Promise<number> {
    const { tenant } = transaction.context;
    await transaction.execute(
      sql`DELETE FROM onggi.chunk_vector WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
    );
    await transaction.execute(
      sql`DELETE FROM onggi.chunk_lexical WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
    );
    return transaction.execute(
      sql`DELETE FROM onggi.chunk WHERE tenant_id = ${tenant} AND version_id = ANY (${versionIds}::uuid[])`,
    );
  }

  async sets(transaction: TenantTransaction): Promise<SearchedSet[]> {
    return activeSets(
      transaction,
      transaction.context.grants.map((grant) => grant.tenant),
    );
  }

  /** @throws EmbeddingSetMismatchError */
  async search(transaction: TenantTransaction, query: IndexQuery): Promise<CandidateList[]> {
    return findCandidates(transaction, query);
  }

  /** @param context a service's, which sees every live passage of its tenant */
  async refreshStatistics(context: TenantContext, { leastChange = 0 } = {}): Promise<void> {
    if (leastChange > 0 && !(await hasChanged(this.database, context, leastChange))) return;
    await refreshStatistics(this.database, context);
  }

  async stats(transaction: TenantTransaction): Promise<IndexStatistics[]> {
    const rows = await transaction.rows<{
      language: Language;
      chunk_count: number;
      average_length: number;
      counted_at: Date;
    }>(
      sql`SELECT language, chunk_count, average_length, counted_at FROM onggi.index_statistics
          WHERE tenant_id = ${transaction.context.tenant} ORDER BY language`,
    );
    return rows.map((row) => ({
      language: row.language,
      chunkCount: row.chunk_count,
      averageLength: row.average_length,
      countedAt: row.counted_at,
    }));
  }
}

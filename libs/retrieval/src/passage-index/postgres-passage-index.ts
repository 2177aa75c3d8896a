import { Injectable } from '@nestjs/common';
import { TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { activeSets } from '../embedding-sets/embedding-set.js';
import { findCandidates } from './find-candidates.js';
import { readStatistics } from './index-statistics.js';
import type {
  CandidateList,
  IndexQuery,
  IndexStatistics,
  PassageIndex,
  SearchedSet,
  StagedChunk,
} from './passage-index.js';
import { purgeChunks } from './purge-chunks.js';
import { hasChanged, refreshStatistics } from './refresh-statistics.js';
import { setsToStage, stageChunks } from './stage-chunks.js';

/** The passage index in the product's own PostgreSQL: pgvector for meaning, BM25 as a sparse inner product for words. */
@Injectable()
export class PostgresPassageIndex implements PassageIndex {
  constructor(private readonly database: TenantDb) {}

  /** @throws EmbeddingSetsChangedError */
  async stage(transaction: TenantTransaction, versionId: string, chunks: readonly StagedChunk[]): Promise<void> {
    const setIds = await setsToStage(transaction, chunks);
    await stageChunks(transaction, versionId, setIds, chunks);
  }

  purge(transaction: TenantTransaction, versionIds: readonly string[]): Promise<number> {
    return purgeChunks(transaction, versionIds);
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

  stats(transaction: TenantTransaction): Promise<IndexStatistics[]> {
    return readStatistics(transaction);
  }

  /** Nothing: a tenant's partitions go with it. */
  async removeTenant(): Promise<void> {}
}

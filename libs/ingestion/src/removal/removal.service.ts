import { Inject, Injectable } from '@nestjs/common';
import {
  corpusNamed,
  documentsOf,
  hideCorpus,
  lockCorpus,
  lockForRemoval,
  removeCorpus,
  removeDocuments,
} from '@onggi/corpus';
import { isId, NotFoundError } from '@onggi/platform';
import { PASSAGE_INDEX, type PassageIndex } from '@onggi/retrieval';
import {
  enqueue,
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { settleVersion } from '../jobs/job-progress.js';
import { documentRemoved } from '../work/work-errors.js';

/** Documents of a corpus that go in one transaction. */
const documentsPerBatch = 200;

/** Removes documents and corpora with all that hangs on them: passages, texts, pages, versions, and their place in jobs. */
@Injectable()
export class RemovalService {
  constructor(
    private readonly database: TenantDb,
    @Inject(PASSAGE_INDEX) private readonly index: PassageIndex,
  ) {}

  /**
   * Removes a document for good, all its versions: from here on nothing finds it and answers that cite it withhold what
   * they took from it. Its file is removed from the store within about an hour.
   * @throws ForbiddenError below a curator, NotFoundError
   */
  async removeDocument(context: TenantContext, documentId: string): Promise<void> {
    requireRole(context, 'curator');
    if (!isId(documentId)) throw new NotFoundError();
    await this.database.run(context, async (transaction) => {
      if ((await this.remove(transaction, [documentId])) === 0) throw new NotFoundError();
      await recordAudit(transaction, { action: 'document.remove', target: documentId });
    });
  }

  /**
   * Removes a corpus and its documents: out of search at once, then batch by batch. Run again, it goes on where it broke
   * off.
   * @throws ForbiddenError below an admin, CorpusNotFoundError, CorpusInUseError
   */
  async removeCorpus(context: TenantContext, keyOrId: string): Promise<void> {
    requireRole(context, 'admin');
    const { id } = await this.database.run(context, async (transaction) => {
      const corpus = await corpusNamed(transaction, keyOrId);
      await hideCorpus(transaction, corpus.id);
      return corpus;
    });
    let documents = 0;
    for (let removed = documentsPerBatch; removed === documentsPerBatch; documents += removed) {
      removed = await this.database.run(context, (transaction) => this.removeSome(transaction, id));
    }
    await this.database.run(context, async (transaction) => {
      await lockCorpus(transaction, id);
      // What uploads added meanwhile.
      for (let removed; (removed = await this.removeSome(transaction, id)) > 0; documents += removed);
      await transaction.execute(
        sql`DELETE FROM onggi.ingestion_job WHERE tenant_id = ${context.tenant} AND corpus_id = ${id}`,
      );
      await removeCorpus(transaction, id);
      await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
      await recordAudit(transaction, { action: 'corpus.remove', target: id, detail: { documents } });
    });
  }

  private async removeSome(transaction: TenantTransaction, corpusId: string): Promise<number> {
    return this.remove(transaction, await documentsOf(transaction, corpusId, documentsPerBatch));
  }

  private async remove(transaction: TenantTransaction, documentIds: readonly string[]): Promise<number> {
    if (documentIds.length === 0) return 0;
    const versions = await lockForRemoval(transaction, documentIds);
    await this.index.purge(
      transaction,
      versions.map(({ versionId }) => versionId),
    );
    const removed = await removeDocuments(transaction, documentIds);
    for (const { versionId, unfinished } of versions) if (unfinished) await settle(transaction, versionId);
    return removed;
  }
}

/** Uploads that wait for a version learn that it will not come. */
async function settle(transaction: TenantTransaction, versionId: string): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.ingestion_job_file SET reason = ${JSON.stringify(documentRemoved)}
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND outcome = 'accepted'`,
  );
  await settleVersion(transaction, versionId, 'rejected', true);
}

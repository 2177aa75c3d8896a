import { sql, type TenantTransaction } from '@onggi/tenancy';
import { discardOriginals } from '../originals/discarded-originals.js';

/** What is to be removed with a document elsewhere. */
export interface RemovableVersion {
  versionId: string;
  /** True while it waits or is being processed: jobs still count on it. */
  unfinished: boolean;
}

/** Takes documents for removal: nobody publishes or uploads a version of them until the transaction ends. @returns their versions */
export async function lockForRemoval(
  transaction: TenantTransaction,
  documentIds: readonly string[],
): Promise<RemovableVersion[]> {
  const { tenant } = transaction.context;
  // In the order of uploads and of publishing: first documents, then their versions.
  await transaction.rows(
    sql`SELECT document_id FROM onggi.document
        WHERE tenant_id = ${tenant} AND document_id = ANY (${documentIds}::uuid[]) ORDER BY external_id FOR UPDATE`,
  );
  return transaction.rows(
    sql`SELECT version_id AS "versionId", status IN ('waiting', 'processing') AS unfinished FROM onggi.document_version
        WHERE tenant_id = ${tenant} AND document_id = ANY (${documentIds}::uuid[]) ORDER BY version_id FOR UPDATE`,
  );
}

/**
 * Removes documents that are locked, with every version, text and page. Their originals follow.
 * @returns how many there were
 */
export async function removeDocuments(transaction: TenantTransaction, documentIds: readonly string[]): Promise<number> {
  await discardOriginals(transaction, documentIds);
  return transaction.execute(
    sql`DELETE FROM onggi.document
        WHERE tenant_id = ${transaction.context.tenant} AND document_id = ANY (${documentIds}::uuid[])`,
  );
}

/** Some documents of a corpus, whatever their state. */
export async function documentsOf(transaction: TenantTransaction, corpusId: string, limit: number): Promise<string[]> {
  const rows = await transaction.rows<{ document_id: string }>(
    sql`SELECT document_id FROM onggi.document
        WHERE tenant_id = ${transaction.context.tenant} AND corpus_id = ${corpusId} ORDER BY source, external_id LIMIT ${limit}`,
  );
  return rows.map((row) => row.document_id);
}

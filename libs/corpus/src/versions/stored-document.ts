import type { DocumentTree } from '@onggi/documents';
import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { restoredTree, type StoredTree } from './stored-tree.js';

/** A version as it was cut into passages. */
export interface StoredDocument {
  tree: DocumentTree;
  /** What the sender said; null: found passage by passage. */
  givenLanguage: Language | null;
}

/** Undefined for a version whose text is not there (yet, or any more). */
export async function storedDocument(
  transaction: TenantTransaction,
  versionId: string,
): Promise<StoredDocument | undefined> {
  const { tenant } = transaction.context;
  const row = await transaction.first<{ text: string; tree: StoredTree; given_language: Language | null }>(
    sql`SELECT c.text, c.tree, v.given_language
        FROM onggi.document_content c JOIN onggi.document_version v ON v.tenant_id = ${tenant} AND v.version_id = c.version_id
        WHERE c.tenant_id = ${tenant} AND c.version_id = ${versionId}`,
  );
  return row && { tree: restoredTree(row.tree, row.text), givenLanguage: row.given_language };
}

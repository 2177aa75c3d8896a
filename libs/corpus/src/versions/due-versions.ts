import { sql, type TenantTransaction } from '@onggi/tenancy';
import { retire, supersedes, type Place } from './publish-version.js';

const documentsPerSweep = 500;

type DueVersion = Place & { version_id: string };

/**
 * Publishes the versions whose day has come, each in place of the one before; days begin by the database's time zone. A
 * live version that says no day is taken to be in force since it was published.
 * @returns how many documents changed, at most 500 a call
 */
export async function publishDueVersions(transaction: TenantTransaction): Promise<number> {
  const { tenant } = transaction.context;
  const documents = await transaction.rows<{ document_id: string }>(
    sql`SELECT DISTINCT document_id FROM onggi.document_version
        WHERE tenant_id = ${tenant} AND status = 'scheduled' AND effective_from <= current_date
        ORDER BY document_id LIMIT ${documentsPerSweep}`,
    'documents_with_due_versions',
  );
  for (const { document_id } of documents) await publishDueVersionsOf(transaction, document_id);
  return documents.length;
}

async function publishDueVersionsOf(transaction: TenantTransaction, documentId: string): Promise<void> {
  const { tenant } = transaction.context;
  // As publishing does: first the document, then its versions.
  await transaction.first(
    sql`SELECT document_id FROM onggi.document
        WHERE tenant_id = ${tenant} AND document_id = ${documentId} FOR NO KEY UPDATE`,
    'lock_document',
  );
  const rows = await transaction.rows<DueVersion & { live: boolean }>(
    sql`SELECT version_id, version_number, live,
               (CASE WHEN live THEN coalesce(effective_from, published_at::date) ELSE effective_from END)::text AS effective_from
        FROM onggi.document_version
        WHERE tenant_id = ${tenant} AND document_id = ${documentId}
          AND (live OR status = 'scheduled' AND effective_from <= current_date)`,
    'due_versions',
  );
  // Another worker may have been faster.
  if (rows.every((row) => row.live)) return;
  const newest = rows.reduce((best, row) => (supersedes(row, best) ? row : best));
  const live = rows.find((row) => row.live);
  if (live && live !== newest) await retire(transaction, live.version_id, newest.effective_from);
  await transaction.execute(
    sql`UPDATE onggi.document_version
        SET status = CASE WHEN version_id = ${newest.version_id} THEN 'published' ELSE 'retired' END,
            live = version_id = ${newest.version_id}, published_at = now(), updated_at = now(),
            retired_at = CASE WHEN version_id <> ${newest.version_id} THEN now() END,
            effective_to = CASE WHEN version_id <> ${newest.version_id} THEN ${newest.effective_from}::date END
        WHERE tenant_id = ${tenant} AND document_id = ${documentId} AND status = 'scheduled' AND effective_from <= current_date`,
    'publish_due_versions',
  );
}

import type { DocumentTree } from '@onggi/documents';
import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { StaleAttemptError } from '../corpus-errors.js';
import type { VersionAttempt } from './version-attempt.js';
import { storedLines, storedTree } from './stored-tree.js';

/** What a published version says of itself. */
export interface PublishedVersion {
  title: string;
  language: Language;
  mediaType: string;
  /** Null when the format has no pages. */
  pageCount: number | null;
  chunkCount: number;
  /** Whose morphemes its passages have; empty where some passage lacks them. */
  analyzer: string;
  /** Version of the chunker that cut it. */
  chunker: number;
}

/** Which version of its document one is, and from when. */
export interface Place {
  version_number: number;
  effective_from: string | null;
}

/** The version about to be published beside the one that is live. Its document is locked until the transaction ends. */
export interface PublicationLock {
  attempt: VersionAttempt;
  incoming: Place & { is_due: boolean };
  live: (Place & { version_id: string }) | null;
}

/**
 * Takes the document for publishing, and checks the fence.
 * @throws StaleAttemptError when a newer attempt has begun or the version is finished
 */
export async function lockForPublishing(
  transaction: TenantTransaction,
  attempt: VersionAttempt,
): Promise<PublicationLock> {
  const { tenant } = transaction.context;
  // First the document, then its version: uploads lock in this order too. A statement of its own, so that what follows
  // sees what the previous holder of the lock committed.
  await transaction.first(
    sql`SELECT document_id FROM onggi.document
        WHERE tenant_id = ${tenant} AND document_id = ${attempt.documentId} FOR NO KEY UPDATE`,
    'lock_document',
  );
  const row = await transaction.first<
    Place & { is_due: boolean; live_id: string | null; live_number: number | null; live_from: string | null }
  >(
    sql`SELECT v.version_number, v.effective_from::text AS effective_from,
               coalesce(v.effective_from <= current_date, true) AS is_due,
               l.version_id AS live_id, l.version_number AS live_number, l.effective_from::text AS live_from
        FROM onggi.document_version v
        LEFT JOIN onggi.document_version l ON l.tenant_id = v.tenant_id AND l.document_id = v.document_id AND l.live
        WHERE v.tenant_id = ${tenant} AND v.version_id = ${attempt.versionId} AND v.attempt = ${attempt.attempt}
          AND v.status = 'processing'
        FOR NO KEY UPDATE OF v`,
    'fence_attempt',
  );
  if (!row) throw new StaleAttemptError(attempt.versionId, attempt.attempt);
  return {
    attempt,
    incoming: row,
    live:
      row.live_id === null || row.live_number === null
        ? null
        : { version_id: row.live_id, version_number: row.live_number, effective_from: row.live_from },
  };
}

/** Writes the text, the tree and the pages that citations are drawn from. */
export async function writeContent(
  transaction: TenantTransaction,
  versionId: string,
  tree: DocumentTree,
): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`INSERT INTO onggi.document_content (tenant_id, version_id, text, tree)
        VALUES (${tenant}, ${versionId}, ${tree.text}, ${JSON.stringify(storedTree(tree))})`,
    'insert_content',
  );
  const { pages } = tree;
  if (pages.length === 0) return;
  await transaction.execute(
    sql`INSERT INTO onggi.document_page (tenant_id, version_id, page, width, height, text_start, text_end, lines)
        SELECT ${tenant}, ${versionId}, p.page, p.width, p.height, p.text_start, p.text_end, p.lines
        FROM unnest(${pages.map((page) => page.number)}::int[], ${pages.map((page) => page.width)}::real[],
                    ${pages.map((page) => page.height)}::real[], ${pages.map((page) => page.start)}::int[],
                    ${pages.map((page) => page.end)}::int[], ${pages.map((page) => JSON.stringify(storedLines(page.lines)))}::jsonb[])
          AS p (page, width, height, text_start, text_end, lines)`,
    'insert_pages',
  );
}

/**
 * Shows the version to readers in place of the one before: two row updates, whatever the size. A version that is older
 * than the live one (an earlier beginning, or else a lower number) is kept as history and never shown; one whose day has not
 * come is kept back until then.
 */
export async function publishVersion(
  transaction: TenantTransaction,
  lock: PublicationLock,
  published: PublishedVersion,
): Promise<void> {
  const { incoming, live } = lock;
  const status = !incoming.is_due ? 'scheduled' : live === null || supersedes(incoming, live) ? 'published' : 'retired';
  const goesLive = status === 'published';
  if (live !== null && goesLive) await retire(transaction, live.version_id, incoming.effective_from);
  await transaction.execute(
    sql`UPDATE onggi.document_version
        SET status = ${status}, live = ${goesLive},
            published_at = CASE WHEN ${status} = 'scheduled' THEN NULL ELSE now() END,
            retired_at = CASE WHEN ${status} = 'retired' THEN now() END,
            effective_to = CASE WHEN ${status} = 'retired' THEN ${live?.effective_from ?? null}::date END,
            title = ${published.title}, language = ${published.language}, media_type = ${published.mediaType},
            page_count = ${published.pageCount}, chunk_count = ${published.chunkCount}, analyzer = ${published.analyzer},
            chunker = ${published.chunker},
            stage = NULL, stage_done = 0, stage_total = 0, updated_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${lock.attempt.versionId}`,
    'publish_version',
  );
}

/** By the date from which each is in force where both say one, else by their number. */
export function supersedes(incoming: Place, live: Place): boolean {
  const { effective_from: from } = incoming;
  if (from !== null && live.effective_from !== null && from !== live.effective_from) return from > live.effective_from;
  return incoming.version_number > live.version_number;
}

/** Takes the live version from readers; it stays as history. */
export async function retire(
  transaction: TenantTransaction,
  versionId: string,
  successorFrom: string | null,
): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.document_version
        SET live = false, status = 'retired', retired_at = now(), updated_at = now(),
            effective_to = coalesce(${successorFrom}::date, current_date)
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId}`,
    'retire_version',
  );
}

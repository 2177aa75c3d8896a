import type { Language, LocalizedText } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { StaleAttemptError } from '../corpus-errors.js';

/** What a version passes through while it is processed, in order. */
export type VersionStage = 'parsing' | 'chunking' | 'embedding' | 'staging' | 'publishing';

/** One attempt at processing a version. Its number is the fence: a newer attempt voids it. */
export interface VersionAttempt {
  versionId: string;
  documentId: string;
  /** From 1. */
  attempt: number;
  /** Earlier attempts whose process died while the file was parsed. */
  diedParsing: number;
  path: string;
  mediaType: string;
  originalKey: string;
  byteSize: number;
  /** What the sender said of it; null: the parser finds it. An empty title is none. */
  givenTitle: string | null;
  givenLanguage: Language | null;
}

interface AttemptRow {
  document_id: string;
  attempt: number;
  died_parsing: number;
  path: string;
  media_type: string;
  original_key: string;
  byte_size: string;
  given_title: string | null;
  given_language: Language | null;
}

/** Takes the next attempt number of a version. @returns undefined when the version is finished: there is nothing to do */
export async function beginAttempt(
  transaction: TenantTransaction,
  versionId: string,
): Promise<VersionAttempt | undefined> {
  // The stage of a first attempt is not written after parsing (one write less a document), so its death tells nothing.
  const row = await transaction.first<AttemptRow>(
    sql`UPDATE onggi.document_version v
        SET attempt = v.attempt + 1, status = 'processing', stage = 'parsing', stage_done = 0, stage_total = 0, updated_at = now(),
            died_parsing = v.died_parsing + (v.status = 'processing' AND v.stage = 'parsing' AND v.attempt > 1)::int
        FROM onggi.document d
        WHERE v.tenant_id = ${transaction.context.tenant} AND v.version_id = ${versionId} AND v.status IN ('waiting', 'processing')
          AND d.tenant_id = v.tenant_id AND d.document_id = v.document_id
        RETURNING v.document_id, v.attempt, v.died_parsing, d.path, v.media_type, v.original_key, v.byte_size,
                  v.given_title, v.given_language`,
    'begin_attempt',
  );
  return (
    row && {
      versionId,
      documentId: row.document_id,
      attempt: row.attempt,
      diedParsing: row.died_parsing,
      path: row.path,
      mediaType: row.media_type,
      originalKey: row.original_key,
      byteSize: Number(row.byte_size),
      givenTitle: row.given_title,
      givenLanguage: row.given_language,
    }
  );
}

/** Shows how far the attempt is. @throws StaleAttemptError */
export async function reportStage(
  transaction: TenantTransaction,
  { versionId, attempt }: VersionAttempt,
  stage: VersionStage,
  done = 0,
  total = 0,
): Promise<void> {
  const written = await transaction.execute(
    sql`UPDATE onggi.document_version SET stage = ${stage}, stage_done = ${done}, stage_total = ${total}, updated_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND attempt = ${attempt} AND status = 'processing'`,
    'report_stage',
  );
  if (written === 0) throw new StaleAttemptError(versionId, attempt);
}

/** Why a version was not published, in both languages; kept with it. */
export interface FailureReason {
  code: string;
  message: LocalizedText;
  remedy: LocalizedText;
}

/** Ends a version that cannot be published. What was live before stays live. @throws StaleAttemptError */
export async function failVersion(
  transaction: TenantTransaction,
  { versionId, attempt }: VersionAttempt,
  disposition: 'rejected' | 'quarantined',
  reason: FailureReason,
): Promise<void> {
  const written = await transaction.execute(
    sql`UPDATE onggi.document_version
        SET status = ${disposition}, reason = ${JSON.stringify(reason)}, stage = NULL, stage_done = 0, stage_total = 0, updated_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId} AND attempt = ${attempt} AND status = 'processing'`,
    'fail_version',
  );
  if (written === 0) throw new StaleAttemptError(versionId, attempt);
}

/** False once the document was removed. */
export async function versionExists(transaction: TenantTransaction, versionId: string): Promise<boolean> {
  const row = await transaction.first(
    sql`SELECT version_id FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ${versionId}`,
  );
  return row !== undefined;
}

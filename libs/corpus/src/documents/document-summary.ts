import { isId, NotFoundError, type Language } from '@onggi/platform';
import { opensVersion, sql, type Label, type SqlStatement, type TenantContext } from '@onggi/tenancy';
import type { FailureReason } from '../versions/version-attempt.js';

export type DocumentStatus = 'processing' | 'published' | 'rejected' | 'quarantined';

/** Why something failed and what to do, in the reader's language. */
export interface Reason {
  code: string;
  message: string;
  remedy: string;
}

/** A document as lists show it: its live version, or for those who manage documents a newer one that is not live (yet). */
export interface DocumentSummary {
  id: string;
  path: string;
  title: string;
  source: string;
  lang: Language | null;
  status: DocumentStatus;
  reason: Reason | null;
  versionId: string;
  version: number;
  pages: number | null;
  /** Of another tenant's document no groups: how it groups its readers is its own affair. */
  access: { groups: string[]; label: Label };
  mediaType: string;
  byteSize: number;
  /** ISO 8601. */
  updatedAt: string;
  /** YYYY-MM-DD. */
  effectiveFrom: string | null;
}

export interface SummaryRow {
  tenant_id: string;
  document_id: string;
  path: string;
  source: string;
  version_id: string;
  version_number: number;
  status: string;
  title: string;
  language: Language | null;
  reason: FailureReason | null;
  page_count: number | null;
  groups: string[];
  label: Label;
  media_type: string;
  byte_size: string;
  updated_at: Date;
  effective_from: string | null;
}

export const summaryColumns: SqlStatement = sql`
  d.tenant_id, d.document_id, d.path, d.source, v.version_id, v.version_number, v.status, v.title, v.language, v.reason, v.page_count,
  a.groups, a.label, v.media_type, v.byte_size, v.updated_at, v.effective_from::text AS effective_from`;

/** Documents with the version that stands for them. Members see live versions only, managers of the home tenant the newest there that counts. */
export function documentsWithVersion(context: TenantContext): SqlStatement {
  return sql`
  onggi.document d
  JOIN LATERAL (
    SELECT * FROM onggi.document_version v
    WHERE v.tenant_id = d.tenant_id AND v.document_id = d.document_id AND (${managesDocuments(context)} AND d.tenant_id = ${context.tenant} OR v.live)
      AND ${opensVersion(context)}
    ORDER BY v.status = 'retired', v.version_number DESC LIMIT 1) AS v ON true
  JOIN onggi.access_set a ON a.tenant_id = v.tenant_id AND a.access_set_id = v.access_set_id`;
}

/** True for those who administer the home tenant's documents and so see what is not (or no longer) live. */
export function managesDocuments(context: TenantContext): boolean {
  return context.grants.some((grant) => grant.tenant === context.tenant && grant.manage);
}

export function toSummary(row: SummaryRow, language: Language, { tenant }: TenantContext): DocumentSummary {
  return {
    id: row.document_id,
    path: row.path,
    title: row.title === '' ? (row.path.split('/').at(-1) ?? row.path) : row.title,
    source: row.source,
    lang: row.language,
    status: toDocumentStatus(row.status),
    reason: toReason(row.reason, language),
    versionId: row.version_id,
    version: row.version_number,
    pages: row.page_count,
    access: { groups: row.tenant_id === tenant ? row.groups : [], label: row.label },
    mediaType: row.media_type,
    byteSize: Number(row.byte_size),
    updatedAt: row.updated_at.toISOString(),
    effectiveFrom: row.effective_from,
  };
}

/**
 * The status of a version in the words of the API: waiting is part of processing, what was retired was published, and so
 * is what waits for its day: it is not live, and says from when it will be.
 */
export function toDocumentStatus(versionStatus: string): DocumentStatus {
  if (versionStatus === 'rejected' || versionStatus === 'quarantined') return versionStatus;
  return versionStatus === 'waiting' || versionStatus === 'processing' ? 'processing' : 'published';
}

export function toReason(reason: FailureReason | null, language: Language): Reason | null {
  return reason && { code: reason.code, message: reason.message[language], remedy: reason.remedy[language] };
}

/** The id, if it has the form of one. @throws NotFoundError as for any id that is not there */
export function idOrNotFound(text: string): string {
  if (!isId(text)) throw new NotFoundError();
  return text;
}

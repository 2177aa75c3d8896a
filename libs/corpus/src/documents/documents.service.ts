import { Injectable } from '@nestjs/common';
import { NotFoundError, type Language } from '@onggi/platform';
import { opensVersion, recordAudit, requireRole, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { accessOf, accessSetFor, changeAccess } from '../access/access-sets.js';
import { readableCorpus } from '../corpora/corpora.service.js';
import type { CorpusName } from '../corpora/corpus.js';
import { decodeCursor, encodeCursor } from './document-cursor.js';
import {
  documentsWithVersion,
  idOrNotFound,
  managesDocuments,
  summaryColumns,
  toDocumentStatus,
  toSummary,
  type DocumentStatus,
  type DocumentSummary,
  type SummaryRow,
} from './document-summary.js';

export interface DocumentFilter {
  status?: DocumentStatus;
  /** Part of the path or the title, whatever the case. */
  query?: string;
  /** `next` of the page before. */
  after?: string;
  /** 1 to 500. Default 50. */
  first?: number;
}

export interface DocumentPage {
  documents: DocumentSummary[];
  /** All that fit the filter. */
  total: number;
  next: string | null;
}

/** A version as a document's history shows it. Dates are ISO 8601. */
export interface VersionSummary {
  id: string;
  number: number;
  status: DocumentStatus;
  live: boolean;
  effectiveFrom: string | null;
  effectiveTo: string | null;
  publishedAt: string | null;
  pages: number | null;
  byteSize: number;
}

export type DocumentDetail = DocumentSummary & {
  corpus: CorpusName;
  /** True for another tenant's, which opens it to the caller. */
  readOnly: boolean;
  versions: VersionSummary[];
};

const statusNames: Record<DocumentStatus, readonly string[]> = {
  processing: ['waiting', 'processing'],
  published: ['scheduled', 'published', 'retired'],
  rejected: ['rejected'],
  quarantined: ['quarantined'],
};

interface VersionRow {
  version_id: string;
  version_number: number;
  status: string;
  live: boolean;
  effective_from: string | null;
  effective_to: string | null;
  published_at: Date | null;
  page_count: number | null;
  byte_size: string;
}

@Injectable()
export class DocumentsService {
  constructor(private readonly database: TenantDb) {}

  /** Documents of a corpus by path, also of one that another tenant opens, by its id. @throws CorpusNotFoundError, InvalidCursorError */
  async list(
    context: TenantContext,
    corpus: string,
    filter: DocumentFilter,
    language: Language,
  ): Promise<DocumentPage> {
    const first = Math.min(Math.max(Math.trunc(filter.first ?? 50), 1), 500);
    const after = filter.after === undefined ? undefined : decodeCursor(filter.after);
    return this.database.run(context, async (transaction) => {
      const { id, tenant } = await readableCorpus(transaction, corpus);
      const pattern = filter.query ? `%${filter.query.replace(/[\\%_]/g, '\\$&')}%` : null;
      const statuses = filter.status ? statusNames[filter.status] : null;
      const matching = sql`FROM ${documentsWithVersion(context)}
        WHERE d.tenant_id = ${tenant} AND d.corpus_id = ${id}
          AND (${statuses}::text[] IS NULL OR v.status = ANY (${statuses}::text[]))
          AND (${pattern}::text IS NULL OR d.path ILIKE ${pattern} OR v.title ILIKE ${pattern})`;
      const total = await transaction.first<{ total: string }>(sql`SELECT count(*) AS total ${matching}`);
      const rows = await transaction.rows<SummaryRow>(
        sql`SELECT ${summaryColumns} ${matching}
              AND (${after?.path ?? null}::text IS NULL OR (d.path, d.document_id) > (${after?.path ?? null}, ${after?.id ?? null}::uuid))
            ORDER BY d.path, d.document_id LIMIT ${first + 1}`,
      );
      const documents = rows.slice(0, first).map((row) => toSummary(row, language, context));
      const last = documents.at(-1);
      return {
        documents,
        total: Number(total?.total ?? 0),
        next: rows.length > first && last ? encodeCursor({ path: last.path, id: last.id }) : null,
      };
    });
  }

  /** @throws NotFoundError */
  async detail(context: TenantContext, documentId: string, language: Language): Promise<DocumentDetail> {
    const id = idOrNotFound(documentId);
    return this.database.run(context, async (transaction) => {
      const row = await transaction.first<SummaryRow & { corpus_id: string }>(
        sql`SELECT ${summaryColumns}, d.corpus_id FROM ${documentsWithVersion(context)}
            WHERE d.document_id = ${id}`,
      );
      if (!row) throw new NotFoundError();
      const versions = await transaction.rows<VersionRow>(
        sql`SELECT version_id, version_number, status, live, effective_from::text AS effective_from,
                   effective_to::text AS effective_to, published_at, page_count, byte_size
            FROM onggi.document_version v
            WHERE tenant_id = ${row.tenant_id} AND document_id = ${id}
              AND (${managesDocuments(context)} AND tenant_id = ${context.tenant} OR status IN ('published', 'retired')) AND ${opensVersion(context)}
            ORDER BY version_number DESC`,
      );
      const corpus = await readableCorpus(transaction, row.corpus_id);
      return {
        ...toSummary(row, language, context),
        corpus: { id: corpus.id, key: corpus.key, name: corpus.name },
        readOnly: row.tenant_id !== context.tenant,
        versions: versions.map(toVersion),
      };
    });
  }

  /**
   * Changes who may read a document, in all its versions, at once.
   * @throws NotFoundError, UnknownGroupError, UnknownLabelError, ForbiddenError
   */
  async changeAccess(
    context: TenantContext,
    documentId: string,
    groups: readonly string[],
    label: string,
  ): Promise<void> {
    requireRole(context, 'curator');
    const id = idOrNotFound(documentId);
    const access = accessOf(groups, label);
    await this.database.run(context, async (transaction) => {
      const exists = await transaction.first(
        sql`SELECT document_id FROM onggi.document
            WHERE tenant_id = ${context.tenant} AND document_id = ${id} FOR NO KEY UPDATE`,
      );
      if (!exists) throw new NotFoundError();
      await changeAccess(transaction, [id], await accessSetFor(transaction, access));
      await recordAudit(transaction, { action: 'document.access', target: id, detail: { ...access } });
    });
  }
}

function toVersion(row: VersionRow): VersionSummary {
  return {
    id: row.version_id,
    number: row.version_number,
    status: toDocumentStatus(row.status),
    live: row.live,
    effectiveFrom: row.effective_from,
    effectiveTo: row.effective_to,
    publishedAt: row.published_at?.toISOString() ?? null,
    pages: row.page_count,
    byteSize: Number(row.byte_size),
  };
}

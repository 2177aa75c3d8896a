import { Inject, Injectable } from '@nestjs/common';
import type { Block, Box } from '@onggi/documents';
import { NotFoundError, type Language } from '@onggi/platform';
import {
  auditElsewhere,
  opensVersion,
  recordAudit,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { idOrNotFound, managesDocuments } from '../documents/document-summary.js';
import { ORIGINAL_STORE, type OriginalStore } from '../originals/original-store.js';
import { boxOf, type StoredLine, type StoredTree } from '../versions/stored-tree.js';
import { marksOf } from './marks.js';

/** A block with its text, as a page re-draws it. */
export type ReadableBlock = Omit<Block, 'headingPath'> & { text: string };

/** A version's Document tree. Offsets are UTF-16 code units into the version's text. */
export interface ReadableTree {
  documentId: string;
  versionId: string;
  title: string;
  lang: Language;
  blocks: ReadableBlock[];
  pages: number | null;
  mediaType: string;
}

/** A page with the place of each line. Lengths are PDF points, the origin is the top left corner. */
export interface ReadablePage {
  documentId: string;
  versionId: string;
  page: number;
  pages: number;
  width: number;
  height: number;
  text: string;
  /** Offset of `text` in the version's text. */
  textStart: number;
  lines: { text: string; start: number; end: number; box: Box }[];
  /** Boxes of the span asked for. */
  marks: Box[];
}

/** The file as it was uploaded. */
export interface ReadableOriginal {
  versionId: string;
  /** Base name of the document's path. */
  fileName: string;
  mediaType: string;
  byteSize: number;
  content: AsyncIterable<Uint8Array>;
}

interface VersionRow {
  tenant_id: string;
  version_id: string;
  path: string;
  title: string;
  language: Language | null;
  page_count: number | null;
  media_type: string;
  byte_size: string;
  original_key: string;
  /** True where managing alone opens it: the reader's groups and clearance do not. */
  by_managing: boolean;
}

interface PageRow {
  page: number;
  width: number;
  height: number;
  text: string;
  text_start: number;
  text_end: number;
  lines: StoredLine[];
}

/** Opens what the caller may read. Every opening leaves an audit row in the same transaction. */
@Injectable()
export class DocumentReader {
  constructor(
    private readonly database: TenantDb,
    @Inject(ORIGINAL_STORE) private readonly originals: OriginalStore,
  ) {}

  /** @param versionId default: the live version @throws NotFoundError */
  async tree(context: TenantContext, documentId: string, versionId?: string): Promise<ReadableTree> {
    return this.database.run(context, async (transaction) => {
      const version = await openVersion(transaction, documentId, versionId, 'tree');
      const content = await transaction.first<{ text: string; tree: StoredTree }>(
        sql`SELECT text, tree FROM onggi.document_content
            WHERE tenant_id = ${version.tenant_id} AND version_id = ${version.version_id}`,
      );
      if (!content) throw new NotFoundError();
      return {
        documentId,
        versionId: version.version_id,
        title: version.title,
        lang: content.tree.language,
        blocks: withTexts(content.tree, content.text),
        pages: version.page_count,
        mediaType: version.media_type,
      };
    });
  }

  /** @param options.start with `end`: the span to mark @throws NotFoundError */
  async page(
    context: TenantContext,
    documentId: string,
    page: number,
    options: { versionId?: string; start?: number; end?: number } = {},
  ): Promise<ReadablePage> {
    if (!Number.isSafeInteger(page) || page < 1 || page > 2_147_483_647) throw new NotFoundError();
    return this.database.run(context, async (transaction) => {
      const version = await openVersion(transaction, documentId, options.versionId, 'page');
      const row = await transaction.first<PageRow>(pageStatement(version.tenant_id, version.version_id, page));
      if (!row) throw new NotFoundError();
      const textStart = row.text_start;
      const text = row.text.slice(textStart, row.text_end);
      const span = { start: options.start ?? 0, end: options.end ?? 0 };
      return {
        documentId,
        versionId: version.version_id,
        page: row.page,
        pages: version.page_count ?? 0,
        width: row.width,
        height: row.height,
        text,
        textStart,
        lines: row.lines.map((line) => {
          const [start, end] = line;
          return { text: text.slice(start - textStart, end - textStart), start, end, box: boxOf(line) };
        }),
        marks: marksOf(row.lines, span, text, textStart),
      };
    });
  }

  /** @throws NotFoundError, OriginalMissingError, OriginalStoreError */
  async original(context: TenantContext, documentId: string, versionId?: string): Promise<ReadableOriginal> {
    const version = await this.database.run(context, (transaction) =>
      openVersion(transaction, documentId, versionId, 'original'),
    );
    return {
      versionId: version.version_id,
      fileName: version.path.split('/').at(-1) ?? version.path,
      mediaType: version.media_type,
      byteSize: Number(version.byte_size),
      content: await this.originals.open(version.tenant_id, version.original_key),
    };
  }
}

/**
 * The version asked for, or the live one; for those who manage documents else the newest. Of another tenant where that
 * opens it to the caller. Writes the audit row, and one for that tenant.
 */
async function openVersion(
  transaction: TenantTransaction,
  documentId: string,
  versionId: string | undefined,
  part: 'tree' | 'page' | 'original',
): Promise<VersionRow> {
  const id = idOrNotFound(documentId);
  const wanted = versionId === undefined ? null : idOrNotFound(versionId);
  const { tenant } = transaction.context;
  const manages = sql`(${managesDocuments(transaction.context)} AND d.tenant_id = ${tenant})`;
  const row = await transaction.first<VersionRow>(
    sql`SELECT v.tenant_id, v.version_id, d.path, v.title, v.language, v.page_count, v.media_type, v.byte_size, v.original_key,
               ${manages} AND NOT EXISTS (SELECT FROM tenancy.readable_access_sets() r
                 WHERE r.tenant_id = v.tenant_id AND r.access_set_id = v.access_set_id) AS by_managing
        FROM onggi.document d JOIN onggi.document_version v ON v.tenant_id = d.tenant_id AND v.document_id = d.document_id
        WHERE d.document_id = ${id}
          AND (v.version_id = ${wanted}::uuid OR ${wanted}::uuid IS NULL AND (v.live OR ${manages}))
          AND (${manages} OR v.status IN ('published', 'retired')) AND ${opensVersion(transaction.context)}
        ORDER BY v.live DESC, v.version_number DESC LIMIT 1`,
    'open_version',
  );
  if (!row) throw new NotFoundError();
  const detail = { versionId: row.version_id, part, ...(row.by_managing && { byManaging: true }) };
  await recordAudit(transaction, { action: 'document.read', target: documentId, detail });
  if (row.tenant_id !== tenant) {
    await auditElsewhere(transaction, 'share.read', new Map([[row.tenant_id, { target: documentId, ...detail }]]));
  }
  return row;
}

/** PostgreSQL counts characters where offsets count UTF-16 code units, so the page is cut from the text here. */
function pageStatement(tenant: string, versionId: string, page: number) {
  return sql`SELECT p.page, p.width, p.height, p.text_start, p.text_end, p.lines, c.text
             FROM onggi.document_page p
             JOIN onggi.document_content c ON c.tenant_id = p.tenant_id AND c.version_id = p.version_id
             WHERE p.tenant_id = ${tenant} AND p.version_id = ${versionId} AND p.page = ${page}`;
}

function withTexts(tree: StoredTree, text: string): ReadableBlock[] {
  return tree.blocks.map(({ rows, ...block }) => ({
    ...block,
    text: text.slice(block.start, block.end),
    ...(rows && {
      rows: rows.map((row) => row.map((cell) => ({ ...cell, text: text.slice(cell.start, cell.end) }))),
    }),
  }));
}

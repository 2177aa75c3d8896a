import type { Language } from '@onggi/platform';
import { sharedByColumn, type SharedBy } from '@onggi/retrieval';
import { opensVersion, sql, type TenantTransaction } from '@onggi/tenancy';
import type { SourceBlock, SourceText } from '../evidence/evidence.js';

/** A version that the caller may read, whole. */
export interface Source extends SourceText {
  versionId: string;
  documentId: string;
  path: string;
  title: string;
  language: Language;
  /** Undefined for the reader's own tenant. */
  sharedBy?: SharedBy;
  /** Pages with their spans of the text; empty where the format has none. */
  pages: readonly { page: number; start: number; end: number }[];
}

/** A block as document_content.tree keeps it: headings above are known by their order. */
type StoredBlock = Omit<SourceBlock, 'headingPath'> & { level?: number };

interface SourceRow {
  version_id: string;
  document_id: string;
  path: string;
  title: string;
  language: Language | null;
  text: string;
  shared_by: SharedBy | null;
  blocks: StoredBlock[];
  pages: { page: number; start: number; end: number }[] | null;
}

/**
 * The versions that the caller may read now, live or retired, by id. One that may no longer be read, or was removed, is
 * not there, as if it never was. The grants are asked once more beside row-level security: this is the last look at what
 * an answer stands on.
 */
export async function readSources(
  transaction: TenantTransaction,
  versionIds: readonly string[],
): Promise<Map<string, Source>> {
  if (versionIds.length === 0) return new Map();
  const rows = await transaction.rows<SourceRow>(
    sql`SELECT v.version_id, v.document_id, d.path, v.title, v.language, c.text, c.tree -> 'blocks' AS blocks,
               ${sharedByColumn(transaction, sql`v.tenant_id`)} AS shared_by,
               (SELECT jsonb_agg(jsonb_build_object('page', p.page, 'start', p.text_start, 'end', p.text_end) ORDER BY p.page)
                FROM onggi.document_page p WHERE p.tenant_id = v.tenant_id AND p.version_id = v.version_id) AS pages
        FROM onggi.document_version v
        JOIN onggi.document d ON d.tenant_id = v.tenant_id AND d.document_id = v.document_id
        JOIN onggi.document_content c ON c.tenant_id = v.tenant_id AND c.version_id = v.version_id
        WHERE v.version_id = ANY (${[...new Set(versionIds)]}::uuid[]) AND v.status IN ('published', 'retired')
          AND ${opensVersion(transaction.context)}`,
    'read_sources',
  );
  return new Map(rows.map((row) => [row.version_id, toSource(row)]));
}

function toSource(row: SourceRow): Source {
  return {
    versionId: row.version_id,
    documentId: row.document_id,
    path: row.path,
    title: row.title,
    language: row.language ?? 'ko',
    text: row.text,
    blocks: withHeadings(row.blocks, row.text),
    pages: row.pages ?? [],
    ...(row.shared_by && { sharedBy: row.shared_by }),
  };
}

/** Puts over each block the headings that precede it, outermost first. */
function withHeadings(blocks: readonly StoredBlock[], text: string): SourceBlock[] {
  const open: { level: number; text: string }[] = [];
  return blocks.map((block) => {
    if (block.kind !== 'heading') return { ...block, headingPath: open.map((heading) => heading.text) };
    const level = block.level ?? 1;
    while ((open.at(-1)?.level ?? 0) >= level) open.pop();
    const headingPath = open.map((heading) => heading.text);
    open.push({ level, text: text.slice(block.start, block.end).replace(/\s+/g, ' ') });
    return { ...block, headingPath };
  });
}

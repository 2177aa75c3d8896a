import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { RankedCandidate } from '../ranking/rank-candidates.js';
import type { Passage } from './passage.js';

/**
 * Texts and titles of the candidates, in their order, read as the caller: what row-level security hides, or what is not
 * live any more, is left out whatever the index said.
 */
export async function readPassages(
  transaction: TenantTransaction,
  ranked: readonly RankedCandidate[],
): Promise<Passage[]> {
  if (ranked.length === 0) return [];
  const rows = await transaction.rows<Omit<Passage, 'score'>>(
    sql`SELECT v.document_id AS "documentId", c.version_id AS "versionId", d.path, c.chunk_id AS "chunkId", v.title, c.page,
               c.heading, c.language AS lang, c.text, c.text_start AS start, c.text_end AS "end"
        FROM unnest(${ranked.map((each) => each.tenant)}::text[], ${ranked.map((each) => each.chunkId)}::uuid[]) AS r (tenant_id, chunk_id)
        JOIN onggi.chunk c ON c.tenant_id = r.tenant_id AND c.chunk_id = r.chunk_id
        JOIN onggi.document_version v ON v.tenant_id = r.tenant_id AND v.version_id = c.version_id AND v.live
        JOIN onggi.document d ON d.tenant_id = r.tenant_id AND d.document_id = v.document_id`,
    'read_passages',
  );
  const byId = new Map(rows.map((row) => [row.chunkId, row]));
  return ranked.flatMap(({ chunkId, score }) => {
    const row = byId.get(chunkId);
    return row ? [{ ...row, score }] : [];
  });
}

import { newId, type Language } from '@onggi/platform';
import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import { changeAccess } from '../access/access-sets.js';

/** A file that was kept, on its way to become a version. */
export interface IncomingFile {
  /** With corpus and source, what the document is known by. */
  externalId: string;
  /** Label of the document for people. */
  path: string;
  /** Lower-case hexadecimal. */
  sha256: string;
  byteSize: number;
  originalKey: string;
  /** As the sender says; decided from the content later. */
  mediaType?: string;
  /** YYYY-MM-DD: from when this version is in force. */
  effectiveFrom?: string;
  /** As the sender says, empty for none; undefined: found by the parser. */
  title?: string;
  /** As the sender says; undefined: found by the parser. */
  language?: Language;
}

/** What became of an incoming file. */
export interface RegisteredFile {
  documentId: string;
  versionId: string;
  /**
   * `new`: a version that waits to be processed. `again`: this content failed before and gets another try.
   * `pending`: the same content is in work already. `unchanged`: it is what the document holds.
   */
  outcome: 'new' | 'again' | 'pending' | 'unchanged';
}

export interface Registration {
  corpusId: string;
  source: string;
  /** Undefined: documents keep the access they have, and new ones get `newDocumentsAccessSetId`. */
  accessSetId?: string;
  newDocumentsAccessSetId: string;
  /** At most one an external id. */
  files: readonly IncomingFile[];
}

interface DocumentState {
  external_id: string;
  document_id: string;
  highest: number;
  access_set_id: string | null;
  /** The newest version of all, if its content is the same. */
  newest_same: string | null;
  newest_status: string | null;
  /** The newest version that did not fail, if its content is the same. */
  held_same: string | null;
  held_status: string | null;
  /** A version that did not fail with the same content and the same beginning. */
  dated_same: string | null;
}

/**
 * Finds or makes the document of each file and decides whether its content is news. Documents stay locked until the
 * transaction ends, so two uploads of the same document take their version numbers one after the other.
 * @returns one entry a file, in order
 */
export async function registerVersions(
  transaction: TenantTransaction,
  registration: Registration,
): Promise<RegisteredFile[]> {
  await lockDocuments(transaction, registration);
  const states = await readStates(transaction, registration);
  const stillPending = await lockPending(transaction, [...states.values()]);
  const registered = registration.files.map((file) => decide(file, states, stillPending));
  await insertNewVersions(transaction, registration, registered, states);
  await retryFailedVersions(transaction, registered);
  if (registration.accessSetId !== undefined) await applyAccess(transaction, registration.accessSetId, states);
  return registered;
}

async function lockDocuments(transaction: TenantTransaction, { corpusId, source, files }: Registration): Promise<void> {
  // In one order everywhere, or two uploads could wait for each other.
  const sorted = [...files].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  await transaction.execute(
    sql`INSERT INTO onggi.document (tenant_id, document_id, corpus_id, source, external_id, path)
        SELECT ${transaction.context.tenant}, f.document_id, ${corpusId}, ${source}, f.external_id, f.path
        FROM unnest(${sorted.map(() => newId())}::uuid[], ${sorted.map((file) => file.externalId)}::text[],
                    ${sorted.map((file) => file.path)}::text[]) AS f (document_id, external_id, path)
        ON CONFLICT (tenant_id, corpus_id, source, external_id) DO UPDATE SET path = EXCLUDED.path
        WHERE document.path <> EXCLUDED.path`,
    'lock_documents',
  );
}

async function readStates(
  transaction: TenantTransaction,
  { corpusId, source, files }: Registration,
): Promise<Map<string, DocumentState>> {
  const rows = await transaction.rows<DocumentState>(
    sql`SELECT d.external_id, d.document_id, coalesce(newest.version_number, 0) AS highest, newest.access_set_id,
               CASE WHEN (newest.content_sha256, newest.given_title, newest.given_language) IS NOT DISTINCT FROM (f.hash, f.title, f.language)
                    THEN newest.version_id END AS newest_same, newest.status AS newest_status,
               CASE WHEN (held.content_sha256, held.given_title, held.given_language) IS NOT DISTINCT FROM (f.hash, f.title, f.language)
                    THEN held.version_id END AS held_same, held.status AS held_status,
               dated.version_id AS dated_same
        FROM (SELECT external_id, decode(hex, 'hex') AS hash, effective_from, title, language
              FROM unnest(${files.map((file) => file.externalId)}::text[], ${files.map((file) => file.sha256)}::text[],
                          ${files.map((file) => file.effectiveFrom ?? null)}::date[], ${files.map((file) => file.title ?? null)}::text[],
                          ${files.map((file) => file.language ?? null)}::text[])
                AS given (external_id, hex, effective_from, title, language)) AS f
        JOIN onggi.document d ON d.tenant_id = ${transaction.context.tenant} AND d.corpus_id = ${corpusId}
          AND d.source = ${source} AND d.external_id = f.external_id
        LEFT JOIN LATERAL (
          SELECT v.* FROM onggi.document_version v WHERE v.tenant_id = d.tenant_id AND v.document_id = d.document_id
          ORDER BY v.version_number DESC LIMIT 1) AS newest ON true
        LEFT JOIN LATERAL (
          SELECT v.* FROM onggi.document_version v WHERE v.tenant_id = d.tenant_id AND v.document_id = d.document_id
            AND v.status NOT IN ('rejected', 'quarantined')
          ORDER BY v.version_number DESC LIMIT 1) AS held ON true
        LEFT JOIN LATERAL (
          SELECT v.version_id FROM onggi.document_version v WHERE v.tenant_id = d.tenant_id AND v.document_id = d.document_id
            AND v.status IN ('scheduled', 'published', 'retired') AND v.effective_from = f.effective_from
            AND (v.content_sha256, v.given_title, v.given_language) IS NOT DISTINCT FROM (f.hash, f.title, f.language)
          ORDER BY v.version_number DESC LIMIT 1) AS dated ON true`,
    'read_document_states',
  );
  return new Map(rows.map((row) => [row.external_id, row]));
}

/** Versions in work that could end this moment: they are held as they are until the file is written down as theirs. */
async function lockPending(
  transaction: TenantTransaction,
  states: readonly DocumentState[],
): Promise<ReadonlySet<string>> {
  const candidates = states.filter((state) => isPending(state.held_status)).map((state) => state.held_same);
  if (candidates.every((id) => id === null)) return new Set();
  const rows = await transaction.rows<{ version_id: string; status: string }>(
    sql`SELECT version_id, status FROM onggi.document_version
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ANY (${candidates.filter((id) => id !== null)}::uuid[])
        ORDER BY version_id FOR SHARE`,
  );
  return new Set(rows.filter((row) => isPending(row.status)).map((row) => row.version_id));
}

function isPending(status: string | null): boolean {
  return status === 'waiting' || status === 'processing';
}

function hasFailed(status: string | null): boolean {
  return status === 'rejected' || status === 'quarantined';
}

function decide(
  file: IncomingFile,
  states: ReadonlyMap<string, DocumentState>,
  stillPending: ReadonlySet<string>,
): RegisteredFile {
  const state = states.get(file.externalId);
  if (!state) throw new Error('A document that was just made cannot be read.');
  const documentId = state.document_id;
  if (state.dated_same !== null) return { documentId, versionId: state.dated_same, outcome: 'unchanged' };
  if (state.newest_same !== null && hasFailed(state.newest_status)) {
    return { documentId, versionId: state.newest_same, outcome: 'again' };
  }
  if (state.held_same === null) return { documentId, versionId: newId(), outcome: 'new' };
  const pending = isPending(state.held_status) && stillPending.has(state.held_same);
  return { documentId, versionId: state.held_same, outcome: pending ? 'pending' : 'unchanged' };
}

async function insertNewVersions(
  transaction: TenantTransaction,
  registration: Registration,
  registered: readonly RegisteredFile[],
  states: ReadonlyMap<string, DocumentState>,
): Promise<void> {
  const rows = registration.files.flatMap((file, index) => {
    const entry = registered[index];
    if (entry?.outcome !== 'new') return [];
    const state = states.get(file.externalId);
    const accessSetId = registration.accessSetId ?? state?.access_set_id ?? registration.newDocumentsAccessSetId;
    return [{ ...file, ...entry, accessSetId, number: (state?.highest ?? 0) + 1 }];
  });
  if (rows.length === 0) return;
  await transaction.execute(
    sql`INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number, status,
          effective_from, content_sha256, byte_size, media_type, original_key, given_title, given_language)
        SELECT ${transaction.context.tenant}, n.version_id, n.document_id, ${registration.corpusId}, n.access_set_id, n.number, 'waiting',
               n.effective_from, decode(n.hex, 'hex'), n.byte_size, n.media_type, n.original_key, n.title, n.language
        FROM unnest(${rows.map((row) => row.versionId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[],
                    ${rows.map((row) => row.accessSetId)}::uuid[], ${rows.map((row) => row.number)}::int[],
                    ${rows.map((row) => row.effectiveFrom ?? null)}::date[], ${rows.map((row) => row.sha256)}::text[],
                    ${rows.map((row) => row.byteSize)}::bigint[],
                    ${rows.map((row) => row.mediaType ?? 'application/octet-stream')}::text[],
                    ${rows.map((row) => row.originalKey)}::text[], ${rows.map((row) => row.title ?? null)}::text[],
                    ${rows.map((row) => row.language ?? null)}::text[])
          AS n (version_id, document_id, access_set_id, number, effective_from, hex, byte_size, media_type, original_key, title, language)`,
    'insert_versions',
  );
}

async function retryFailedVersions(
  transaction: TenantTransaction,
  registered: readonly RegisteredFile[],
): Promise<void> {
  const again = registered.filter((entry) => entry.outcome === 'again').map((entry) => entry.versionId);
  if (again.length === 0) return;
  await transaction.execute(
    sql`UPDATE onggi.document_version SET status = 'waiting', reason = NULL, stage = NULL, died_parsing = 0, updated_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND version_id = ANY (${again}::uuid[])`,
  );
}

async function applyAccess(
  transaction: TenantTransaction,
  accessSetId: string,
  states: ReadonlyMap<string, DocumentState>,
): Promise<void> {
  const changed = [...states.values()]
    .filter((state) => state.access_set_id !== null && state.access_set_id !== accessSetId)
    .map((state) => state.document_id);
  if (changed.length === 0) return;
  await changeAccess(transaction, changed, accessSetId);
  await recordAudit(transaction, { action: 'document.access', detail: { documents: changed, accessSetId } });
}

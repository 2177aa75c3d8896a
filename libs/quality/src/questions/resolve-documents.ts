import { isId } from '@onggi/platform';
import { noSql, sql, type TenantTransaction } from '@onggi/tenancy';
import type { GivenJudgement, StoredJudgements } from './question.js';

interface DocumentRow {
  document_id: string;
  external_id: string;
  path: string;
}

/**
 * Ids of documents by what they are called: id, external id or path, the first of these that fits exactly one document.
 * @param corpusId where to look; undefined: everywhere
 * @returns nothing for a name that fits none or several
 */
export async function resolveDocuments(
  transaction: TenantTransaction,
  names: readonly string[],
  corpusId?: string,
): Promise<Map<string, string>> {
  const rows = await transaction.rows<DocumentRow>(
    sql`SELECT document_id, external_id, path FROM onggi.document
        WHERE tenant_id = ${transaction.context.tenant}
          ${corpusId === undefined ? noSql : sql`AND corpus_id = ${corpusId}`}
          AND (document_id = ANY (${names.filter(isId)}::uuid[]) OR external_id = ANY (${names}::text[]) OR path = ANY (${names}::text[]))`,
  );
  const lookups = [
    idsBy(rows, ({ document_id: id }) => id),
    idsBy(rows, ({ external_id: id }) => id),
    idsBy(rows, ({ path }) => path),
  ];
  const resolved = new Map<string, string>();
  for (const name of names) {
    const fitting = lookups.map((lookup) => lookup.get(name)).find((ids) => ids !== undefined);
    if (fitting?.length === 1 && fitting[0] !== undefined) resolved.set(name, fitting[0]);
  }
  return resolved;
}

function idsBy(rows: readonly DocumentRow[], nameOf: (row: DocumentRow) => string): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const row of rows) ids.set(nameOf(row), [...(ids.get(nameOf(row)) ?? []), row.document_id]);
  return ids;
}

/** Judgements by document id. @returns with them the names that are no document's */
export function storedJudgements(
  given: readonly GivenJudgement[],
  resolved: ReadonlyMap<string, string>,
): { judgements: StoredJudgements; unknown: string[] } {
  const judgements: StoredJudgements = {};
  const unknown: string[] = [];
  for (const { document, grade = 1 } of given) {
    const id = resolved.get(document);
    if (id === undefined) unknown.push(document);
    else judgements[id] = grade;
  }
  return { judgements, unknown };
}

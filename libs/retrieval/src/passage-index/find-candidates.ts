import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';
import type { CandidateList, IndexQuery } from './passage-index.js';
import { halfvecLiteral } from './stage-chunks.js';

interface CandidateRow {
  tenant_id: string;
  language: Language;
  visible: number;
  dense_mean: number | null;
  dense_deviation: number | null;
  best_lexical: number;
  whole_lexical: number;
  chunk_id: string;
  version_id: string;
  dense: number;
  lexical: number;
  code: number;
}

/** Raised by search.passages for an embedding set that may not be searched. */
const setNotSearched = 'ON001';

/**
 * Calls the database's search function and sorts its rows into lists.
 * @throws EmbeddingSetMismatchError
 */
export async function findCandidates(transaction: TenantTransaction, query: IndexQuery): Promise<CandidateList[]> {
  const { vectors, terms } = query;
  const codes = terms.filter((term) => term.code).map((term) => term.term);
  const rows = await transaction
    .rows<CandidateRow>(
      sql`SELECT * FROM search.passages(${vectors.map((each) => each.tenant)}::text[], ${vectors.map((each) => each.setId)}::smallint[],
          ${vectors.map((each) => halfvecLiteral(each.vector))}::text[]::halfvec[], ${terms.map((term) => term.tenant)}::text[],
          ${terms.map((term) => term.term)}::int[], ${terms.map((term) => term.weight)}::real[], ${codes}::int[],
          ${query.corpora ?? null}::uuid[], ${query.versions ?? null}::uuid[], ${query.perLeg})`,
      'search_passages',
    )
    .catch((error: unknown) => {
      const { code, detail } = error as { code?: string; detail?: string };
      if (code !== setNotSearched) throw error;
      throw new EmbeddingSetMismatchError(detail ?? '', undefined);
    });
  return listsOf(rows);
}

/** Several grants of one tenant give lists of their own, each with what its scores are measured by; a passage counts once. */
function listsOf(rows: readonly CandidateRow[]): CandidateList[] {
  const lists = new Map<string, CandidateList>();
  const known = new Set<string>();
  for (const row of rows) {
    if (known.has(row.chunk_id)) continue;
    known.add(row.chunk_id);
    const { dense_mean: mean, best_lexical: best } = row;
    const key = [row.tenant_id, row.language, row.visible, mean, best].join(' ');
    let list = lists.get(key);
    if (!list) {
      list = {
        tenant: row.tenant_id,
        language: row.language,
        visible: row.visible,
        dense: spreadOf(row),
        bestLexical: row.best_lexical,
        wholeLexical: row.whole_lexical,
        candidates: [],
      };
      lists.set(key, list);
    }
    const { chunk_id: chunkId, version_id: versionId, dense, lexical, code } = row;
    list.candidates.push({ chunkId, versionId, dense, lexical, code });
  }
  return [...lists.values()];
}

function spreadOf({ dense_mean: mean, dense_deviation: deviation }: CandidateRow): CandidateList['dense'] {
  return mean === null || deviation === null ? null : { mean, deviation };
}

import type { Language } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import type { CandidateList, IndexQuery } from './passage-index.js';
import { halfvecLiteral } from './stage-chunks.js';

interface CandidateRow {
  tenant_id: string;
  language: Language;
  visible: number;
  dense_mean: number;
  dense_deviation: number;
  best_lexical: number;
  whole_lexical: number;
  chunk_id: string;
  version_id: string;
  dense: number;
  lexical: number;
  code: number;
}

/** Calls the database's search function and sorts its rows into lists. */
export async function findCandidates(transaction: TenantTransaction, query: IndexQuery): Promise<CandidateList[]> {
  const { terms } = query;
  const codes = terms.filter((term) => term.code).map((term) => term.term);
  const rows = await transaction.rows<CandidateRow>(
    sql`SELECT * FROM search.passages(${halfvecLiteral(query.vector)}::halfvec, ${terms.map((term) => term.tenant)}::text[],
          ${terms.map((term) => term.term)}::int[], ${terms.map((term) => term.weight)}::real[], ${codes}::int[],
          ${query.corpora ?? null}::uuid[], ${query.perLeg})`,
    'search_passages',
  );
  return listsOf(rows);
}

function listsOf(rows: readonly CandidateRow[]): CandidateList[] {
  const lists = new Map<string, CandidateList>();
  for (const row of rows) {
    const key = `${row.tenant_id} ${row.language}`;
    let list = lists.get(key);
    if (!list) {
      list = {
        tenant: row.tenant_id,
        language: row.language,
        visible: row.visible,
        dense: { mean: row.dense_mean, deviation: row.dense_deviation },
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

import { sql, type TenantTransaction } from '@onggi/tenancy';

/** Packed tokens of a passage in one embedding set. */
interface TokenRow {
  chunkId: string;
  tokens: Uint8Array;
}

/** Rows a statement: some 2 MB of parameters. */
const rowsPerStatement = 64;

/** Keeps tokens of passages that the caller knows to be there (`insertVectors`). What the set has already stays. */
export async function insertTokens(
  transaction: TenantTransaction,
  versionId: string,
  setId: number,
  rows: readonly TokenRow[],
): Promise<void> {
  const { tenant } = transaction.context;
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const batch = rows.slice(from, from + rowsPerStatement);
    await transaction.execute(
      sql`INSERT INTO onggi.chunk_tokens (tenant_id, set_id, chunk_id, version_id, tokens)
          SELECT ${tenant}, ${setId}, n.chunk_id, ${versionId}, n.tokens
          FROM unnest(${batch.map((row) => row.chunkId)}::uuid[], ${batch.map((row) => Buffer.from(row.tokens))}::bytea[])
            AS n (chunk_id, tokens)
          ON CONFLICT DO NOTHING`,
      'stage_tokens',
    );
  }
}

/**
 * Tokens of a tenant's passages, read as the caller. Not a named statement, and a join with the ids, as with their texts
 * (`readPassages`).
 * @returns none for a passage that was ingested without
 */
export async function readTokens(
  transaction: TenantTransaction,
  { tenant, setId }: { tenant: string; setId: number },
  chunkIds: readonly string[],
): Promise<TokenRow[]> {
  return transaction.rows(
    sql`SELECT t.chunk_id AS "chunkId", t.tokens
        FROM unnest(${chunkIds}::uuid[]) AS wanted (chunk_id)
        JOIN onggi.chunk_tokens t ON t.tenant_id = ${tenant} AND t.set_id = ${setId} AND t.chunk_id = wanted.chunk_id`,
  );
}

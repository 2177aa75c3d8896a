import { sql, type TenantTransaction } from '@onggi/tenancy';

/**
 * Of documents whose titles differ in nothing but numbers, the newest by the year in the title, else by when it takes
 * effect. Documents with no older edition among these are not named.
 */
export async function newestEditions(transaction: TenantTransaction, versions: readonly string[]): Promise<string[]> {
  const rows = await transaction.rows<{ version_id: string }>(
    sql`SELECT version_id FROM (
          SELECT version_id, dated, max(dated) OVER edition AS newest, min(dated) OVER edition AS oldest
          FROM (
            SELECT v.version_id, regexp_replace(lower(v.title), '[0-9[:space:][:punct:]]+', '', 'g') AS name,
                   coalesce(make_date((regexp_match(v.title, '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)'))[1]::int, 1, 1),
                            v.effective_from) AS dated
            FROM onggi.document_version v WHERE v.version_id = ANY (${versions}::uuid[])
          ) AS titled
          WHERE name <> '' AND dated IS NOT NULL WINDOW edition AS (PARTITION BY name)
        ) AS ranked WHERE dated = newest AND oldest < newest`,
    'newest_editions',
  );
  return rows.map((row) => row.version_id);
}

import type { Language } from '@onggi/platform';
import { sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import type { OpenSearchClient } from './opensearch-client.js';

interface VersionPage {
  aggregations?: { versions: { buckets: { key: { version: string } }[]; after_key?: object } };
}

interface Lengths {
  aggregations?: { language: { buckets: { key: Language; length: { value: number | null } }[] } };
}

const versionsPerPage = 1000;
const absent = ['index_not_found_exception'];

/** Passages of versions that the database has no more, or has purged: left by what was broken off after its commit. */
export async function sweep(
  client: OpenSearchClient,
  index: string,
  database: TenantDb,
  context: TenantContext,
): Promise<void> {
  for (let after: object | undefined, more = true; more;) {
    const composite = { size: versionsPerPage, sources: [{ version: { terms: { field: 'version' } } }], after };
    const page = await client.send<VersionPage>(
      'POST',
      `${index}/_search`,
      { size: 0, aggs: { versions: { composite } } },
      absent,
    );
    const { buckets = [], after_key: next } = page?.aggregations?.versions ?? {};
    const gone = await database.run(context, (transaction) =>
      versionsGone(
        transaction,
        buckets.map(({ key }) => key.version),
      ),
    );
    if (gone.length > 0) await deleteVersions(client, index, gone);
    [after, more] = [next, next !== undefined];
  }
}

/** Removes what the engine has of these versions, but for passages that must stay. Again does no harm. */
export async function deleteVersions(
  client: OpenSearchClient,
  index: string,
  versionIds: readonly string[],
  kept: readonly string[] = [],
): Promise<void> {
  const query = { bool: { filter: { terms: { version: versionIds } }, must_not: { ids: { values: kept } } } };
  await client.send('POST', `${index}/_delete_by_query?refresh=true&conflicts=proceed`, { query }, absent);
}

async function versionsGone(transaction: TenantTransaction, versionIds: readonly string[]): Promise<string[]> {
  const { tenant } = transaction.context;
  const rows = await transaction.rows<{ version_id: string }>(
    sql`SELECT asked.version_id FROM unnest(${versionIds}::uuid[]) AS asked (version_id)
        LEFT JOIN onggi.document_version v ON v.tenant_id = ${tenant} AND v.version_id = asked.version_id
        WHERE v.version_id IS NULL OR v.status = 'retired' AND v.chunk_count = 0`,
  );
  return rows.map((row) => row.version_id);
}

/** Live passages by language as the database counts them, their mean length as the engine knows it. */
export async function countPassages(
  client: OpenSearchClient,
  index: string,
  database: TenantDb,
  context: TenantContext,
): Promise<void> {
  const lengths = await client.send<Lengths>(
    'POST',
    `${index}/_search`,
    { size: 0, aggs: { language: { terms: { field: 'language' }, aggs: { length: { avg: { field: 'length' } } } } } },
    absent,
  );
  const buckets = lengths?.aggregations?.language.buckets ?? [];
  await database.run(context, async (transaction) => {
    const { tenant } = transaction.context;
    await transaction.execute(sql`DELETE FROM onggi.index_statistics WHERE tenant_id = ${tenant}`);
    await transaction.execute(
      sql`INSERT INTO onggi.index_statistics (tenant_id, language, chunk_count, average_length, counted_at)
          SELECT ${tenant}, c.language, count(*)::int, greatest(max(l.length), 1), now()
          FROM onggi.document_version v
          JOIN onggi.chunk c ON c.tenant_id = ${tenant} AND c.version_id = v.version_id
          LEFT JOIN unnest(${buckets.map(({ key }) => key)}::text[], ${buckets.map(({ length }) => length.value ?? 1)}::real[])
            AS l (language, length) ON l.language = c.language
          WHERE v.tenant_id = ${tenant} AND v.live GROUP BY c.language`,
    );
  });
}

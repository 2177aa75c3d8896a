import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool, sql, type TenantTransaction } from '@onggi/tenancy';
import { bagOfWords, SearchWorld, wordEmbedder } from '../search-world.fixture.js';
import { PlannerStatistics } from './planner-statistics.js';

const withTokens = {
  ...wordEmbedder,
  withTokens: {
    embedPassages: async (passages: readonly { text: string }[]) =>
      passages.map(({ text }) => ({ vector: bagOfWords(text), tokens: new Uint8Array(48) })),
    embedQuery: async (text: string) => ({ vector: bagOfWords(text) }),
  },
};
const versions = 3_000;

let world: SearchWorld;
beforeAll(async () => {
  world = await SearchWorld.create(['alpha'], withTokens);
  // As on a connection that has worked for this tenant since it was empty: it keeps the plans of then.
  await world.admin.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET plan_cache_mode = force_generic_plan', current_database()); END $$`,
  );
  const { versionId } = await world.publish('alpha', ['the first pump']);
  await world.admin.query(
    `WITH first AS (SELECT * FROM onggi.document_version WHERE version_id = $1), more AS (
       INSERT INTO onggi.document (tenant_id, document_id, corpus_id, source, external_id, path)
       SELECT 'alpha', gen_random_uuid(), f.corpus_id, 'spec', 'more-' || n, n || '.md' FROM first f, generate_series(1, $2::int) AS n
       RETURNING document_id, corpus_id)
     INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number, content_sha256,
                                         byte_size, media_type, original_key, status, live)
     SELECT 'alpha', gen_random_uuid(), m.document_id, m.corpus_id, f.access_set_id, 1, f.content_sha256, 1, f.media_type,
            f.original_key, 'published', true FROM more m, first f`,
    [versionId, versions],
  );
  // Counters of rows are told to others once a second.
  await world.admin.query('SELECT pg_stat_force_next_flush()');
});
afterAll(() => world.close());

async function analyzed(): Promise<string[]> {
  const maintenance = createPool({ url: world.server.urlFor('onggi_maintenance'), max: 1, applicationName: 'spec' });
  try {
    return await new PlannerStatistics(maintenance).analyzeGrown('alpha');
  } finally {
    await maintenance.end();
  }
}

/** Rows of versions that this connection has looked at lately: what a transaction adds is its own. */
async function versionsRead(transaction: TenantTransaction): Promise<number> {
  const row = await transaction.first<{ read: number }>(
    sql`SELECT (seq_tup_read + idx_tup_fetch)::int AS read FROM pg_stat_xact_user_tables
        WHERE schemaname = 'onggi' AND relname = 'document_version'`,
  );
  return row!.read;
}

describe('staging a document', () => {
  it('looks at its own version, however many the tenant has by now', async () => {
    expect(await analyzed()).toEqual(['onggi.document', 'onggi.document_version']);
    expect(await analyzed()).toEqual([]);
    const { versionId } = await world.publish('alpha', ['one pump'], { live: false });
    const chunks = await world.chunksOf(['one pump', 'two pumps', 'three pumps']);
    const read = await world.database.run(world.service('alpha'), async (transaction) => {
      const before = await versionsRead(transaction);
      await world.index.stage(transaction, versionId, chunks);
      return (await versionsRead(transaction)) - before;
    });
    expect(await world.admin.query('SELECT FROM onggi.chunk_tokens WHERE version_id = $1', [versionId])).toMatchObject({
      rowCount: 3,
    });
    expect(read).toBeLessThan(50);
  });
});

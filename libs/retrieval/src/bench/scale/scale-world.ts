import { newId, type Language } from '@onggi/platform';
import type { EmbeddingProfile } from '@onggi/models';
import { ContextKeys, createPool, provisionTenant, serviceContext, TenantDb } from '@onggi/tenancy';
import type { PassageIndex } from '../../passage-index/passage-index.js';
import { halfvecLiteral } from '../../passage-index/stage-chunks.js';
import { SeededNumbers } from '../synthetic-text.js';
import { averageLength, SyntheticCorpus, type SyntheticPassage } from './synthetic-corpus.js';

type Pool = ReturnType<typeof createPool>;

const passagesPerVersion = 20;
const versionsPerStatement = 25;
/** A bit a dimension. */
const bytesPerToken = 48;
const tokensPerPassage = 220;
export const corpusCount = 10;
/** Shares of the passages that each group opens, apart from the others'. */
export const groups = [
  { group: 'one', share: 0.01 },
  { group: 'ten', share: 0.09 },
  { group: 'fifty', share: 0.4 },
  { group: 'rest', share: 0.5 },
] as const;
/** The tenant that is measured. */
export const measuredTenant = 'large-1';

/**
 * Four large tenants and a hundred small ones in one database. The first is made of synthetic passages; the others are
 * copies of its rows under other ids, which is all that a foreign row has to be.
 */
export class ScaleWorld {
  readonly admin: Pool;
  readonly app: Pool;
  readonly database: TenantDb;
  readonly provisioner: Pool;
  readonly maintenance: Pool;

  constructor(url: string, keys: ContextKeys) {
    const poolAs = (role: string, max: number) => {
      const own = new URL(url);
      // Rows that are loaded by hundred thousands are not looked up one by one in the tables that they refer to.
      own.searchParams.set('options', role === '' ? '-c session_replication_role=replica' : `-c role=${role}`);
      return createPool({ url: own.href, max, applicationName: 'onggi-bench' });
    };
    this.admin = poolAs('', 2);
    this.app = poolAs('onggi_app', 8);
    this.provisioner = poolAs('onggi_provisioner', 1);
    this.maintenance = poolAs('onggi_maintenance', 1);
    this.database = new TenantDb(this.app, keys);
  }

  /** @param chunks of the measured tenant; the other large ones have half, a quarter and a tenth as many */
  async load(chunks: number, profile: EmbeddingProfile): Promise<void> {
    await this.addTenant(measuredTenant, profile);
    await this.fill(chunks);
    await this.addTokens();
    await this.admin.query(
      'ANALYZE onggi.document_version, onggi.chunk, onggi.chunk_vector, onggi.chunk_lexical, onggi.chunk_tokens',
    );
    const others = [chunks / 2, chunks / 4, chunks / 10].map((size, index) => ({ tenant: `large-${index + 2}`, size }));
    const small = Array.from({ length: 100 }, (_, index) => ({ tenant: `small-${index}`, size: 1_000 }));
    for (const { tenant, size } of [...others, ...small]) {
      await this.addTenant(tenant, profile);
      await this.copy(tenant, Math.min(size, chunks));
    }
    await this.admin.query('VACUUM ANALYZE');
    // Read once, as everything else has been, so that searches do not wait for the disk.
    await this.admin.query('SELECT count(get_byte(tokens, 0)) FROM onggi.chunk_tokens');
  }

  /** The `id` column of a query's rows. */
  async ids(text: string, values: unknown[]): Promise<string[]> {
    const { rows } = await this.admin.query<{ id: string }>(text, values);
    return rows.map((row) => row.id);
  }

  /** How far a search of the measured tenant goes in each leg, for a caller who sees everything. */
  async searchBounds(): Promise<{ efSearch: number; postings: number }> {
    const { rows } = await this.admin.query<{ efSearch: number; postings: number }>(
      `SELECT CASE WHEN max(s.chunk_count) > l.wide THEN 200 ELSE 100 END AS "efSearch", l.postings
       FROM search.limits() AS l, onggi.index_statistics s WHERE s.tenant_id = $1 GROUP BY l.wide, l.postings`,
      [measuredTenant],
    );
    const [bounds] = rows;
    if (!bounds) throw new Error('the tenant has not been counted');
    return bounds;
  }

  /** How many of these document versions are not the measured tenant's. */
  async foreignVersions(versionIds: readonly string[]): Promise<number> {
    const { rows } = await this.admin.query<{ found_elsewhere: number }>(
      `SELECT count(*)::int AS found_elsewhere FROM unnest($1::uuid[]) AS found (id)
       WHERE NOT EXISTS (SELECT FROM onggi.document_version WHERE tenant_id = $2 AND version_id = found.id)`,
      [versionIds, measuredTenant],
    );
    return rows[0]?.found_elsewhere ?? 0;
  }

  /** Megabytes of the measured tenant's rows with their keys, and of each HNSW and GIN. */
  async sizes(): Promise<Record<string, number>> {
    const { rows } = await this.admin.query<{ name: string; megabytes: number }>(
      `SELECT c.relname AS name, round(pg_relation_size(c.oid) / 1048576.0)::int AS megabytes
       FROM pg_class c LEFT JOIN pg_am m ON m.oid = c.relam
       WHERE c.relnamespace = 'partition'::regnamespace AND c.relname LIKE $1
         AND (c.relkind = 'r' OR m.amname IN ('hnsw', 'gin')) ORDER BY 1`,
      [`%\\_\\_${measuredTenant}%`],
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.megabytes]));
  }

  /** A hidden document version of twenty passages to come. */
  async insertVersion(versionId: string): Promise<void> {
    await this.insertVersions([versionId], 0);
    await this.admin.query(
      `UPDATE onggi.document_version SET live = false, status = 'processing' WHERE tenant_id = $1 AND version_id = $2`,
      [measuredTenant, versionId],
    );
  }

  /** Milliseconds in which one version is retired and shown again, as a new one would be. */
  async flips(count: number): Promise<number[]> {
    const [first] = await this.ids(
      `SELECT version_id AS id FROM onggi.document_version WHERE tenant_id = $1 AND live LIMIT 1`,
      [measuredTenant],
    );
    const samples: number[] = [];
    for (let flip = 0; flip < count; flip++) {
      const live = flip % 2 === 1;
      const began = performance.now();
      await this.admin.query(
        `UPDATE onggi.document_version SET live = $3, status = $4 WHERE tenant_id = $1 AND version_id = $2`,
        [measuredTenant, first, live, live ? 'published' : 'retired'],
      );
      samples.push(performance.now() - began);
    }
    return samples;
  }

  /** Milliseconds in which the passages of fifty versions are removed from the index. */
  async purge(index: PassageIndex): Promise<number> {
    const versions = await this.ids(
      `SELECT version_id AS id FROM onggi.document_version WHERE tenant_id = $1 AND live LIMIT 50`,
      [measuredTenant],
    );
    const began = performance.now();
    await this.database.run(serviceContext(measuredTenant, 'bench'), (transaction) =>
      index.purge(transaction, versions),
    );
    return performance.now() - began;
  }

  async close(): Promise<void> {
    await Promise.all([this.admin.end(), this.app.end(), this.provisioner.end(), this.maintenance.end()]);
  }

  private async addTenant(tenant: string, profile: EmbeddingProfile): Promise<void> {
    await this.admin.query(`INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)`, [tenant]);
    await provisionTenant(this.provisioner, tenant, profile);
    await this.admin.query(
      `INSERT INTO onggi.corpus SELECT $1, gen_random_uuid(), 'corpus-' || n, 'c', 'c' FROM generate_series(1, $2::int) AS n`,
      [tenant, corpusCount],
    );
    await this.admin.query(
      `INSERT INTO onggi.access_set SELECT $1, gen_random_uuid(), ARRAY[name], 'O' FROM unnest($2::text[]) AS name`,
      [tenant, groups.map(({ group }) => group)],
    );
  }

  private async fill(chunks: number): Promise<void> {
    const corpus = new SyntheticCorpus(measuredTenant, 11);
    const versions = Math.ceil(chunks / passagesPerVersion);
    for (let from = 0; from < versions; from += versionsPerStatement) {
      const batch = Array.from({ length: Math.min(versionsPerStatement, versions - from) }, () => newId());
      await this.insertVersions(batch, from);
      const rows = batch.flatMap((versionId, index) => {
        const language: Language = (from + index) % 2 === 0 ? 'ko' : 'en';
        return Array.from({ length: passagesPerVersion }, (_, ordinal) => ({
          ...corpus.passage(language),
          language,
          versionId,
          ordinal,
          chunkId: newId(),
        }));
      });
      await this.insertPassages(rows);
    }
  }

  /**
   * Packed tokens of ordinary size for each passage of the measured tenant, which alone is searched: random bytes, as signs
   * of centred vectors nearly are, drawn from a few hundred.
   */
  private async addTokens(): Promise<void> {
    const numbers = new SeededNumbers(5);
    const drawn = Array.from({ length: 256 }, () =>
      Buffer.from(Uint8Array.from({ length: bytesPerToken * tokensPerPassage }, () => numbers.below(256))),
    );
    await this.admin.query(
      `INSERT INTO onggi.chunk_tokens
       SELECT c.tenant_id, 1, c.chunk_id, c.version_id, ($2::bytea[])[1 + (hashtext(c.chunk_id::text) & 255)]
       FROM onggi.chunk c WHERE c.tenant_id = $1`,
      [measuredTenant, drawn],
    );
  }

  /** Documents are dealt to corpora in turn, and to groups by chance. */
  private async insertVersions(ids: readonly string[], from: number): Promise<void> {
    await this.admin.query(
      `WITH given AS (
         SELECT id, row_number() OVER () + $3 AS place, random() AS luck FROM unnest($1::uuid[]) AS id
       ), dealt AS (
         SELECT id, c.corpus_id, a.access_set_id FROM given g
         JOIN onggi.corpus c ON c.tenant_id = $2 AND c.corpus_key = 'corpus-' || (1 + g.place % ${corpusCount})
         JOIN onggi.access_set a ON a.tenant_id = $2
          AND a.groups = ARRAY[CASE WHEN luck < 0.01 THEN 'one' WHEN luck < 0.1 THEN 'ten' WHEN luck < 0.5 THEN 'fifty' ELSE 'rest' END]
       ), documents AS (
         INSERT INTO onggi.document SELECT $2, id, corpus_id, 'bench', id::text, 'a.md' FROM dealt
       )
       INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number, status,
         live, content_sha256, byte_size, original_key, title, chunk_count)
       SELECT $2, id, id, corpus_id, access_set_id, 1, 'published', true, decode(repeat('00', 32), 'hex'), 1, 'k', 'Bench', ${passagesPerVersion}
       FROM dealt`,
      [ids, measuredTenant, from],
    );
  }

  private async insertPassages(
    rows: readonly (SyntheticPassage & { language: Language; versionId: string; ordinal: number; chunkId: string })[],
  ): Promise<void> {
    const ids = rows.map((row) => row.chunkId);
    const versions = rows.map((row) => row.versionId);
    const languages = rows.map((row) => row.language);
    await this.admin.query(
      `INSERT INTO onggi.chunk SELECT $1, c.id, c.version, c.ordinal, c.language, 0, length(c.text), 1, '', '{}', 300, c.text
       FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[]) AS c (id, version, ordinal, language, text)`,
      [measuredTenant, ids, versions, rows.map((row) => row.ordinal), languages, rows.map((row) => row.text)],
    );
    await this.admin.query(
      `INSERT INTO onggi.chunk_vector SELECT $1, 1, c.id, c.version, c.language, c.vector::halfvec
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS c (id, version, language, vector)`,
      [measuredTenant, ids, versions, languages, rows.map((row) => halfvecLiteral(row.vector))],
    );
    await this.admin.query(
      `INSERT INTO onggi.chunk_lexical (tenant_id, chunk_id, version_id, language, length, average_length, terms, weights)
       SELECT $1, c.id, c.version, c.language, c.length, CASE c.language WHEN 'ko' THEN ${averageLength.ko} ELSE ${averageLength.en} END,
              c.terms::int[], c.weights::sparsevec
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[]) AS c (id, version, language, length, terms, weights)`,
      [
        measuredTenant,
        ids,
        versions,
        languages,
        rows.map((row) => row.length),
        rows.map((row) => row.terms),
        rows.map((row) => row.weights),
      ],
    );
  }

  /** An id of the copy is a digest of the tenant and the original's. */
  private async copy(tenant: string, chunks: number): Promise<void> {
    const versions = Math.ceil(chunks / passagesPerVersion);
    const chosen = `(SELECT * FROM onggi.document_version WHERE tenant_id = '${measuredTenant}' ORDER BY version_id LIMIT ${versions})`;
    const id = (column: string) => `md5('${tenant}' || ${column})::uuid`;
    await this.admin.query(
      `INSERT INTO onggi.document SELECT '${tenant}', ${id('v.version_id')}, c.corpus_id, 'bench', v.version_id::text, 'a.md'
       FROM ${chosen} v JOIN onggi.corpus o ON o.tenant_id = v.tenant_id AND o.corpus_id = v.corpus_id
       JOIN onggi.corpus c ON c.tenant_id = '${tenant}' AND c.corpus_key = o.corpus_key`,
    );
    await this.admin.query(
      `INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number, status,
         live, content_sha256, byte_size, original_key, title, chunk_count)
       SELECT '${tenant}', d.document_id, d.document_id, d.corpus_id, a.access_set_id, 1, 'published', true, v.content_sha256, 1, 'k',
              'Bench', v.chunk_count
       FROM ${chosen} v JOIN onggi.access_set o ON o.tenant_id = v.tenant_id AND o.access_set_id = v.access_set_id
       JOIN onggi.access_set a ON a.tenant_id = '${tenant}' AND a.groups = o.groups
       JOIN onggi.document d ON d.tenant_id = '${tenant}' AND d.document_id = ${id('v.version_id')}`,
    );
    const rows = `FROM ${chosen} v JOIN`;
    await this.admin.query(
      `INSERT INTO onggi.chunk SELECT '${tenant}', ${id('c.chunk_id')}, ${id('c.version_id')}, c.ordinal, c.language, 0, c.text_end, 1,
         '', '{}', 300, c.text ${rows} onggi.chunk c ON c.tenant_id = '${measuredTenant}' AND c.version_id = v.version_id`,
    );
    await this.admin.query(
      `INSERT INTO onggi.chunk_vector SELECT '${tenant}', 1, ${id('c.chunk_id')}, ${id('c.version_id')}, c.language, c.embedding
       ${rows} onggi.chunk_vector c ON c.tenant_id = '${measuredTenant}' AND c.version_id = v.version_id`,
    );
    await this.admin.query(
      `INSERT INTO onggi.chunk_lexical (tenant_id, chunk_id, version_id, language, length, average_length, terms, weights)
       SELECT '${tenant}', ${id('c.chunk_id')}, ${id('c.version_id')}, c.language, c.length, c.average_length, c.terms, c.weights
       ${rows} onggi.chunk_lexical c ON c.tenant_id = '${measuredTenant}' AND c.version_id = v.version_id`,
    );
  }
}

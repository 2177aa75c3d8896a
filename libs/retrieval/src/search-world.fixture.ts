import { createHash } from 'node:crypto';
import { analyzePassages, detectLanguage, tokenize, type MorphologicalAnalyzer } from '@onggi/language';
import { EmbedderRegistry, multilingualE5Small, passageEmbeddings, type Embedder } from '@onggi/models';
import { newId } from '@onggi/platform';
import {
  ContextKeys,
  createPool,
  provisionTenant,
  serviceContext,
  sql,
  TenantDb,
  tenantContext,
  type Label,
  type Role,
  type TenantContext,
} from '@onggi/tenancy';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import type { PassageIndex, StagedChunk } from './passage-index/passage-index.js';
import { PostgresPassageIndex } from './passage-index/postgres-passage-index.js';
import type { Reranking } from './reranking/reranking.js';
import { SearchService } from './search/search.service.js';

const dimensions = 384;

/** A vector that is near another one when the texts share words: enough to tell texts apart without a model. */
export function bagOfWords(text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const { text: token } of tokenize(text)) {
    const digest = createHash('sha256').update(token).digest();
    for (let index = 0; index < 8; index++) {
      const place = digest.readUInt16LE(index * 2) % dimensions;
      vector[place] = (vector[place] ?? 0) + (digest[16 + index]! % 2 === 0 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => (value || 1e-6) / length);
}

/** Stands in for the model where only access, order and storage are at stake. */
export const wordEmbedder: Embedder = {
  profile: { model: 'words', variant: 'exact', dimensions, centringVersion: '1' },
  unrelated: multilingualE5Small.unrelated,
  embedPassages: async (passages) => passages.map(({ text }) => bagOfWords(text)),
  embedQuery: async (text) => bagOfWords(text),
};

/** As while the model server has none. */
export const noAnalyzer: MorphologicalAnalyzer = {
  analyzePassages: () => Promise.reject(new Error('no analyzer')),
  analyzeQuestion: () => Promise.reject(new Error('no analyzer')),
};

export type MakeIndex = (database: TenantDb, embedder: Embedder) => PassageIndex;

export interface WrittenDocument {
  corpusId: string;
  documentId: string;
  versionId: string;
  accessSetId: string;
}

/** A database with tenants whose documents are staged through the real index. */
export class SearchWorld {
  readonly app: ReturnType<typeof createPool>;
  readonly admin: ReturnType<typeof createPool>;
  readonly database: TenantDb;
  readonly index: PassageIndex;
  readonly search: SearchService;

  private constructor(
    readonly server: TestDatabase,
    readonly embedder: Embedder,
    readonly analyzer: MorphologicalAnalyzer,
    readonly makeIndex: MakeIndex,
  ) {
    this.app = createPool({ url: server.urlFor('onggi_app'), max: 4, applicationName: 'spec-app' });
    this.admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
    this.database = new TenantDb(this.app, ContextKeys.of({ ONGGI_HOME: server.home }));
    this.index = makeIndex(this.database, embedder);
    this.search = this.searchWith(analyzer);
  }

  /** The same index, asked with another analyzer, or reranked. */
  searchWith(analyzer: MorphologicalAnalyzer, reranking?: Reranking): SearchService {
    return new SearchService(this.database, this.index, EmbedderRegistry.single(this.embedder), analyzer, reranking);
  }

  static async create(
    tenants: readonly string[],
    embedder: Embedder = wordEmbedder,
    analyzer: MorphologicalAnalyzer = noAnalyzer,
    makeIndex: MakeIndex = (database) => new PostgresPassageIndex(database),
  ): Promise<SearchWorld> {
    const world = new SearchWorld(await createTestDatabase(), embedder, analyzer, makeIndex);
    const provisioner = createPool({
      url: world.server.urlFor('onggi_provisioner'),
      max: 1,
      applicationName: 'spec-provisioner',
    });
    for (const tenant of tenants) {
      await world.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
      await provisionTenant(provisioner, tenant, embedder.profile);
    }
    await provisioner.end();
    return world;
  }

  caller(tenant: string, of: { role?: Role; groups?: string[]; label?: Label } = {}): TenantContext {
    const { role = 'member', groups = [], label = 'S' } = of;
    return tenantContext({ tenant, principal: 'person:reader', role, groups, label });
  }

  service(tenant: string): TenantContext {
    return serviceContext(tenant, 'spec');
  }

  /** Writes a published document of these passages. */
  async publish(
    tenant: string,
    passages: readonly string[],
    of: {
      groups?: string[];
      label?: Label;
      corpus?: string;
      live?: boolean;
      title?: string;
      effectiveFrom?: string;
      mediaType?: string;
    } = {},
  ): Promise<WrittenDocument> {
    const { groups = ['everyone'], label = 'O', corpus = 'library', live = true } = of;
    const { title = passages[0]!.slice(0, 20), effectiveFrom = null, mediaType = 'text/markdown' } = of;
    const [documentId, versionId] = [newId(), newId()];
    const hash = createHash('sha256').update(passages.join('\n')).digest();
    const chunks = await this.chunksOf(passages);
    return this.database.run(this.service(tenant), async (transaction) => {
      const [corpusRow] = await transaction.rows<{ corpus_id: string }>(
        sql`INSERT INTO onggi.corpus VALUES (${tenant}, ${newId()}, ${corpus}, ${corpus}, ${corpus})
            ON CONFLICT (tenant_id, corpus_key) DO UPDATE SET name_en = EXCLUDED.name_en RETURNING corpus_id`,
      );
      const [setRow] = await transaction.rows<{ access_set_id: string }>(
        sql`INSERT INTO onggi.access_set VALUES (${tenant}, ${newId()}, ${groups}, ${label})
            ON CONFLICT (tenant_id, groups, label) DO UPDATE SET label = EXCLUDED.label RETURNING access_set_id`,
      );
      const [corpusId, accessSetId] = [corpusRow!.corpus_id, setRow!.access_set_id];
      await transaction.execute(
        sql`INSERT INTO onggi.document VALUES (${tenant}, ${documentId}, ${corpusId}, 'spec', ${documentId}, ${`${title}.md`})`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number,
              status, live, content_sha256, byte_size, original_key, title, language, chunk_count, effective_from, media_type)
            VALUES (${tenant}, ${versionId}, ${documentId}, ${corpusId}, ${accessSetId}, 1, ${live ? 'published' : 'processing'},
                    ${live}, ${hash}, 1, 'k', ${title}, ${detectLanguage(passages[0]!)}, ${chunks.length},
                    ${effectiveFrom}::date, ${mediaType})`,
      );
      await this.index.stage(transaction, versionId, chunks);
      return { corpusId, documentId, versionId, accessSetId };
    });
  }

  async chunksOf(passages: readonly string[]): Promise<StagedChunk[]> {
    const languages = passages.map((text) => detectLanguage(text));
    const embedded = await passageEmbeddings(
      this.embedder,
      passages.map((text, index) => ({ text, language: languages[index]! })),
      new AbortController().signal,
    );
    const morphologies = await analyzePassages(this.analyzer, passages, new AbortController().signal);
    return passages.map((text, ordinal) => ({
      chunkId: newId(),
      ordinal,
      language: languages[ordinal]!,
      start: ordinal * 1_000,
      end: ordinal * 1_000 + text.length,
      page: ordinal + 1,
      heading: `Part ${ordinal + 1}`,
      locator: { kind: 'page', page: ordinal + 1 },
      tokenCount: text.length,
      text,
      searchText: text,
      morphology: morphologies[ordinal],
      vectors: [{ setId: 1, ...embedded[ordinal]! }],
    }));
  }

  /** Texts found, best first. */
  async found(context: TenantContext, query: string, corpora?: string[]): Promise<string[]> {
    const { passages } = await this.search.search(context, { query, first: 50, corpora });
    return passages.map((passage) => passage.text);
  }

  async close(): Promise<void> {
    await Promise.all([this.app.end(), this.admin.end()]);
    await this.server.drop();
  }
}

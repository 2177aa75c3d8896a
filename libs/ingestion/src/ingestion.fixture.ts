import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DocumentReader, DocumentsService, CorporaService, FolderOriginalStore } from '@onggi/corpus';
import { DocumentParser } from '@onggi/documents';
import type { AnalyzedTexts, MorphologicalAnalyzer } from '@onggi/language';
import {
  EmbedderRegistry,
  type Embedder,
  type PassageText,
  type TokenCounter,
  type TokenEmbedder,
} from '@onggi/models';
import { PlannerStatistics, PostgresPassageIndex } from '@onggi/retrieval';
import {
  ContextKeys,
  createPool,
  Notifications,
  ProcessIdentity,
  provisionTenant,
  serviceContext,
  TenantDb,
  tenantContext,
  type Role,
  type TenantContext,
} from '@onggi/tenancy';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import {
  AnalyzePassages,
  BuildEmbeddingSet,
  IngestionService,
  IngestVersion,
  JobsService,
  StatisticsSchedule,
  Upkeep,
  type UploadedFile,
} from './index.js';

/** Vectors from a hash of the text: deterministic. */
export class WordEmbedder implements Embedder {
  readonly profile;
  readonly unrelated = {
    ko: { ko: { mean: 0, deviation: 1 }, en: { mean: 0, deviation: 1 } },
    en: { ko: { mean: 0, deviation: 1 }, en: { mean: 0, deviation: 1 } },
  };
  embedded = 0;
  /** Set by a spec for a model that gives tokens as well. */
  withTokens?: TokenEmbedder;
  /** Awaited before each call: for a spec to act in the middle of a document. */
  before: () => Promise<void> = async () => {};

  /** From now on each text has one token. */
  giveTokens(): void {
    this.withTokens = {
      embedPassages: async (passages) =>
        (await this.embedPassages(passages)).map((vector) => ({ vector, tokens: new Uint8Array(48) })),
      embedQuery: async (text) => ({ vector: await this.embedQuery(text), tokens: new Float32Array(384).fill(0.05) }),
    };
  }

  constructor(readonly variant: 'hash' | 'turned' = 'hash') {
    this.profile = { model: 'spec', variant, dimensions: 384, centringVersion: '1' };
  }

  async embedPassages(passages: readonly PassageText[]): Promise<Float32Array[]> {
    await this.before();
    this.embedded += passages.length;
    return passages.map(({ text }) => this.vectorOf(text));
  }

  async embedQuery(text: string): Promise<Float32Array> {
    return this.vectorOf(text);
  }

  private vectorOf(text: string): Float32Array {
    const vector = vectorOf(text);
    return this.variant === 'hash' ? vector : vector.map((_, place) => -vector[(place + 7) % vector.length]!);
  }
}

/** Tokens are words. */
const wordCounter: TokenCounter = {
  countTokens: async (texts) => texts.map((text) => text.split(/\s+/).length),
};

/** Words are what blanks part, or what a newer version finds; away when told. */
export class BlankAnalyzer implements MorphologicalAnalyzer {
  isAway = false;
  name = 'blanks-1';
  cut = /\S+/g;
  /** Awaited before each call for passages: for a spec to act in the middle. */
  before: () => Promise<void> = async () => {};

  async analyzePassages(texts: readonly string[]): Promise<AnalyzedTexts> {
    await this.before();
    return this.analyzeQuestion(texts);
  }

  async analyzeQuestion(texts: readonly string[]): Promise<AnalyzedTexts> {
    if (this.isAway) throw new Error('no analyzer');
    const morphemes = texts.map((text) =>
      [...text.matchAll(this.cut)].map(({ 0: form, index }) => ({
        form,
        tag: 'NNG',
        start: index,
        length: form.length,
      })),
    );
    return { analyzer: this.name, morphemes };
  }
}

function vectorOf(text: string): Float32Array {
  const bytes = createHash('sha512').update(text).digest();
  const vector = Float32Array.from({ length: 384 }, (_, index) => (bytes[index % 64] ?? 0) - 127.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Two tenants, alpha and beta, and everything between an upload and a published version but the job runner. */
export class IngestionWorld {
  readonly embedder = new WordEmbedder();
  /** The same words turned round: garbage when compared with the other's. */
  readonly turned = new WordEmbedder('turned');
  readonly embedders = new EmbedderRegistry(
    [
      { name: 'words', embedder: this.embedder },
      { name: 'turned', embedder: this.turned },
    ],
    'words',
  );
  readonly analyzer = new BlankAnalyzer();
  readonly database: TenantDb;
  readonly index: PostgresPassageIndex;
  readonly originals: FolderOriginalStore;
  readonly identity: ProcessIdentity;
  readonly ingestion: IngestionService;
  readonly jobs: JobsService;
  readonly documents: DocumentsService;
  readonly corpora: CorporaService;
  readonly reader: DocumentReader;
  readonly ingestVersion: IngestVersion;
  readonly upkeep: Upkeep;
  readonly sets: BuildEmbeddingSet;
  readonly analysis: AnalyzePassages;
  readonly admin;
  private readonly app;
  private readonly maintenance;
  private readonly notifications: Notifications;

  private constructor(
    readonly server: TestDatabase,
    readonly folder: string,
  ) {
    this.app = createPool({ url: server.urlFor('onggi_app'), max: 8, applicationName: 'spec-app' });
    this.admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
    this.maintenance = createPool({
      url: server.urlFor('onggi_maintenance'),
      max: 1,
      applicationName: 'spec-maintenance',
    });
    this.database = new TenantDb(this.app, ContextKeys.of({ ONGGI_HOME: server.home }));
    this.index = new PostgresPassageIndex(this.database);
    this.originals = new FolderOriginalStore(path.join(folder, 'originals'));
    this.identity = new ProcessIdentity(server.urlFor('onggi_app'));
    this.notifications = new Notifications(server.urlFor('onggi_app'), ['ingestion_job']);
    this.ingestion = new IngestionService(this.database, this.identity, this.originals, {
      spoolFolder: path.join(folder, 'spool'),
    });
    this.jobs = new JobsService(this.database, this.notifications);
    this.documents = new DocumentsService(this.database);
    this.corpora = new CorporaService(this.database);
    this.reader = new DocumentReader(this.database, this.originals);
    this.ingestVersion = this.newWorker();
    this.upkeep = new Upkeep(this.database, this.index);
    this.sets = this.newBuilder();
    const { database, analyzer } = this;
    this.analysis = new AnalyzePassages({ database, analyzer, tokens: wordCounter });
  }

  static async create(): Promise<IngestionWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'onggi-ingestion-'));
    const world = new IngestionWorld(await createTestDatabase(), folder);
    await world.identity.start();
    await world.notifications.start();
    for (const tenant of ['alpha', 'beta']) await world.addTenant(tenant);
    return world;
  }

  async close(): Promise<void> {
    await Promise.all([this.identity.stop(), this.notifications.stop()]);
    await Promise.all([this.app.end(), this.admin.end(), this.maintenance.end()]);
    await this.server.drop();
    await rm(this.folder, { recursive: true });
  }

  /** A second process as far as versions are concerned. */
  newWorker(embedders: EmbedderRegistry = this.embedders): IngestVersion {
    return new IngestVersion({
      database: this.database,
      originals: this.originals,
      parser: new DocumentParser(),
      embedders,
      tokens: wordCounter,
      analyzer: this.analyzer,
      index: this.index,
      statistics: new StatisticsSchedule(this.database, new PlannerStatistics(this.maintenance)),
    });
  }

  newBuilder(): BuildEmbeddingSet {
    return new BuildEmbeddingSet({ database: this.database, embedders: this.embedders, tokens: wordCounter });
  }

  curator(tenant = 'alpha'): TenantContext {
    return this.person('curator', [], tenant);
  }

  person(role: Role, groups: string[] = [], tenant = 'alpha', label: 'O' | 'S' | 'C' = 'S'): TenantContext {
    return tenantContext({ tenant, principal: `person:${role}`, role, groups, label });
  }

  /** Uploads and processes everything that waits. @returns the job's id */
  async ingest(files: readonly UploadedFile[], options: Parameters<IngestionWorld['upload']>[1] = {}) {
    const jobId = await this.upload(files, options);
    await this.work();
    return jobId;
  }

  async upload(
    files: readonly UploadedFile[],
    { tenant = 'alpha', ...options }: Partial<Parameters<IngestionService['upload']>[1]> & { tenant?: string } = {},
  ): Promise<string> {
    const { jobId } = await this.ingestion.upload(this.curator(tenant), {
      corpus: 'manuals',
      createCorpus: true,
      source: 'spec',
      files: asyncOf(files),
      ...options,
    });
    return jobId;
  }

  /** Runs waiting jobs, most urgent first, as the job runner would, until none is left. */
  async work(): Promise<void> {
    for (let job = await this.takeJob(); job; job = await this.takeJob()) {
      const payload = job.payload as { tenant: string };
      const run = {
        context: serviceContext(payload.tenant, job.task),
        payload: job.payload,
        attempt: 1,
        signal: new AbortController().signal,
      };
      if (job.task === 'ingest-version') await this.ingestVersion.run(run);
      if (job.task === 'build-embedding-set') await this.sets.run(run);
      if (job.task === 'empty-embedding-set') await this.sets.empty(run);
      if (job.task === 'analyze-passages') await this.analysis.run(run);
      if (job.task === 'finish-job') await this.upkeep.finishJob(run);
      if (job.task === 'purge-versions') await this.upkeep.purgeVersions(run);
      if (job.task === 'refresh-statistics') await this.upkeep.refreshStatistics(run);
    }
  }

  /** Takes the next job off the queue without running it. */
  async takeJob(): Promise<{ task: string; payload: Record<string, unknown> } | undefined> {
    const { rows } = await this.admin.query<{ task: string; payload: Record<string, unknown> }>(
      `DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
       WHERE t.id = j.task_id AND j.id = (SELECT id FROM graphile_worker._private_jobs ORDER BY priority, id LIMIT 1)
       RETURNING t.identifier AS task, j.payload`,
    );
    return rows[0];
  }

  /** What the database says, past every wall. */
  async count(text: string, values: unknown[] = []): Promise<number> {
    const { rows } = await this.admin.query<{ count: string }>(`SELECT count(*) AS count FROM ${text}`, values);
    return Number(rows[0]?.count);
  }

  private async addTenant(tenant: string): Promise<void> {
    await this.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
    await this.admin.query(`INSERT INTO onggi.access_group VALUES ($1, 'engineers', '설비', 'Engineers')`, [tenant]);
    const provisioner = createPool({ url: this.server.urlFor('onggi_provisioner'), max: 1, applicationName: 'spec' });
    await provisionTenant(provisioner, tenant, this.embedder.profile);
    await provisioner.end();
  }
}

export async function* asyncOf<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) yield item;
}

/** A file to upload. */
export function textFile(filePath: string, text: string | Uint8Array, more: Partial<UploadedFile> = {}): UploadedFile {
  return { path: filePath, content: asyncOf([Buffer.from(text)]), ...more };
}

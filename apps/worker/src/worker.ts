import { createOriginalStore } from '@onggi/corpus';
import { DocumentParser } from '@onggi/documents';
import {
  AnalyzePassages,
  BuildEmbeddingSet,
  IngestVersion,
  PassageUpkeep,
  StatisticsSchedule,
  Upkeep,
} from '@onggi/ingestion';
import { createEmbedders, createMorphologicalAnalyzer, createTokenCounter, embeddingEndpoint } from '@onggi/models';
import { createPassageIndex, IndexMaintenance, PlannerStatistics, type PassageIndex } from '@onggi/retrieval';
import {
  ContextKeys,
  createPool,
  JobRunner,
  ProcessIdentity,
  provisionTenant,
  removeTenant,
  TenantDb,
  TenantDirectory,
  type TaskHandlers,
} from '@onggi/tenancy';
import type { WorkerConfiguration } from './configuration.js';
import { evaluationJobs } from './evaluation-jobs.js';
import type { HealthCheck } from './health-server.js';
import { RecoveryRounds } from './recovery-rounds.js';

/** Documents in flight: enough that the embedder's line is never empty while others are parsed and staged. */
const concurrency = 6;

/** Everything that runs jobs, wired by hand: there is one of each. */
export class Worker {
  private readonly app;
  private readonly provisioner;
  private readonly maintenance;
  private readonly identity;
  private readonly directory;
  private readonly index: PassageIndex;
  private readonly originals;
  private readonly parser = new DocumentParser();
  private readonly runner;
  private readonly recovery;
  private readonly embedders;
  private readonly analyzer;
  private readonly passages: PassageUpkeep | undefined;
  private running = false;

  constructor(configuration: WorkerConfiguration) {
    const appUrl = configuration.ONGGI_APP_DATABASE_URL;
    this.app = createPool({ url: appUrl, max: concurrency + 4, applicationName: 'onggi-worker' });
    this.provisioner = createPool({
      url: configuration.ONGGI_PROVISIONER_DATABASE_URL,
      max: 1,
      applicationName: 'onggi-provisioner',
    });
    this.maintenance = createPool({
      url: configuration.ONGGI_MAINTENANCE_DATABASE_URL,
      max: 2,
      applicationName: 'onggi-maintenance',
    });
    this.identity = new ProcessIdentity(appUrl);
    this.directory = new TenantDirectory(this.app);
    const database = new TenantDb(this.app, ContextKeys.of(configuration));
    this.originals = createOriginalStore(configuration, configuration.ONGGI_HOME);
    this.index = createPassageIndex(configuration, database);
    this.embedders = createEmbedders(configuration);
    this.analyzer = createMorphologicalAnalyzer({
      url: configuration.ONGGI_INFERENCE_URL,
      key: configuration.ONGGI_INFERENCE_KEY,
    });
    const { embedders, analyzer } = this;
    // A search engine has words of its own, which come with each document.
    const hasRows = configuration.ONGGI_PASSAGE_INDEX === 'postgres';
    this.passages = hasRows ? new PassageUpkeep({ database, analyzer, embedders }) : undefined;
    this.recovery = new RecoveryRounds(database, this.directory, this.originals, this.passages);
    this.runner = new JobRunner({
      jobsUrl: configuration.ONGGI_JOBS_DATABASE_URL,
      handlers: this.handlers(configuration, database),
      concurrency,
      identity: this.identity,
    });
  }

  async start(): Promise<void> {
    await this.identity.start();
    await this.runner.start();
    this.recovery.start();
    this.running = true;
  }

  /** Gives running jobs a moment to end; what does not goes back to the queue. */
  async stop(): Promise<void> {
    this.running = false;
    await this.recovery.stop();
    await this.runner.stop();
    await this.parser.close();
    await this.identity.stop();
    await Promise.all([this.app.end(), this.provisioner.end(), this.maintenance.end()]);
  }

  async checks(): Promise<HealthCheck[]> {
    const database = await this.directory.ping().then(
      () => ({ name: 'database', ok: true }),
      (error: unknown) => ({ name: 'database', ok: false, detail: String(error) }),
    );
    const left = this.passages?.passagesLeft ?? 0;
    const waiting = { name: 'passages', ok: true, detail: `${left} in documents that wait for morphemes` };
    return [database, { name: 'jobs', ok: this.running }, ...(this.passages ? [waiting] : [])];
  }

  private handlers(configuration: WorkerConfiguration, database: TenantDb): TaskHandlers {
    const { embedders, analyzer } = this;
    const tokens = createTokenCounter(embeddingEndpoint(configuration));
    const upkeep = new Upkeep(database, this.index);
    const indexes = new IndexMaintenance(database, this.provisioner, this.maintenance);
    const ingest = new IngestVersion({
      database,
      originals: this.originals,
      parser: this.parser,
      embedders,
      tokens,
      analyzer,
      index: this.index,
      statistics: new StatisticsSchedule(database, new PlannerStatistics(this.maintenance)),
    });
    const sets = new BuildEmbeddingSet({ database, embedders, tokens });
    const analysis = new AnalyzePassages({ database, analyzer, tokens });
    const { runEvaluation, proposeQuestions } = evaluationJobs(configuration, database, {
      embedders,
      analyzer,
      index: this.index,
    });
    return {
      'ingest-version': (job) => ingest.run(job),
      'finish-job': (job) => upkeep.finishJob(job),
      'refresh-statistics': (job) => upkeep.refreshStatistics(job),
      'purge-versions': (job) => upkeep.purgeVersions(job),
      'maintain-indexes': (job) => indexes.run(job.context, job.signal),
      'build-embedding-set': (job) => sets.run(job),
      'empty-embedding-set': (job) => sets.empty(job),
      'analyze-passages': (job) => analysis.run(job),
      'provision-tenant': (job) => provisionTenant(this.provisioner, job.context.tenant, embedders.default.profile),
      'remove-tenant': (job) => this.removeTenant(job.context.tenant),
      'run-evaluation': (job) => runEvaluation.run(job),
      'propose-questions': (job) => proposeQuestions.run(job),
    };
  }

  /** Files and what a search engine holds go first: with its row the tenant gives up its name, and a job that comes again may find another under it. */
  private async removeTenant(tenant: string): Promise<void> {
    const found = (await this.directory.list()).find(({ id }) => id === tenant);
    if (found?.status !== 'removing') return;
    await this.originals.removeTenant(tenant);
    await this.index.removeTenant(tenant);
    await removeTenant(this.provisioner, tenant);
  }
}

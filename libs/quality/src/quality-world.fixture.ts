import { UnrecordedAnswers } from '@onggi/answering';
import { KeysService, platformContext } from '@onggi/identity';
import type { ChatModel } from '@onggi/models';
import { serviceContext, tenantContext, type JobRun, type Role, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld } from '../../answering/src/answering-world.fixture.js';
import { FeedbackService } from './feedback/feedback.service.js';
import { ProposalsService } from './proposals/proposals.service.js';
import { ProposeQuestions } from './proposals/propose-questions.js';
import { QuestionsService } from './questions/questions.service.js';
import { QueryMeasurement } from './runs/measure-query.js';
import { RunEvaluation } from './runs/run-evaluation.js';
import type { MeasuringInstallation } from './runs/run-store.js';
import type { EvaluationRun } from './runs/run.js';
import { EvaluationRunsService } from './runs/runs.service.js';
import { EvaluationSetsService } from './sets/sets.service.js';

/** Two tenants with documents, and everything that measures them. */
export class QualityWorld {
  readonly sets: EvaluationSetsService;
  readonly questions: QuestionsService;
  readonly runs: EvaluationRunsService;
  readonly proposals: ProposalsService;
  readonly feedback: FeedbackService;
  readonly measurement: QueryMeasurement;
  private readonly keys: KeysService;

  private constructor(readonly answering: AnsweringWorld) {
    const { database, search, model } = answering;
    this.sets = new EvaluationSetsService(database);
    this.questions = new QuestionsService(database);
    this.runs = new EvaluationRunsService(database);
    this.proposals = new ProposalsService(database);
    this.feedback = new FeedbackService(database);
    this.keys = new KeysService(database);
    this.measurement = new QueryMeasurement(database, search, new UnrecordedAnswers(database, search, model, 'auto'));
  }

  static async create(): Promise<QualityWorld> {
    return new QualityWorld(await AnsweringWorld.create(['one', 'two']));
  }

  get database() {
    return this.answering.database;
  }

  /** A caller whose key exists, so that a job can act with its rights later. */
  async caller(tenant: string, role: Role = 'curator', groups: string[] = []): Promise<TenantContext> {
    const request = { name: 'spec', role: role as 'curator', groups };
    const { keyId } = await this.keys.create(platformContext(tenant), request);
    return tenantContext({ tenant, principal: `key:${keyId}`, role, groups, label: 'S' });
  }

  async revoke({ tenant, principal }: TenantContext): Promise<void> {
    await this.keys.revoke(platformContext(tenant), principal.replace('key:', ''));
  }

  /** A set with these questions, each with the documents that answer it. */
  async makeSet(curator: TenantContext, key: string, questions: Record<string, string[]>): Promise<void> {
    await this.sets.save(curator, key);
    const given = Object.entries(questions).map(([text, documents]) => ({
      text,
      relevant: documents.map((document) => ({ document })),
    }));
    await this.questions.add(curator, key, given, { origin: 'curated' });
  }

  /** Works on a run as a worker's job does. */
  async work(
    run: EvaluationRun,
    tenant: string,
    of: Partial<JobRun> & { measurement?: QueryMeasurement; installation?: MeasuringInstallation } = {},
  ) {
    const { measurement = this.measurement, installation = { chatModel: 'scripted', settings: {} }, ...job } = of;
    const { signal } = new AbortController();
    const context = serviceContext(tenant, 'run-evaluation');
    const { rights } = this.answering;
    const worker = new RunEvaluation({ database: this.database, measurement, rights, installation });
    await worker.run({ context, payload: { runId: run.id }, attempt: 1, signal, ...job });
  }

  /** Starts a run and works on it to its end. */
  async measured(
    curator: TenantContext,
    set: string,
    of: { answers?: boolean; expert?: string; embeddingSet?: number } = {},
  ) {
    const run = await this.runs.start(curator, { set, ...of });
    await this.work(run, curator.tenant);
    return this.runs.view(curator, run.id);
  }

  async propose(curator: TenantContext, set: string, passages: number, model: ChatModel) {
    const { id } = await this.proposals.start(curator, set, passages);
    const { signal } = new AbortController();
    const context = serviceContext(curator.tenant, 'propose-questions');
    await new ProposeQuestions(this.database, model, this.answering.rights).run({
      context,
      payload: { proposalId: id },
      attempt: 1,
      signal,
    });
    return this.proposals.view(curator, set, id);
  }

  close(): Promise<void> {
    return this.answering.close();
  }
}

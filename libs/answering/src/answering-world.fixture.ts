import { createHash } from 'node:crypto';
import { RightsWatch } from '@onggi/identity';
import { detectLanguage, tokenize, type MorphologicalAnalyzer } from '@onggi/language';
import {
  EmbedderRegistry,
  multilingualE5Small,
  type ChatCompletion,
  type ChatModel,
  type ChatRequest,
  type Embedder,
} from '@onggi/models';
import { newId } from '@onggi/platform';
import { PostgresPassageIndex, SearchService } from '@onggi/retrieval';
import {
  ContextKeys,
  createPool,
  Notifications,
  ProcessIdentity,
  provisionTenant,
  serviceContext,
  sql,
  TenantDb,
  tenantContext,
  TenantDirectory,
  type TenantContext,
} from '@onggi/tenancy';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AnswerEvents } from './answers/answer-events.js';
import { AnswerRunner } from './answers/answer-runner.js';
import { AnswerService } from './answers/answer.service.js';
import type { Answer, AnswerEvent } from './answers/answer.js';
import { ConversationService } from './conversations/conversation.service.js';
import { ExpertService } from './experts/expert.service.js';

const dimensions = 384;

/** A vector near another one when the texts share words: search needs no model where answering is at stake. */
function bagOfWords(text: string): Float32Array {
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

/** As while the model server has none. */
const noAnalyzer: MorphologicalAnalyzer = {
  analyzePassages: () => Promise.reject(new Error('no analyzer')),
  analyzeQuestion: () => Promise.reject(new Error('no analyzer')),
};

const wordEmbedder: Embedder = {
  profile: { model: 'words', variant: 'exact', dimensions, centringVersion: '1' },
  unrelated: multilingualE5Small.unrelated,
  embedPassages: async (passages) => passages.map(({ text }) => bagOfWords(text)),
  embedQuery: async (text) => bagOfWords(text),
};

/** A chat model that says what a test tells it to. */
export class ScriptedModel implements ChatModel {
  readonly contextTokens = 4_096;
  writesProse = false;
  readonly asked: ChatRequest[] = [];
  /** What a follow-up is rewritten to. */
  rewritten = '';
  /** Yes or no, or the failure of the gate. */
  gate: 'yes' | 'no' | Error = 'yes';
  /** Pieces of what is written, a promise to wait for in between, or a failure. Called with the number of the try. */
  write: (attempt: number) => (string | Promise<void> | Error)[] = () => [];
  private attempts = 0;

  async complete(request: ChatRequest): Promise<ChatCompletion> {
    this.asked.push(request);
    if (request.schema?.name === 'stand_alone') return completion(JSON.stringify({ question: this.rewritten }));
    this.attempts = 0;
    if (this.gate instanceof Error) throw this.gate;
    return completion(this.gate);
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatCompletion> {
    this.asked.push(request);
    let text = '';
    for (const piece of this.write(++this.attempts)) {
      if (piece instanceof Error) throw piece;
      if (typeof piece === 'string') {
        text += piece;
        yield piece;
      } else await Promise.race([piece, aborted(signal)]);
      signal.throwIfAborted();
    }
    return completion(text);
  }
}

function completion(text: string): ChatCompletion {
  return { text, finishReason: 'stop', model: 'scripted', usage: { promptTokens: 10, completionTokens: 2 } };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export interface PublishedDocument {
  documentId: string;
  versionId: string;
  text: string;
}

/** A database with tenants and documents, and one process that answers. */
export class AnsweringWorld {
  readonly model = new ScriptedModel();
  readonly app: ReturnType<typeof createPool>;
  readonly admin: ReturnType<typeof createPool>;
  readonly database: TenantDb;
  readonly directory: TenantDirectory;
  readonly experts: ExpertService;
  readonly conversations: ConversationService;
  readonly events: AnswerEvents;
  readonly answers: AnswerService;
  readonly runner: AnswerRunner;
  /** Looks when a test says so: most callers here are no person or key that exists. */
  readonly rights: RightsWatch;
  readonly search: SearchService;
  private readonly notifications: Notifications;
  private readonly identity: ProcessIdentity;
  private readonly index: PostgresPassageIndex;

  private constructor(
    private readonly server: TestDatabase,
    chat: ChatModel | undefined,
  ) {
    const url = server.urlFor('onggi_app');
    this.app = createPool({ url, max: 6, applicationName: 'spec-app' });
    this.admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
    this.database = new TenantDb(this.app, ContextKeys.of({ ONGGI_HOME: server.home }));
    this.directory = new TenantDirectory(this.app);
    this.notifications = new Notifications(url, ['answer_event', 'answer_cancel']);
    this.identity = new ProcessIdentity(url);
    this.index = new PostgresPassageIndex(this.database);
    this.search = new SearchService(this.database, this.index, EmbedderRegistry.single(wordEmbedder), noAnalyzer);
    this.rights = new RightsWatch(this.database, 2 ** 31 - 1);
    this.runner = new AnswerRunner(this.database, this.notifications, this.rights, this.search, chat ?? this.model, {
      concurrency: 1,
      perPrincipal: 100,
      multiQuery: 'auto',
    });
    this.answers = new AnswerService(this.database, this.identity, this.runner);
    this.events = new AnswerEvents(this.database, this.notifications);
    this.experts = new ExpertService(this.database);
    this.conversations = new ConversationService(this.database);
  }

  static async create(tenants: readonly string[], chat?: ChatModel): Promise<AnsweringWorld> {
    const world = new AnsweringWorld(await createTestDatabase(), chat);
    await world.identity.start();
    await world.notifications.start();
    world.runner.onModuleInit();
    const url = world.server.urlFor('onggi_provisioner');
    const provisioner = createPool({ url, max: 1, applicationName: 'spec-provisioner' });
    for (const tenant of tenants) {
      await world.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
      await provisionTenant(provisioner, tenant, wordEmbedder.profile);
    }
    await provisioner.end();
    return world;
  }

  person(tenant: string, name = 'reader', groups: string[] = []): TenantContext {
    return tenantContext({ tenant, principal: `person:${name}`, role: 'member', groups, label: 'S' });
  }

  curator(tenant: string): TenantContext {
    return tenantContext({ tenant, principal: 'person:curator', role: 'curator', groups: [], label: 'S' });
  }

  /** A document of one heading and these paragraphs, each a passage, each on a page of its own. */
  async publish(
    tenant: string,
    title: string,
    paragraphs: readonly string[],
    of: { corpus?: string; groups?: string[] } = {},
  ): Promise<PublishedDocument> {
    const { corpus = 'library', groups = ['everyone'] } = of;
    const [documentId, versionId] = [newId(), newId()];
    const text = [title, ...paragraphs].join('\n\n');
    const spans = paragraphs.map((paragraph) => {
      const start = text.indexOf(paragraph);
      return { start, end: start + paragraph.length };
    });
    const blocks = [
      { kind: 'heading', level: 1, start: 0, end: title.length, page: 1 },
      ...spans.map((span, index) => ({ kind: 'paragraph', ...span, page: index + 1 })),
    ];
    const chunks = paragraphs.map((paragraph, ordinal) => ({
      chunkId: newId(),
      ordinal,
      language: detectLanguage(paragraph),
      ...spans[ordinal]!,
      page: ordinal + 1,
      heading: '',
      locator: { kind: 'page' as const, page: ordinal + 1 },
      tokenCount: paragraph.length,
      text: paragraph,
      searchText: `${title}\n${paragraph}`,
      vectors: [{ setId: 1, vector: bagOfWords(paragraph) }],
    }));
    await this.database.run(serviceContext(tenant, 'spec'), async (transaction) => {
      const corpusRow = await transaction.first<{ corpus_id: string }>(
        sql`INSERT INTO onggi.corpus (tenant_id, corpus_id, corpus_key, name_ko, name_en)
            VALUES (${tenant}, ${newId()}, ${corpus}, ${corpus}, ${corpus})
            ON CONFLICT (tenant_id, corpus_key) DO UPDATE SET name_en = EXCLUDED.name_en RETURNING corpus_id`,
      );
      const setRow = await transaction.first<{ access_set_id: string }>(
        sql`INSERT INTO onggi.access_set (tenant_id, access_set_id, groups, label) VALUES (${tenant}, ${newId()}, ${groups}, 'O')
            ON CONFLICT (tenant_id, groups, label) DO UPDATE SET label = EXCLUDED.label RETURNING access_set_id`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.document (tenant_id, document_id, corpus_id, source, external_id, path)
            VALUES (${tenant}, ${documentId}, ${corpusRow!.corpus_id}, 'spec', ${documentId}, ${`${title}.pdf`})`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number,
              status, live, content_sha256, byte_size, original_key, title, language, chunk_count, published_at)
            VALUES (${tenant}, ${versionId}, ${documentId}, ${corpusRow!.corpus_id}, ${setRow!.access_set_id}, 1, 'published', true,
                    ${createHash('sha256').update(text).digest()}, 1, 'k', ${title}, ${detectLanguage(text)}, ${chunks.length}, now())`,
      );
      const tree = JSON.stringify({ title, language: detectLanguage(text), blocks });
      await transaction.execute(
        sql`INSERT INTO onggi.document_content (tenant_id, version_id, text, tree) VALUES (${tenant}, ${versionId}, ${text}, ${tree})`,
      );
      for (const [page, { start, end }] of spans.entries()) {
        await transaction.execute(
          sql`INSERT INTO onggi.document_page (tenant_id, version_id, page, width, height, text_start, text_end, lines)
              VALUES (${tenant}, ${versionId}, ${page + 1}, 595, 842, ${page === 0 ? 0 : start}, ${end}, '[]')`,
        );
      }
      await this.index.stage(transaction, versionId, chunks);
    });
    return { documentId, versionId, text };
  }

  /** Asks and hears all events to the end. */
  async ask(
    context: TenantContext,
    question: string,
    of: { expert?: string; corpora?: string[]; conversationId?: string } = {},
  ) {
    const { answerId } = await this.answers.ask(context, { question, ...of });
    return { answerId, events: await this.heard(context, answerId), answer: await this.answers.get(context, answerId) };
  }

  async heard(context: TenantContext, answerId: string, after = 0): Promise<AnswerEvent[]> {
    const events: AnswerEvent[] = [];
    for await (const event of this.events.follow(context, answerId, after, new AbortController().signal))
      events.push(event);
    return events;
  }

  async audited(action: string, target: string): Promise<number> {
    const { rows } = await this.admin.query<{ count: string }>(
      'SELECT count(*) FROM onggi.audit_event WHERE action = $1 AND target = $2',
      [action, target],
    );
    return Number(rows[0]?.count);
  }

  async close(): Promise<void> {
    await this.runner.beforeApplicationShutdown();
    this.runner.onModuleDestroy();
    await Promise.all([this.notifications.stop(), this.identity.stop()]);
    await Promise.all([this.app.end(), this.admin.end()]);
    await this.server.drop();
  }
}

/** JSON as a small model writes it. */
export function written(answer: string): string {
  return JSON.stringify({ answer });
}

/** What can be read of an answer, in one line. */
export function told(answer: Answer): (string | null)[] {
  return [answer.status, ...answer.sentences.map(({ verdict, text }) => `${verdict}: ${text}`)];
}

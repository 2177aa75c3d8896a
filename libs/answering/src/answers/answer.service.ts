import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { detectLanguage } from '@onggi/language';
import { isId, newId, NotFoundError, type Language } from '@onggi/platform';
import { checkFilters, type SearchFilters } from '@onggi/retrieval';
import {
  ProcessIdentity,
  recordAudit,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { EmptyQuestionError, longestQuestion, QuestionTooLongError } from '../answer-errors.js';
import { conversationFor } from '../conversations/conversation.service.js';
import { storableText } from '../storable-text.js';
import { AnswerRunner, cancelChannel, type AnswerToRun } from './answer-runner.js';
import { insertAnswer } from './answer-store.js';
import type { Answer, Searched } from './answer.js';
import { scopeOf } from './question-scope.js';
import { readAnswers } from './read-answers.js';

/** A question as it comes in. */
export interface Question {
  question: string;
  /** Key of the expert who answers; its corpora narrow the search. */
  expert?: string;
  /** Keys or ids. */
  corpora?: readonly string[];
  /** The conversation it goes on; a new one by default. */
  conversationId?: string;
  filters?: SearchFilters;
  /** The question before it, where the conversation is not kept here. */
  earlier?: string;
  /** Language of the answer; the question's own by default. */
  language?: Language;
}

/** How long a cancel waits for the answer to end before it returns it as it is. */
const cancelPatienceMs = 2_000;
const cancelLookMs = 50;

/** Questions and their answers. An answer belongs to the one who asked; to all others it does not exist. */
@Injectable()
export class AnswerService {
  constructor(
    private readonly database: TenantDb,
    private readonly identity: ProcessIdentity,
    private readonly runner: AnswerRunner,
  ) {}

  /**
   * Takes a question and begins to answer it in this process; AnswerEvents.follow tells how it goes.
   * @throws EmptyQuestionError, QuestionTooLongError, InvalidFilterError, TooManyQuestionsError,
   *   TooManyRunningAnswersError, ExpertNotFoundError, CorpusNotFoundError
   * @throws NotFoundError for a conversation that is not the caller's
   */
  async ask(context: TenantContext, input: Question): Promise<{ answerId: string; conversationId: string }> {
    if (input.question.length > longestQuestion) throw new QuestionTooLongError(input.question.length);
    const question = storableText(input.question).trim();
    if (!/[\p{L}\p{N}]/u.test(question)) throw new EmptyQuestionError();
    checkFilters(input.filters ?? {});
    const leave = this.runner.enter(context);
    try {
      const answer = await this.prepare(context, { ...input, question });
      this.runner.start(context, answer, leave);
      return { answerId: answer.answerId, conversationId: answer.conversationId };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Writes the answer's row; nobody works on it yet. */
  private async prepare(context: TenantContext, input: Question): Promise<AnswerToRun> {
    const { question, filters } = input;
    const language = input.language ?? detectLanguage(question);
    const answerId = newId();
    return this.database.run(context, async (transaction) => {
      const scope = await scopeOf(transaction, input);
      const { expertId } = scope;
      const earlier = input.earlier ?? (await lastQuestion(transaction, input.conversationId));
      const conversationId = await conversationFor(transaction, {
        conversationId: input.conversationId,
        question,
        expertId,
      });
      const searched = await searchedIn(transaction, scope.corpora);
      await insertAnswer(transaction, {
        answerId,
        conversationId,
        question,
        language,
        expertId,
        ownerProcess: this.identity.id,
        searched,
      });
      return { answerId, conversationId, language, request: { question, earlier, language, filters, ...scope } };
    });
  }

  /** @throws NotFoundError */
  async get(context: TenantContext, answerId: string): Promise<Answer> {
    return this.database.run(context, async (transaction) => {
      const answer = await readAnswer(transaction, answerId);
      await recordAudit(transaction, { action: 'answer.read', target: answerId });
      return answer;
    });
  }

  /** Asks the owner process to stop; what was verified by then stays. An answer that has ended is returned as it is. @throws NotFoundError */
  async cancel(context: TenantContext, answerId: string): Promise<Answer> {
    await this.database.run(context, async (transaction) => {
      await readAnswer(transaction, answerId);
      const asked = await transaction.execute(
        sql`UPDATE onggi.answer SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
            WHERE tenant_id = ${context.tenant} AND answer_id = ${answerId} AND status = 'RUNNING'`,
      );
      if (asked === 0) return;
      await transaction.execute(sql`SELECT pg_notify(${cancelChannel}, ${answerId})`);
      await recordAudit(transaction, { action: 'answer.cancel', target: answerId });
    });
    for (const until = Date.now() + cancelPatienceMs; ; await delay(cancelLookMs)) {
      const answer = await this.database.run(context, (transaction) => readAnswer(transaction, answerId));
      if (answer.status !== 'RUNNING' || Date.now() > until) return answer;
    }
  }
}

async function readAnswer(transaction: TenantTransaction, answerId: string): Promise<Answer> {
  const [answer] = isId(answerId) ? await readAnswers(transaction, [answerId]) : [];
  if (!answer) throw new NotFoundError();
  return answer;
}

/** What was asked last in a conversation, as it was searched. The caller's own, by row-level security. */
async function lastQuestion(
  transaction: TenantTransaction,
  conversationId: string | undefined,
): Promise<string | undefined> {
  if (conversationId === undefined || !isId(conversationId)) return undefined;
  const row = await transaction.first<{ question: string }>(
    sql`SELECT coalesce(searched ->> 'question', question) AS question FROM onggi.answer
        WHERE tenant_id = ${transaction.context.tenant} AND conversation_id = ${conversationId}
        ORDER BY created_at DESC, answer_id DESC LIMIT 1`,
    'last_question',
  );
  return row?.question;
}

/** Live documents that the caller may read there, as search sees them. */
async function searchedIn(transaction: TenantTransaction, corpora: readonly string[] | undefined): Promise<Searched> {
  const rows = await transaction.rows<{
    corpus_key: string;
    name_ko: string;
    name_en: string;
    documents: string;
    newest: Date | null;
  }>(
    sql`SELECT c.corpus_key, c.name_ko, c.name_en, count(v.version_id) AS documents,
               max(coalesce(v.effective_from::timestamptz, v.published_at)) AS newest
        FROM onggi.corpus c
        LEFT JOIN onggi.document_version v ON v.tenant_id = c.tenant_id AND v.corpus_id = c.corpus_id AND v.live
          AND (v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
        WHERE c.tenant_id = ${transaction.context.tenant}
          AND (${corpora ?? null}::uuid[] IS NULL OR c.corpus_id = ANY (${corpora ?? null}::uuid[]))
        GROUP BY c.tenant_id, c.corpus_id ORDER BY c.corpus_key`,
    'searched_in',
  );
  const newest = rows
    .flatMap(({ newest: each }) => each ?? [])
    .sort((left, right) => right.getTime() - left.getTime())[0];
  return {
    corpora: rows.map((row) => ({ key: row.corpus_key, name: { ko: row.name_ko, en: row.name_en } })),
    documents: rows.reduce((sum, row) => sum + Number(row.documents), 0),
    newest: newest?.toISOString() ?? null,
  };
}

import { Injectable } from '@nestjs/common';
import { InvalidInputError, isId, newId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import type { Answer } from '../answers/answer.js';
import { readAnswers } from '../answers/read-answers.js';
import { storableText } from '../storable-text.js';

/** A conversation in a list. */
export interface ConversationSummary {
  id: string;
  title: string;
  expertKey: string | null;
  updatedAt: string;
}

/** A conversation with its answers, oldest first. */
export interface Conversation extends ConversationSummary {
  answers: Answer[];
}

interface ConversationRow {
  conversation_id: string;
  title: string;
  expert_key: string | null;
  updated_at: Date;
}

const longestTitle = 120;
/** Of a question, what its conversation is called at first. */
const titleCharacters = 60;
const mostListed = 200;

/** What one person asked, in threads. Nobody else sees them, curators and administrators included. */
@Injectable()
export class ConversationService {
  constructor(private readonly database: TenantDb) {}

  /** The newest first. */
  async list(context: TenantContext): Promise<ConversationSummary[]> {
    return this.database.run(context, async (transaction) => {
      const rows = await transaction.rows<ConversationRow>(
        sql`SELECT c.conversation_id, c.title, e.expert_key, c.updated_at FROM onggi.conversation c
            LEFT JOIN onggi.expert e ON e.tenant_id = c.tenant_id AND e.expert_id = c.expert_id
            WHERE c.tenant_id = ${context.tenant} ORDER BY c.updated_at DESC LIMIT ${mostListed}`,
      );
      return rows.map(toSummary);
    });
  }

  /** @throws NotFoundError */
  async get(context: TenantContext, id: string): Promise<Conversation> {
    return this.database.run(context, async (transaction) => {
      const row = await openConversation(transaction, id);
      const answers = await transaction.rows<{ answer_id: string }>(
        sql`SELECT answer_id FROM onggi.answer
            WHERE tenant_id = ${context.tenant} AND conversation_id = ${id} ORDER BY created_at, answer_id`,
      );
      const ids = answers.map((answer) => answer.answer_id);
      if (ids.length > 0) {
        await recordAudit(transaction, { action: 'answer.read', target: id, detail: { answers: ids.length } });
      }
      return { ...toSummary(row), answers: await readAnswers(transaction, ids) };
    });
  }

  /** @throws NotFoundError, InvalidInputError */
  async rename(context: TenantContext, id: string, title: string): Promise<ConversationSummary> {
    const trimmed = storableText(title).replace(/\s+/g, ' ').trim();
    if (trimmed === '' || trimmed.length > longestTitle) throw new InvalidTitleError();
    return this.database.run(context, async (transaction) => {
      await openConversation(transaction, id);
      await transaction.execute(
        sql`UPDATE onggi.conversation SET title = ${trimmed}
            WHERE tenant_id = ${context.tenant} AND conversation_id = ${id}`,
      );
      return toSummary(await openConversation(transaction, id));
    });
  }

  /** With all its answers; one in progress ends unseen. @throws NotFoundError */
  async delete(context: TenantContext, id: string): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await openConversation(transaction, id);
      await transaction.execute(
        sql`DELETE FROM onggi.conversation WHERE tenant_id = ${context.tenant} AND conversation_id = ${id}`,
      );
      await recordAudit(transaction, { action: 'conversation.delete', target: id });
    });
  }
}

/** A title without a character, or too long. */
export class InvalidTitleError extends InvalidInputError {
  constructor() {
    super(
      {
        ko: `제목은 1자에서 ${longestTitle}자까지 쓸 수 있습니다.`,
        en: `A title has 1 to ${longestTitle} characters.`,
      },
      { ko: '제목을 고쳐 다시 보내세요.', en: 'Correct the title and send it again.' },
    );
  }
}

/**
 * The conversation that a question goes on, or a new one with the question's beginning for a title.
 * @throws NotFoundError for one that is not the caller's
 */
export async function conversationFor(
  transaction: TenantTransaction,
  of: { conversationId: string | undefined; question: string; expertId: string | null },
): Promise<string> {
  const { tenant, principal } = transaction.context;
  if (of.conversationId !== undefined) {
    await openConversation(transaction, of.conversationId);
    await transaction.execute(
      sql`UPDATE onggi.conversation SET updated_at = clock_timestamp(), expert_id = coalesce(${of.expertId}::uuid, expert_id)
          WHERE tenant_id = ${tenant} AND conversation_id = ${of.conversationId}`,
    );
    return of.conversationId;
  }
  const id = newId();
  await transaction.execute(
    sql`INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title, expert_id)
        VALUES (${tenant}, ${id}, ${principal}, ${titleOf(of.question)}, ${of.expertId})`,
  );
  return id;
}

function titleOf(question: string): string {
  const line = [...question.replace(/\s+/g, ' ').trim()];
  return line.length > titleCharacters ? `${line.slice(0, titleCharacters - 1).join('')}…` : line.join('');
}

async function openConversation(transaction: TenantTransaction, id: string): Promise<ConversationRow> {
  if (!isId(id)) throw new NotFoundError();
  const row = await transaction.first<ConversationRow>(
    sql`SELECT c.conversation_id, c.title, e.expert_key, c.updated_at FROM onggi.conversation c
        LEFT JOIN onggi.expert e ON e.tenant_id = c.tenant_id AND e.expert_id = c.expert_id
        WHERE c.tenant_id = ${transaction.context.tenant} AND c.conversation_id = ${id}`,
  );
  if (!row) throw new NotFoundError();
  return row;
}

function toSummary(row: ConversationRow): ConversationSummary {
  return {
    id: row.conversation_id,
    title: row.title,
    expertKey: row.expert_key,
    updatedAt: row.updated_at.toISOString(),
  };
}

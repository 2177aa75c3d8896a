import { Injectable } from '@nestjs/common';
import { isId, NotFoundError, type Language } from '@onggi/platform';
import {
  opensVersion,
  Notifications,
  recordAudit,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { failureOf } from '../answer-errors.js';
import { readSources } from '../sources/source-reader.js';
import { eventChannel, type StoredEvent } from './answer-journal.js';
import type { AnswerEvent } from './answer.js';
import { passagesFrom, readAnswers, sentenceFrom } from './read-answers.js';

type EventRow = StoredEvent & { sequence: number };

interface AnswerHead {
  language: Language;
  conversation_id: string;
  status: string;
}

const batch = 100;
/** Notifications are hints; this finds what they missed. */
const pollMs = 1_000;

/** The events of an answer: first those that were, then those that come, for as many readers as there are doors. */
@Injectable()
export class AnswerEvents {
  constructor(
    private readonly database: TenantDb,
    private readonly notifications: Notifications,
  ) {}

  /**
   * Ends after `done` or `error`, or when the signal aborts. What events refer to is read under the caller's rights of now.
   * @param after the number of the last event that the reader has; 0 for all
   * @throws NotFoundError
   */
  async *follow(
    context: TenantContext,
    answerId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent, void> {
    if (!isId(answerId)) throw new NotFoundError();
    const alarm = new Alarm(signal);
    const unsubscribe = this.notifications.subscribe(eventChannel, (payload) => {
      if (payload === '' || payload === answerId) alarm.ring();
    });
    try {
      await this.database.run(context, async (transaction) => {
        await answerHead(transaction, answerId);
        await recordAudit(transaction, { action: 'answer.read', target: answerId, detail: { events: true } });
      });
      for (let last = after; !signal.aborted;) {
        const { events, ended } = await this.database.run(context, (transaction) => read(transaction, answerId, last));
        for (const event of events) {
          yield event;
          last = event.id;
          if (event.event === 'done' || event.event === 'error') return;
        }
        if (events.length === batch) continue;
        if (ended) return;
        await alarm.wait(pollMs);
      }
    } finally {
      unsubscribe();
    }
  }
}

/** Events after a number, and whether there can be more. */
async function read(
  transaction: TenantTransaction,
  answerId: string,
  after: number,
): Promise<{ events: AnswerEvent[]; ended: boolean }> {
  const head = await answerHead(transaction, answerId);
  const rows = await transaction.rows<EventRow>(
    sql`SELECT sequence, kind, payload FROM onggi.answer_event
        WHERE tenant_id = ${transaction.context.tenant} AND answer_id = ${answerId} AND sequence > ${after}
        ORDER BY sequence LIMIT ${batch}`,
    'answer_events',
  );
  const events: AnswerEvent[] = [];
  const withheld =
    head.status !== 'RUNNING' &&
    rows.some(({ kind }) => kind === 'delta') &&
    !(await areSourcesReadable(transaction, answerId));
  for (const row of rows) {
    const event = await hydrate(transaction, answerId, head, row);
    // Words as they were being written name no source: they go with the first that may no longer be read.
    events.push(withheld && event.event === 'delta' ? { ...event, data: { ...event.data, text: '' } } : event);
  }
  return { events, ended: head.status !== 'RUNNING' };
}

async function hydrate(
  transaction: TenantTransaction,
  answerId: string,
  head: AnswerHead,
  row: EventRow,
): Promise<AnswerEvent> {
  const id = row.sequence;
  switch (row.kind) {
    case 'started':
      return {
        id,
        event: 'started',
        data: { id: answerId, conversationId: head.conversation_id, language: head.language },
      };
    case 'passages': {
      const { passages } = row.payload;
      const sources = await readSources(
        transaction,
        passages.map(({ versionId }) => versionId),
      );
      return { id, event: 'passages', data: { passages: passagesFrom(passages, sources) } };
    }
    case 'sentence': {
      const { index, ...stored } = row.payload;
      const sources = await readSources(
        transaction,
        stored.citations.map(({ versionId }) => versionId),
      );
      return { id, event: 'sentence', data: { index, ...sentenceFrom(stored, sources) } };
    }
    case 'done': {
      const [answer] = await readAnswers(transaction, [answerId]);
      if (!answer) throw new NotFoundError();
      return { id, event: 'done', data: { answer } };
    }
    case 'error':
      return { id, event: 'error', data: { error: failureOf(row.payload.code, head.language) } };
    case 'step':
      return { id, event: 'step', data: row.payload };
    case 'delta':
      return { id, event: 'delta', data: row.payload };
    case 'dropped':
      return { id, event: 'dropped', data: row.payload };
  }
}

/** True while the caller may read every version that the answer found or cites. */
async function areSourcesReadable(transaction: TenantTransaction, answerId: string): Promise<boolean> {
  const { tenant } = transaction.context;
  const hidden = await transaction.first(
    sql`SELECT FROM (
          SELECT version_id FROM onggi.answer_passage WHERE tenant_id = ${tenant} AND answer_id = ${answerId}
          UNION
          SELECT version_id FROM onggi.answer_citation WHERE tenant_id = ${tenant} AND answer_id = ${answerId}) AS source
        WHERE NOT EXISTS (SELECT FROM onggi.document_version v
                          WHERE v.version_id = source.version_id AND v.status IN ('published', 'retired')
                            AND ${opensVersion(transaction.context)})
        LIMIT 1`,
  );
  return hidden === undefined;
}

async function answerHead(transaction: TenantTransaction, answerId: string): Promise<AnswerHead> {
  const head = await transaction.first<AnswerHead>(
    sql`SELECT language, conversation_id, status FROM onggi.answer
        WHERE tenant_id = ${transaction.context.tenant} AND answer_id = ${answerId}`,
    'answer_head',
  );
  if (!head) throw new NotFoundError();
  return head;
}

/** Wakes one waiter; a ring while nobody waits is kept for the next wait. */
class Alarm {
  private rung = false;
  private wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.rung = true;
    this.wake();
  }

  async wait(atMostMs: number): Promise<void> {
    if (!this.rung) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, atMostMs);
      });
      clearTimeout(timer);
    }
    this.rung = false;
  }
}

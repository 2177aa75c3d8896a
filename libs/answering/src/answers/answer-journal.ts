import { createLogger, type Language } from '@onggi/platform';
import { sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import type { StepName } from './answer.js';
import type { StoredPassage, StoredSentence } from './read-answers.js';

/** What is written down of an event: references to sources, never their text. */
export type StoredEvent =
  | { kind: 'started'; payload: { conversationId: string; language: Language } }
  | { kind: 'step'; payload: { name: StepName; position?: number; corpora?: number; passages?: number } }
  | { kind: 'passages'; payload: { passages: StoredPassage[] } }
  | { kind: 'delta'; payload: { sentence: number; text: string } }
  | { kind: 'sentence'; payload: { index: number } & StoredSentence }
  | { kind: 'dropped'; payload: { count: number } }
  | { kind: 'done'; payload: Record<string, never> }
  | { kind: 'error'; payload: { code: string } };

/** The answer was ended by somebody else, or deleted: its owner has to let go of it. */
export class AnswerEndedElsewhere extends Error {}

/** Also where a unit of work has wrapped it. */
export function isEndedElsewhere(error: unknown): boolean {
  return (
    error instanceof AnswerEndedElsewhere || (error instanceof Error && error.cause instanceof AnswerEndedElsewhere)
  );
}

const log = createLogger('answers');

/** Channel that announces new events; the payload is the answer's id. */
export const eventChannel = 'answer_event';

/**
 * Writes the events of one answer in their order, numbered from 1. Writing goes on beside the work: what comes while a
 * transaction is under way goes into the next one, deltas of the same sentence as one.
 */
export class AnswerJournal {
  private waiting: StoredEvent[] = [];
  private writing: Promise<void> | undefined;

  constructor(
    private readonly database: TenantDb,
    private readonly context: TenantContext,
    private readonly answerId: string,
    /** Called when the asker wants no answer any more, or the events can't be written. */
    private readonly onEnd: (reason: unknown) => void,
  ) {}

  append(event: StoredEvent): void {
    const last = this.waiting.at(-1);
    if (last?.kind === 'delta' && event.kind === 'delta' && last.payload.sentence === event.payload.sentence) {
      last.payload.text += event.payload.text;
    } else this.waiting.push(event.kind === 'delta' ? { kind: 'delta', payload: { ...event.payload } } : event);
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Waits until all events so far are written. */
  async settled(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** Writes the last events in the transaction that ends the answer. Nothing may be appended afterwards. */
  async writeLast(transaction: TenantTransaction, event: StoredEvent): Promise<void> {
    await this.insert(transaction, [...this.waiting.splice(0), event]);
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const events = this.waiting.splice(0);
        await this.database.run(this.context, (transaction) => this.insert(transaction, events));
      }
    } catch (error) {
      if (!isEndedElsewhere(error)) {
        log.warn({ answer: this.answerId, error: String(error) }, 'the events of an answer could not be written');
      }
      this.onEnd(error);
    }
  }

  private async insert(transaction: TenantTransaction, events: readonly StoredEvent[]): Promise<void> {
    const { tenant } = this.context;
    const answer = await transaction.first<{ status: string; cancelled: boolean }>(
      sql`SELECT status, cancel_requested_at IS NOT NULL AS cancelled FROM onggi.answer
          WHERE tenant_id = ${tenant} AND answer_id = ${this.answerId} FOR NO KEY UPDATE`,
      'journal_answer',
    );
    if (answer?.status !== 'RUNNING') throw new AnswerEndedElsewhere();
    // The last number is read, not remembered: a commit whose answer was lost may have happened or not.
    await transaction.execute(
      sql`INSERT INTO onggi.answer_event (tenant_id, answer_id, sequence, kind, payload)
          SELECT ${tenant}, ${this.answerId}, e.place + coalesce((
                   SELECT max(sequence) FROM onggi.answer_event WHERE tenant_id = ${tenant} AND answer_id = ${this.answerId}), 0),
                 e.kind, e.payload
          FROM unnest(${events.map(({ kind }) => kind)}::text[], ${events.map(({ payload }) => JSON.stringify(payload))}::jsonb[])
               WITH ORDINALITY AS e (kind, payload, place)`,
      'journal_events',
    );
    await transaction.execute(sql`SELECT pg_notify(${eventChannel}, ${this.answerId})`, 'journal_notify');
    if (answer.cancelled) this.onEnd(undefined);
  }
}

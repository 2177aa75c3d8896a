import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { RightsWatch } from '@onggi/identity';
import { asOnggiError, createLogger, type Language } from '@onggi/platform';
import { CHAT_MODEL, type ChatModel } from '@onggi/models';
import { SearchService } from '@onggi/retrieval';
import { Notifications, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { AnswerInterruptedError } from '../answer-errors.js';
import type { MultiQuerySetting } from '../asking/multi-query.js';
import { AnswerJournal, isEndedElsewhere, type StoredEvent } from './answer-journal.js';
import {
  AnswerPipeline,
  type PipelineListener,
  type PipelineOutcome,
  type PipelineRequest,
} from './answer-pipeline.js';
import { AnswerQueue } from './answer-queue.js';
import { RunningAnswers } from './running-answers.js';
import { finishAnswer, storedSentence, type AnswerEnding } from './answer-store.js';
import type { StoredPassage, StoredSentence } from './read-answers.js';

/** An answer whose row exists and which nobody works on yet. */
export interface AnswerToRun {
  answerId: string;
  conversationId: string;
  language: Language;
  request: PipelineRequest;
}

/** Channel on which an answer's id says that its asker wants it no more. */
export const cancelChannel = 'answer_cancel';

/** How a process answers. */
export interface RunnerOptions {
  /** Answers at once. */
  concurrency: number;
  /** Answers of one person or key in hand, waiting or written. */
  perPrincipal: number;
  multiQuery: MultiQuerySetting;
}

/** Injection token of RunnerOptions. */
export const RUNNER_OPTIONS = Symbol('RunnerOptions');

const log = createLogger('answers');
const cancelled = new Error('The asker wants no answer any more.');
const retryMs = 1_000;
/** Longer than a database takes to come back; then the answer is left to the sweep after this process. */
const longestRetryMs = 600_000;

/** Works on this process's answers, from the queue to the transaction that ends each. */
@Injectable()
export class AnswerRunner implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly running = new Map<string, { context: TenantContext; life: AbortController; ended: Promise<void> }>();
  private readonly pipeline: AnswerPipeline;
  private readonly queue: AnswerQueue;
  private readonly places: RunningAnswers;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly database: TenantDb,
    private readonly notifications: Notifications,
    private readonly rights: RightsWatch,
    search: SearchService,
    @Inject(CHAT_MODEL) model: ChatModel,
    @Inject(RUNNER_OPTIONS) { concurrency, perPrincipal, multiQuery }: RunnerOptions,
  ) {
    this.pipeline = new AnswerPipeline(database, search, model, multiQuery);
    this.queue = new AnswerQueue(concurrency);
    this.places = new RunningAnswers(perPrincipal);
  }

  onModuleInit(): void {
    this.unsubscribe = this.notifications.subscribe(cancelChannel, (answerId) => {
      if (answerId === '') this.lookForCancelled();
      else this.running.get(answerId)?.life.abort(cancelled);
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  /** Nobody should wait for the sweep when a process ends in order. */
  async beforeApplicationShutdown(): Promise<void> {
    const answers = [...this.running.values()];
    answers.forEach(({ life }) => life.abort(new AnswerInterruptedError()));
    await Promise.race([Promise.all(answers.map(({ ended }) => ended)), delay(3_000, undefined, { ref: false })]);
  }

  /**
   * Takes a place for an answer that is about to begin.
   * @returns gives it back when the answer could not begin; `start` does so at its end
   * @throws TooManyQuestionsError, TooManyRunningAnswersError
   */
  enter(context: TenantContext): () => void {
    this.queue.assertRoom();
    return this.places.enter(context);
  }

  /** Begins, and returns at once. What happens is told in events and in the answer's row. */
  start(context: TenantContext, answer: AnswerToRun, leave: () => void): void {
    const life = new AbortController();
    // What was found with rights that are gone must not be written down, nor a model kept busy for nobody.
    const rights = this.rights.watch(context);
    rights.signal.addEventListener('abort', () => life.abort(rights.signal.reason), { once: true });
    const ended = new AnswerRun(this.database, context, answer, life, this.pipeline, this.queue)
      .toItsEnd()
      .catch((error: unknown) => log.error({ answer: answer.answerId, err: error }, 'an answer could not be ended'))
      .finally(() => {
        rights.stop();
        leave();
        this.running.delete(answer.answerId);
      });
    this.running.set(answer.answerId, { context, life, ended });
  }

  private lookForCancelled(): void {
    for (const [answerId, { context, life }] of this.running) {
      this.database
        .run(context, (transaction) =>
          transaction.first(
            sql`SELECT FROM onggi.answer WHERE tenant_id = ${context.tenant} AND answer_id = ${answerId}
                AND cancel_requested_at IS NOT NULL`,
          ),
        )
        .then((row) => row && life.abort(cancelled))
        .catch((error: unknown) => log.warn({ answer: answerId, error: String(error) }, 'could not look for a cancel'));
    }
  }
}

/** One answer on its way. */
class AnswerRun {
  private readonly journal: AnswerJournal;
  private readonly sentences: StoredSentence[] = [];
  private passages: StoredPassage[] = [];
  private dropped = 0;
  private readonly began = performance.now();

  constructor(
    private readonly database: TenantDb,
    private readonly context: TenantContext,
    private readonly answer: AnswerToRun,
    private readonly life: AbortController,
    private readonly pipeline: AnswerPipeline,
    private readonly queue: AnswerQueue,
  ) {
    this.journal = new AnswerJournal(database, context, answer.answerId, (reason) => life.abort(reason ?? cancelled));
  }

  async toItsEnd(): Promise<void> {
    const { conversationId, language } = this.answer;
    this.journal.append({ kind: 'started', payload: { conversationId, language } });
    const ending = await this.work();
    await this.journal.settled();
    if (ending) await this.finish(ending);
  }

  private async work(): Promise<AnswerEnding | undefined> {
    const { signal } = this.life;
    const { context, answer } = this;
    const waiting = (position: number): void =>
      this.journal.append({ kind: 'step', payload: { name: 'waiting', position } });
    try {
      const outcome = await this.queue.run(context.tenant, waiting, signal, () =>
        this.pipeline.run(context, answer.request, this.listener(), signal),
      );
      return this.ending(outcome.status, outcome);
    } catch (thrown) {
      const error: unknown = signal.aborted ? signal.reason : thrown;
      if (isEndedElsewhere(error)) return undefined;
      if (error === cancelled) return this.ending('CANCELLED');
      const failure = asOnggiError(error);
      log.warn(
        { answer: answer.answerId, code: failure.code, cause: String(failure.cause ?? error) },
        'an answer failed',
      );
      return { ...this.ending('FAILED'), sentences: [], errorCode: failure.code };
    }
  }

  private ending(status: AnswerEnding['status'], outcome?: PipelineOutcome): AnswerEnding {
    const { sentences, passages, dropped } = this;
    const { model = null, usage, timings = { totalMs: Math.round(performance.now() - this.began) } } = outcome ?? {};
    return { status, sentences, passages, dropped, model, usage, timings, searched: outcome?.searched };
  }

  private listener(): PipelineListener {
    return {
      step: (name, counts) => this.journal.append({ kind: 'step', payload: { name, ...counts } }),
      passages: (passages) => {
        this.passages = passages.map(({ chunkId, versionId, start, end, score }) => ({
          chunkId,
          versionId,
          start,
          end,
          score,
        }));
        this.journal.append({ kind: 'passages', payload: { passages: this.passages } });
      },
      delta: (sentence, text) => this.journal.append({ kind: 'delta', payload: { sentence, text } }),
      sentence: (index, composed) => {
        const stored = storedSentence(composed);
        this.sentences.push(stored);
        this.journal.append({ kind: 'sentence', payload: { index, ...stored } });
      },
      dropped: (count) => {
        this.dropped = count;
        this.journal.append({ kind: 'dropped', payload: { count } });
      },
    };
  }

  /** Tries until the database has taken it: while this process lives nobody else ends its answers. */
  private async finish(first: AnswerEnding): Promise<void> {
    let ending = first;
    for (const began = Date.now(); ; await delay(retryMs)) {
      try {
        await this.database.run(this.context, async (transaction) => {
          await this.journal.writeLast(transaction, lastEvent(ending));
          await finishAnswer(transaction, this.answer.answerId, ending);
        });
        return;
      } catch (error) {
        if (isEndedElsewhere(error)) return;
        if (Date.now() - began > longestRetryMs) throw error;
        log.warn({ answer: this.answer.answerId, error: String(error) }, 'an answer could not be ended yet');
        // What the database refuses it will refuse again; that the answer failed it can take.
        if (asOnggiError(error).code !== 'DATABASE_UNAVAILABLE') ending = failed(asOnggiError(error).code);
      }
    }
  }
}

function lastEvent({ errorCode }: AnswerEnding): StoredEvent {
  return errorCode === undefined ? { kind: 'done', payload: {} } : { kind: 'error', payload: { code: errorCode } };
}

function failed(errorCode: string): AnswerEnding {
  return { status: 'FAILED', sentences: [], passages: [], dropped: 0, errorCode };
}

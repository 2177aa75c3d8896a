import { answerEventsAfter, askEvents, cancelAnswer, fetchAnswer } from '../../api/answers.js';
import { ApiError, unreachableError } from '../../api/client.js';
import type { Answer, AnswerEvent, AskRequest, ErrorBody } from '../../api/types.js';
import {
  type AnswerProgress,
  isFinished,
  noProgress,
  progressOfStored,
  reduceProgress,
  withAnswer,
} from './answerProgress.js';

/** One question of this visit and how far its answer is. */
export interface AnswerRun {
  key: string;
  question: string;
  ask: AskRequest;
  /** `queued` waits for the network, `reconnecting` lost it on the way; the answer itself goes on at the server. */
  connection: 'queued' | 'open' | 'reconnecting' | 'closed';
  progress: AnswerProgress;
}

/** How long to wait before the nth attempt to get back to a running answer. */
const reconnectDelaysMs = [300, 1000, 2000, 4000, 8000, 8000, 8000, 8000];

/** The conversation a run belongs to; null until the server has named a new one. */
export const conversationOf = (run: AnswerRun) => run.progress.conversationId ?? run.ask.conversationId ?? null;

/**
 * The answers being written for this page. They outlive the page's routes, survive a dropped connection, and tell
 * their listeners at most once a frame.
 */
export class AnswerRuns {
  private runs: readonly AnswerRun[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly aborts = new Map<string, AbortController>();
  private frame = 0;
  private counter = 0;

  readonly snapshot = () => this.runs;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Asks a question; without a network it waits for one. Returns the run's key. */
  ask(ask: AskRequest): string {
    this.counter += 1;
    const key = `run-${this.counter}`;
    this.add({ key, question: ask.question, ask, connection: 'queued', progress: noProgress });
    if (navigator.onLine) void this.follow(key, (signal) => askEvents(ask, signal));
    else
      window.addEventListener('online', () => void this.follow(key, (signal) => askEvents(ask, signal)), {
        once: true,
      });
    return key;
  }

  /** Goes on with an answer that was found running: after a reload, or asked in another tab. */
  resume(answer: Answer): void {
    if (this.runs.some((run) => run.progress.answerId === answer.id)) return;
    const ask = { question: answer.question, conversationId: answer.conversationId };
    this.add({
      key: answer.id,
      question: answer.question,
      ask,
      connection: 'open',
      progress: progressOfStored(answer),
    });
    void this.follow(answer.id, (signal) => answerEventsAfter(answer.id, 0, signal));
  }

  /** Stops the writing. Before the server has named the answer there is nothing to stop but the request. */
  async cancel(key: string): Promise<void> {
    const run = this.find(key);
    if (!run || isFinished(run.progress)) return;
    const { answerId } = run.progress;
    if (!answerId) return this.remove(key);
    const answer = await cancelAnswer(answerId);
    this.aborts.get(key)?.abort();
    this.update(key, (now) => ({ ...now, connection: 'closed', progress: withAnswer(now.progress, answer) }));
  }

  /** Takes a failed or waiting question out of the thread. */
  remove(key: string): void {
    this.aborts.get(key)?.abort();
    this.runs = this.runs.filter((run) => run.key !== key);
    this.announce();
  }

  /** Forgets everything: another person signs in. */
  clear(): void {
    for (const abort of this.aborts.values()) abort.abort();
    this.runs = [];
    this.announce();
  }

  private async follow(key: string, open: (signal: AbortSignal) => AsyncGenerator<AnswerEvent>): Promise<void> {
    if (!this.find(key)) return;
    const abort = new AbortController();
    this.aborts.set(key, abort);
    let events = open(abort.signal);
    for (let attempt = 0; ; attempt += 1) {
      const failure = await this.take(key, events, () => (attempt = 0));
      const run = this.find(key);
      if (!run || abort.signal.aborted || isFinished(run.progress)) break;
      const { answerId, lastEventId } = run.progress;
      const delayMs = reconnectDelaysMs[attempt];
      if (!answerId || delayMs === undefined || (failure && failure.code !== 'network' && failure.status < 500)) {
        this.fail(key, (failure ?? unreachableError()).body);
        break;
      }
      this.update(key, (now) => ({ ...now, connection: 'reconnecting' }));
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (await this.takeStored(key, answerId)) break;
      events = answerEventsAfter(answerId, lastEventId, abort.signal);
    }
    this.aborts.delete(key);
  }

  /** Takes in events until the connection ends; returns what broke it, or null when the server closed it. */
  private async take(key: string, events: AsyncGenerator<AnswerEvent>, onEvent: () => void): Promise<ApiError | null> {
    try {
      for await (const event of events) {
        onEvent();
        this.update(key, (now) => {
          const progress = reduceProgress(now.progress, event);
          return { ...now, connection: isFinished(progress) ? 'closed' : 'open', progress };
        });
      }
      return null;
    } catch (error) {
      if (error instanceof ApiError) return error;
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      throw error;
    }
  }

  /** Reads the stored answer; true when it is finished, so that no event is to come any more. */
  private async takeStored(key: string, answerId: string): Promise<boolean> {
    try {
      const answer = await fetchAnswer(answerId);
      if (answer.status === 'RUNNING') return false;
      this.update(key, (now) => ({ ...now, connection: 'closed', progress: withAnswer(now.progress, answer) }));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'network') return false;
      if (error instanceof ApiError) {
        this.fail(key, error.body);
        return true;
      }
      throw error;
    }
  }

  private fail(key: string, error: ErrorBody): void {
    this.update(key, (now) => ({
      ...now,
      connection: 'closed',
      progress: { ...now.progress, unverified: null, error },
    }));
  }

  private find(key: string): AnswerRun | undefined {
    return this.runs.find((run) => run.key === key);
  }

  private add(run: AnswerRun): void {
    this.runs = [...this.runs, run];
    this.announce();
  }

  private update(key: string, change: (run: AnswerRun) => AnswerRun): void {
    this.runs = this.runs.map((run) => (run.key === key ? change(run) : run));
    this.announce();
  }

  private announce(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const listener of this.listeners) listener();
    });
  }
}

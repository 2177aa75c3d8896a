import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@onggi/platform';
import {
  InvalidModelFileError,
  ModelInterruptedError,
  ModelNotReadyError,
  QueueFullError,
  RequestAbandonedError,
} from '../inference-errors.js';
import { chatError } from './chat-errors.js';
import type { ChatCommand, ChatEvent, ChatJob, ChatModelFacts, ChatResult } from './chat-job.js';
import { ChatQueue } from './chat-queue.js';

/** How chat is doing, for /metrics. */
export interface ChatCounters {
  completions: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  promptMs: number;
  generationMs: number;
  rejected: number;
  abandoned: number;
}

/** Hears how a generation goes. */
export interface ChatListener {
  /** It has been accepted; from now on only the model itself can fail. */
  onStarted?(): void;
  onText?(text: string): void;
}

interface PendingChat {
  id: number;
  job: ChatJob;
  messages: ChatJob['messages'];
  cacheSalt: ChatJob['cacheSalt'];
  listener: ChatListener;
  resolve: (result: ChatResult) => void;
  reject: (error: unknown) => void;
}

/** Jobs that may wait; at about ten seconds each the last is served within a few minutes. */
const capacity = 16;
const expectedJobMs = 10_000;
/**
 * After a choice (a gate) the same caller mostly asks again at once with the same beginning. Waiting this long for it
 * before another prompt takes the state saves the evaluation of thousands of tokens.
 */
const continuationGraceMs = 250;
const restartDelayMs = 1_000;
/** A process that could not even load its model is tried again at leisure. */
const reloadDelayMs = 30_000;

/** Loading the model leaves garbage in a heap and in malloc's arenas that is never needed again: 90 MB less with both. */
const smallHeap = ['--max-semi-space-size=2', '--max-old-space-size=192'];
const oneArena = { MALLOC_ARENA_MAX: '1' };

/** The chat model: its process, the bounded line before it, and cancelling. */
export class ChatModel {
  readonly counters: ChatCounters = {
    completions: 0,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    promptMs: 0,
    generationMs: 0,
    rejected: 0,
    abandoned: 0,
  };
  private readonly queue = new ChatQueue<PendingChat>();
  private child: ChildProcess | undefined;
  private facts: ChatModelFacts | undefined;
  private running: PendingChat | undefined;
  private grace: NodeJS.Timeout | undefined;
  private lastId = 0;
  private closing = false;

  constructor(
    private readonly options: { modelPath: string; contextTokens: number },
    private readonly logger: Logger,
  ) {}

  /** Undefined while the process is being started (again). */
  get ready(): ChatModelFacts | undefined {
    return this.facts;
  }

  /** Jobs that wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * Starts the process and waits until the model is loaded.
   * @throws InvalidModelFileError when it can't be.
   */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const file = fileURLToPath(new URL('./chat-process.js', import.meta.url));
      const parameters = [this.options.modelPath, String(this.options.contextTokens)];
      const child = fork(file, parameters, {
        execArgv: smallHeap,
        env: { ...process.env, ...oneArena },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      this.child = child;
      child.on('message', (event: ChatEvent) => {
        if (event.kind === 'unusable') {
          reject(new InvalidModelFileError(event.problem));
          child.kill('SIGKILL');
        } else if (event.kind === 'ready') {
          this.facts = event.facts;
          resolve();
          this.startNext();
        } else this.onEvent(event);
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        const failure = new Error(`the chat process ended (${signal ?? code})`);
        reject(failure);
        this.onExit(failure);
      });
    });
  }

  /**
   * @param signal aborted when the caller has gone: the generation ends at the next token or portion of the prompt.
   * @throws QueueFullError, ModelNotReadyError, ContextLengthError, UnsupportedSchemaError, ModelInterruptedError,
   *   RequestAbandonedError
   */
  generate(job: ChatJob, listener: ChatListener, signal: AbortSignal): Promise<ChatResult> {
    if (!this.facts) return Promise.reject(new ModelNotReadyError('chat'));
    if (this.queue.length >= capacity) {
      this.counters.rejected++;
      return Promise.reject(new QueueFullError('chat', expectedJobMs));
    }
    return new Promise((resolve, reject) => {
      const { messages, cacheSalt } = job;
      const pending: PendingChat = { id: ++this.lastId, job, messages, cacheSalt, listener, resolve, reject };
      const abandon = (): void => this.abandon(pending);
      if (signal.aborted) return reject(new RequestAbandonedError());
      signal.addEventListener('abort', abandon, { once: true });
      this.queue.add(pending);
      if (!this.grace || this.queue.hasContinuation()) this.startNext();
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.grace);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // It keeps nothing that a gentle end could save, and native threads end late.
    child.kill('SIGKILL');
    await ended;
  }

  private startNext(): void {
    clearTimeout(this.grace);
    this.grace = undefined;
    if (this.running || !this.facts) return;
    this.running = this.queue.take();
    if (this.running) this.send({ kind: 'generate', id: this.running.id, job: this.running.job });
  }

  private onEvent(event: Exclude<ChatEvent, { kind: 'ready' | 'unusable' }>): void {
    const running = this.running;
    if (!running || running.id !== event.id) return;
    if (event.kind === 'started') return running.listener.onStarted?.();
    if (event.kind === 'text') return running.listener.onText?.(event.text);
    this.running = undefined;
    if (event.kind === 'done') {
      this.count(event.result);
      running.resolve(event.result);
    } else running.reject(chatError(event.failure));
    const mayContinue = event.kind === 'done' && running.job.output.kind === 'choice';
    if (mayContinue && !this.queue.hasContinuation()) {
      this.grace = setTimeout(() => this.startNext(), continuationGraceMs);
    } else this.startNext();
  }

  private abandon(pending: PendingChat): void {
    const waited = this.queue.remove(pending);
    if (!waited && this.running !== pending) return;
    this.counters.abandoned++;
    if (waited) pending.reject(new RequestAbandonedError());
    else this.send({ kind: 'cancel', id: pending.id });
  }

  private onExit(failure: Error): void {
    const delayMs = this.facts ? restartDelayMs : reloadDelayMs;
    this.facts = undefined;
    const lost = [...(this.running ? [this.running] : []), ...this.queue.drain()];
    this.running = undefined;
    for (const pending of lost) pending.reject(new ModelInterruptedError('chat', failure));
    if (this.closing) return;
    this.logger.error({ err: failure, delayMs }, 'the chat process ended and will be started again');
    setTimeout(() => {
      if (!this.closing)
        this.start().catch((error: unknown) => this.logger.error({ err: error }, 'chat did not start'));
    }, delayMs).unref();
  }

  private send(command: ChatCommand): void {
    this.child?.send(command);
  }

  private count(result: ChatResult): void {
    this.counters.completions++;
    this.counters.promptTokens += result.promptTokens;
    this.counters.cachedTokens += result.cachedTokens;
    this.counters.completionTokens += result.completionTokens;
    this.counters.promptMs += result.promptMs;
    this.counters.generationMs += result.generationMs;
  }
}

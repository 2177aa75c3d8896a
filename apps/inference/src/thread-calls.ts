import { setTimeout as delay } from 'node:timers/promises';
import { Worker, type TransferListItem } from 'node:worker_threads';

/** What a thread posts: the id of the call with its result or its failure; id 0 when it is ready. */
export interface ThreadAnswer<Result> {
  id: number;
  result?: Result;
  error?: unknown;
}

interface OpenCall<Result> {
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

interface RunningThread<Result> {
  worker: Worker;
  open: Map<number, OpenCall<Result>>;
}

/** A thread that fails at once is not started again and again without a breath. */
const restartDelayMs = 1_000;

/**
 * Calls into one worker thread, each message answered once. A thread that ends by itself takes its open calls with it
 * (they are rejected) and is started again; later calls wait for it.
 */
export class ThreadCalls<Message, Result> {
  private thread: Promise<RunningThread<Result>>;
  private lastId = 0;
  private closing = false;

  /** @param onFailure told whenever the thread has ended by itself. */
  constructor(
    private readonly file: URL,
    private readonly workerData: unknown,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.thread = this.start();
  }

  /** Settles when the thread is ready, or rejects with why it could not be started. */
  async ready(): Promise<void> {
    await this.thread;
  }

  async call(message: Message, transfer: TransferListItem[] = []): Promise<Result> {
    const { worker, open } = await this.thread;
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      open.set(id, { resolve, reject });
      worker.postMessage({ id, message }, transfer);
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    const thread = await this.thread.catch(() => undefined);
    await thread?.worker.terminate();
  }

  private start(): Promise<RunningThread<Result>> {
    const worker = new Worker(this.file, { workerData: this.workerData });
    const open = new Map<number, OpenCall<Result>>();
    let failure: unknown = new Error('the thread ended');
    worker.on('error', (error) => (failure = error));
    worker.on('message', (answer: ThreadAnswer<Result>) => {
      const call = open.get(answer.id);
      open.delete(answer.id);
      if (answer.error === undefined) call?.resolve(answer.result as Result);
      else call?.reject(answer.error);
    });
    worker.on('exit', () => {
      if (!this.closing) this.replace(failure);
      for (const call of open.values()) call.reject(failure);
      open.clear();
    });
    return new Promise((resolve, reject) => {
      open.set(0, { resolve: () => resolve({ worker, open }), reject });
    });
  }

  private replace(failure: unknown): void {
    this.onFailure(failure);
    this.thread = delay(restartDelayMs, undefined, { ref: false }).then(() => this.start());
    // Whoever calls meanwhile sees the failure; with nobody waiting the exit handler has already reported it.
    this.thread.catch(() => undefined);
  }
}

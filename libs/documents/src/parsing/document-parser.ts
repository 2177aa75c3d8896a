import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ParsingAbortedError } from '../errors/file-errors.js';
import { reviveError } from '../errors/revive-error.js';
import type { DocumentSource, ParsedDocument } from '../tree/document-tree.js';
import { parseDocument, type ParsingLimits } from './parse-document.js';
import type { ParseRequest, ParseResponse } from './thread-messages.js';

/** How a file is kept from harming the process that reads it. */
export interface DocumentParserOptions {
  /** Milliseconds that one file may take; then its thread is ended. Default 180,000. */
  timeoutMs?: number;
  /** Heap of the thread in MB. Default 512: ten million characters of text need up to 400. */
  memoryMb?: number;
  limits?: ParsingLimits;
  /** Compiled code of the thread; by default the one beside this file. */
  threadUrl?: URL;
}

const TIMEOUT_MS = 180_000;
const MEMORY_MB = 512;
/** The thread's own checks shall come first: they know more to say. */
const PDF_SHARE_OF_TIMEOUT = 0.8;

/**
 * Reads files in a thread of its own, one at a time: a file that hangs, eats memory or crashes the reader costs its own
 * thread, and the next file gets a new one. Run from TypeScript source, where there is no compiled thread, it reads in
 * the calling thread.
 */
export class DocumentParser {
  private readonly threadUrl: URL;
  private readonly timeoutMs: number;
  private readonly hasThread: boolean;
  private worker: Worker | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DocumentParserOptions = {}) {
    this.threadUrl = options.threadUrl ?? new URL('./parse-thread.js', import.meta.url);
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.hasThread = existsSync(fileURLToPath(this.threadUrl));
  }

  /**
   * Reads a file when those before it are read.
   * @param signal ends the reading; the promise rejects with the signal's reason.
   * @throws DocumentError when the file can't be read, with a reason for people.
   */
  parse(source: DocumentSource, signal?: AbortSignal): Promise<ParsedDocument> {
    const turn = this.queue.then(() => this.parseNow(source, signal));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the thread. A file that is being read is given up; a later call starts a new thread. */
  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async parseNow(source: DocumentSource, signal?: AbortSignal): Promise<ParsedDocument> {
    signal?.throwIfAborted();
    const limits = { maxPdfMs: this.timeoutMs * PDF_SHARE_OF_TIMEOUT, ...this.options.limits };
    if (!this.hasThread) return parseDocument(source, limits);
    const response = await this.ask({ source, limits }, signal);
    if ('document' in response) return response.document;
    throw 'reason' in response
      ? reviveError(response.reason)
      : new ParsingAbortedError({ reason: 'crash' }, new Error(response.fault));
  }

  private ask(request: ParseRequest, signal?: AbortSignal): Promise<ParseResponse> {
    const worker = (this.worker ??= this.startThread());
    worker.ref();
    return new Promise<ParseResponse>((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        release();
        if (this.worker === worker) this.worker = undefined;
        void worker.terminate();
        reject(error);
      };
      const onMessage = (response: ParseResponse): void => {
        release();
        worker.unref();
        resolve(response);
      };
      const onError = (error: NodeJS.ErrnoException): void => {
        giveUp(
          new ParsingAbortedError({ reason: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash' }, error),
        );
      };
      const onExit = (): void => giveUp(new ParsingAbortedError({ reason: 'crash' }));
      const onAbort = (): void => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(new ParsingAbortedError({ reason: 'time' })), this.timeoutMs);
      const release = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort, { once: true });
      worker.postMessage(request);
    });
  }

  private startThread(): Worker {
    const worker = new Worker(this.threadUrl, {
      resourceLimits: { maxOldGenerationSizeMb: this.options.memoryMb ?? MEMORY_MB },
      execArgv: [],
    });
    // Without a listener an error of an idle thread would end the process; the next file finds the thread gone.
    worker.on('error', () => this.forget(worker)).on('exit', () => this.forget(worker));
    return worker;
  }

  private forget(worker: Worker): void {
    if (this.worker === worker) this.worker = undefined;
  }
}

import { ApiError } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { fetchJob, jobEvents, type UploadFile, uploadFiles, type UploadTarget } from '../../api/uploads.js';
import { batchesOf } from './batches.js';

/** Files on their way to the server, in one request. */
export interface Transfer {
  key: string;
  target: UploadTarget;
  files: UploadFile[];
  bytes: number;
  sent: number;
  state: 'waiting' | 'sending' | 'failed';
  error: Error | null;
}

export interface UploadsState {
  transfers: readonly Transfer[];
  jobs: readonly Job[];
}

const atOnce = 3;
const reconnectDelaysMs = [1000, 2000, 4000, 8000];

/** What is being uploaded and worked on. It outlives the pages; its dock shows it on each of them. */
export class Uploads {
  private state: UploadsState = { transfers: [], jobs: [] };
  private readonly listeners = new Set<() => void>();
  private readonly watched = new Set<string>();
  private counter = 0;

  /** @param onChanged called when documents have come or changed */
  constructor(private readonly onChanged: () => void) {}

  readonly snapshot = () => this.state;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Sends files in requests of a bearable size, three at once. */
  start(target: UploadTarget, files: UploadFile[]): void {
    const transfers = batchesOf(files).map((batch): Transfer => {
      this.counter += 1;
      const bytes = batch.reduce((total, { file }) => total + file.size, 0);
      return { key: `t${this.counter}`, target, files: batch, bytes, sent: 0, state: 'waiting', error: null };
    });
    this.set({ transfers: [...this.state.transfers, ...transfers] });
    this.sendNext();
  }

  /** Sends once more what could not be sent. */
  resend(): void {
    const transfers = this.state.transfers.map((one) =>
      one.state === 'failed' ? { ...one, state: 'waiting' as const, sent: 0, error: null } : one,
    );
    this.set({ transfers });
    this.sendNext();
  }

  /** Follows a job until it is finished; also one that was begun elsewhere. */
  async watch(job: Job): Promise<void> {
    if (this.watched.has(job.id)) return;
    this.watched.add(job.id);
    this.put(job);
    for (let attempt = 0; attempt < reconnectDelaysMs.length; attempt += 1) {
      try {
        for await (const next of jobEvents(job.id, new AbortController().signal)) {
          attempt = 0;
          this.put(next);
        }
        this.put(await fetchJob(job.id));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code !== 'network' && error.status < 500) break;
      }
      if (this.state.jobs.find((one) => one.id === job.id)?.status !== 'running') break;
      await new Promise((resolve) => setTimeout(resolve, reconnectDelaysMs[attempt]));
    }
    this.watched.delete(job.id);
    this.onChanged();
  }

  /** Takes the results away that the reader has seen. */
  dismiss(): void {
    this.set({ transfers: [], jobs: this.state.jobs.filter((job) => job.status === 'running') });
  }

  private sendNext(): void {
    const sending = this.state.transfers.filter((one) => one.state === 'sending').length;
    for (const transfer of this.state.transfers.filter((one) => one.state === 'waiting').slice(0, atOnce - sending)) {
      void this.send(transfer);
    }
    window.onbeforeunload = this.state.transfers.some((one) => one.state !== 'failed')
      ? (event) => event.preventDefault()
      : null;
  }

  private async send(transfer: Transfer): Promise<void> {
    this.change(transfer.key, { state: 'sending' });
    try {
      const job = await uploadFiles(transfer.target, transfer.files, (sent) => this.change(transfer.key, { sent }));
      this.set({ transfers: this.state.transfers.filter((one) => one.key !== transfer.key) });
      this.onChanged();
      void this.watch(job);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.change(transfer.key, { state: 'failed', error });
    }
    this.sendNext();
  }

  private change(key: string, change: Partial<Transfer>): void {
    this.set({ transfers: this.state.transfers.map((one) => (one.key === key ? { ...one, ...change } : one)) });
  }

  private put(job: Job): void {
    const known = this.state.jobs.some((one) => one.id === job.id);
    this.set({
      jobs: known ? this.state.jobs.map((one) => (one.id === job.id ? job : one)) : [...this.state.jobs, job],
    });
  }

  private set(change: Partial<UploadsState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

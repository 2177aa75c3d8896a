import type { ChatMessage } from './chat-job.js';

/** A job that waits, as far as its place in the line is concerned. */
export interface QueuedPrompt {
  messages: readonly ChatMessage[];
  cacheSalt: string | undefined;
}

/** So often may a prompt that continues the last one go before older ones. */
const favoursInARow = 3;
/** UTF-16 units; what is shorter is evaluated in a few seconds. */
const leastShared = 400;

/**
 * The order of prompts on one sequence. A prompt that begins like the one just evaluated goes first, a few times in a
 * row: it costs a fraction of what it would cost after another prompt has taken the state.
 */
export class ChatQueue<Job extends QueuedPrompt> {
  private readonly waiting: Job[] = [];
  private lastPrompt = '';
  private favours = 0;

  get length(): number {
    return this.waiting.length;
  }

  add(job: Job): void {
    this.waiting.push(job);
  }

  /** @returns whether it was waiting. */
  remove(job: Job): boolean {
    const index = this.waiting.indexOf(job);
    if (index !== -1) this.waiting.splice(index, 1);
    return index !== -1;
  }

  /** True when a job waits that profits from the state as it is now. */
  hasContinuation(): boolean {
    return this.continuation() > -1;
  }

  /** Takes the next job out of the line. */
  take(): Job | undefined {
    const continuation = this.favours < favoursInARow ? this.continuation() : -1;
    this.favours = continuation > 0 ? this.favours + 1 : 0;
    const job = this.waiting.splice(Math.max(continuation, 0), 1)[0];
    if (job) this.lastPrompt = promptText(job);
    return job;
  }

  drain(): Job[] {
    return this.waiting.splice(0);
  }

  private continuation(): number {
    if (this.lastPrompt === '') return -1;
    return this.waiting.findIndex((job) => isContinuation(this.lastPrompt, promptText(job)));
  }
}

function promptText(job: QueuedPrompt): string {
  return `${job.cacheSalt ?? ''}\n${job.messages.map((message) => `${message.role}\n${message.content}`).join('\n')}`;
}

/** At least half of the prompt is there already, and that half is worth an exception. */
function isContinuation(before: string, prompt: string): boolean {
  const half = Math.ceil(prompt.length / 2);
  return half >= leastShared && before.length >= half && before.startsWith(prompt.slice(0, half));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { OnggiError } from '@onggi/platform';

/** Longer than a busy model or a restarted database takes; what lasts longer is left to the job's next attempt. */
const patienceMs = 60_000;
const pauseMs = 1_000;

/**
 * Works again while it fails for a reason that passes.
 * @throws what the work throws, when it cannot be mended by waiting or patience has run out; when the signal aborts
 */
export async function patiently<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + patienceMs; ;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OnggiError) || !error.retryable || Date.now() > deadline) throw error;
      await sleep(error.retryAfterMs ?? pauseMs, undefined, { signal });
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from './environment.js';

/** Longer than a restart of everything, or a limit on the requests of a minute. */
const patienceMs = 5 * 60_000;
const longestWaitMs = 15_000;

/**
 * Makes a request again while it is refused for a reason that passes: a limit, a restart, a model that is busy.
 * @throws what the request throws, when it cannot be mended by waiting or patience has run out; when the signal aborts
 */
export async function patiently<Result>(signal: AbortSignal, request: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    try {
      return await untilAborted(signal, request());
    } catch (error) {
      const waitMs = error instanceof CommandError ? error.retryAfterMs : undefined;
      if (waitMs === undefined || Date.now() > deadline) throw error;
      await sleep(Math.min(waitMs * 1.5 ** tries, Math.max(waitMs, longestWaitMs)), undefined, { signal });
    }
  }
}

/** The result, unless the signal comes first. */
async function untilAborted<Result>(signal: AbortSignal, result: Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

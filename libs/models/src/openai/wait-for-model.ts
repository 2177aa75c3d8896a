import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@onggi/platform';
import { ModelBusyError, ModelUnavailableError } from '../model-errors.js';

const log = createLogger('models');

const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** A server that answers 500 to the same request this often has a fault that waiting does not mend. */
const internalErrorsAllowed = 3;

/**
 * Calls again, with growing pauses, while the model server is away or busy, until `signal` aborts.
 * @throws whatever else the call throws, at once; the signal's reason when it aborts
 */
export async function waitForModel<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  let internalErrors = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ModelUnavailableError || error instanceof ModelBusyError)) throw error;
      if (error.data['status'] === 500 && ++internalErrors >= internalErrorsAllowed) throw error;
      const pauseMs = pauseBefore(attempt, error);
      log.warn({ code: error.code, model: error.data['model'], attempt, pauseMs }, 'waiting for the model');
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** Doubling with jitter, so that callers that were cut off together do not return together; Retry-After where one was sent. */
function pauseBefore(attempt: number, error: ModelUnavailableError | ModelBusyError): number {
  if (error instanceof ModelBusyError && error.retryAfterMs !== undefined) return error.retryAfterMs;
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
  return Math.round(pauseMs * (0.75 + Math.random() / 2));
}

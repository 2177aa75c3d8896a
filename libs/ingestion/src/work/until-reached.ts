import { setTimeout as sleep } from 'node:timers/promises';
import { OriginalStoreError, OriginalStoreFullError } from '@onggi/corpus';
import {
  EmbeddingModelNotServedError,
  ModelBusyError,
  ModelUnavailableError,
  UnknownEmbeddingProfileError,
} from '@onggi/models';
import { createLogger, DatabaseUnavailableError, OnggiError } from '@onggi/platform';

const log = createLogger('ingestion');

const longestWaitMs = 5_000;
const firstWaitMs = 250;

/** True when the failure lies in something that is away and will come back, not in what was asked of it. */
export function isAway(error: unknown): error is OnggiError {
  return (
    error instanceof DatabaseUnavailableError ||
    error instanceof ModelUnavailableError ||
    error instanceof ModelBusyError ||
    // Of the active embedding set: the installation's fault, not the document's.
    error instanceof EmbeddingModelNotServedError ||
    error instanceof UnknownEmbeddingProfileError ||
    error instanceof OriginalStoreError ||
    error instanceof OriginalStoreFullError
  );
}

/**
 * Runs work again while database, model or store is away, with growing pauses, for as long as it takes.
 * @throws when the signal aborts, and any other error of the work at once
 */
export async function untilReached<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      log.warn({ code: error.code, cause: String(error.cause), waitMs }, 'something that the work needs is away');
      await sleep(waitMs, undefined, { signal });
    }
  }
}

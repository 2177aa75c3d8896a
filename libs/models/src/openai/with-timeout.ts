import { ModelUnavailableError } from '../model-errors.js';

/** @throws ModelUnavailableError when `timeoutMs` pass first; the signal's reason when the caller aborts */
export async function withTimeout<Result>(
  model: string,
  timeoutMs: number,
  signal: AbortSignal,
  call: (either: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await call(AbortSignal.any([signal, timeout]));
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw new ModelUnavailableError(model, timeout.reason);
    throw error;
  }
}

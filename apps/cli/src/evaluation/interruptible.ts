import type { CommandError } from '../client/environment.js';

/** Interrupted once the work still tidies up, twice it leaves at once. @param reason that the signal is aborted with */
export async function interruptible<Result>(
  reason: CommandError,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort(reason);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

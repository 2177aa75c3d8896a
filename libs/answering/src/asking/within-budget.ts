import { createLogger, OnggiError } from '@onggi/platform';

const log = createLogger('asking');

/**
 * Work that an answer can do without. What takes too long or fails by name leaves nothing, and the log says why.
 * @param name of the work, for the log
 * @param ms how long it may take
 * @returns undefined when there is no result
 * @throws the signal's reason when aborted; what is no OnggiError and no broken JSON
 */
export async function withinBudget<Result>(
  name: string,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const inTime = AbortSignal.timeout(ms);
  try {
    return await work(AbortSignal.any([signal, inTime]));
  } catch (error) {
    signal.throwIfAborted();
    if (!inTime.aborted && !(error instanceof OnggiError) && !(error instanceof SyntaxError)) throw error;
    log.warn({ call: name, afterMs: inTime.aborted ? ms : undefined, error: String(error) }, 'went on without it');
    return undefined;
  }
}

import { CommandError } from '../client/environment.js';
import { endProgress, printLongProgress, say } from '../output/output.js';
import { makePlace, type EvaluationPlace } from './evaluation-place.js';

/**
 * Works in a place that is made for it. What was made is removed whatever happens; interrupted once it still tidies up,
 * twice it leaves at once.
 * @param tenant undefined: one of its own
 */
export async function inPlace<Result>(
  tenant: string | undefined,
  work: (place: EvaluationPlace, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort(interrupted());
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const { signal } = interruption;
  const place = await makePlace(tenant, signal);
  try {
    return await work(place, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    printLongProgress(say({ ko: '만든 것을 지우는 중', en: 'removing what was made' }));
    await place.remove();
    endProgress();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function interrupted(): CommandError {
  return new CommandError(
    say({ ko: '멈추었습니다. 만든 것은 모두 지웠습니다.', en: 'Interrupted. What was made is removed.' }),
    '',
    'INTERRUPTED',
  );
}

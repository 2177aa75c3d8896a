import { CommandError } from '../client/environment.js';
import { endProgress, printLongProgress, say } from '../output/output.js';
import { makePlace, type EvaluationPlace } from './evaluation-place.js';
import { interruptible } from './interruptible.js';

/**
 * Works in a place that is made for it. What was made is removed whatever happens.
 * @param tenant undefined: one of its own
 */
export async function inPlace<Result>(
  tenant: string | undefined,
  work: (place: EvaluationPlace, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return interruptible(interrupted(), async (signal) => {
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
    }
  });
}

function interrupted(): CommandError {
  return new CommandError(
    say({ ko: '멈추었습니다. 만든 것은 모두 지웠습니다.', en: 'Interrupted. What was made is removed.' }),
    '',
    'INTERRUPTED',
  );
}

import { describe, expect, it } from '@jest/globals';
import { CommandError } from './environment.js';
import { patiently } from './patiently.js';

const never = new AbortController().signal;
const refusal = (retryAfterMs?: number) => new CommandError('no', '', 'X', retryAfterMs);

/** Fails as often as there are errors, then succeeds. */
function failing(...errors: Error[]) {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'done';
  };
}

describe('a request that is made patiently', () => {
  it('is made again while it is refused for a reason that passes', async () => {
    expect(await patiently(never, failing(refusal(1), refusal(1)))).toBe('done');
  });

  it('fails at once where waiting mends nothing', async () => {
    await expect(patiently(never, failing(refusal()))).rejects.toThrow('no');
    await expect(patiently(never, failing(new Error('broken'), refusal(1)))).rejects.toThrow('broken');
  });

  it('ends when it is interrupted, in the middle of a request or of a pause', async () => {
    const endless = () => new Promise<never>(() => undefined);
    for (const request of [endless, failing(refusal(60_000))]) {
      const interruption = new AbortController();
      const waiting = patiently(interruption.signal, request);
      setTimeout(() => interruption.abort(new Error('interrupted')), 10);
      await expect(waiting).rejects.toThrow(/interrupted|aborted/);
    }
  });
});

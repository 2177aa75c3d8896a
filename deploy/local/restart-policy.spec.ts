import { describe, expect, it } from '@jest/globals';
import { configurationExitCode, RestartPolicy } from './restart-policy.mjs';

const crash = (nowMs: number) => ({ code: 1, signal: null, nowMs });
const killed = (nowMs: number) => ({ code: null, signal: 'SIGKILL', nowMs });

describe('a process that ended unasked', () => {
  it('starts again at once when it had been ready, however often', () => {
    const policy = new RestartPolicy();
    for (let times = 0; times < 50; times++) {
      policy.becameReady();
      expect(policy.ended(crash(times))).toEqual({ restartInMs: 200 });
    }
  });

  it('waits twice as long each time it did not get ready, up to five seconds', () => {
    const policy = new RestartPolicy();
    const waits = [1, 2, 3, 4, 5, 6, 7].map((minutes) => policy.ended(crash(minutes * 60_000)));
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 5000, 5000].map((restartInMs) => ({ restartInMs })));
  });

  it('is given up after the ninth failure within a minute', () => {
    const policy = new RestartPolicy();
    for (let times = 1; times <= 8; times++) expect(policy.ended(crash(times * 1000))).not.toEqual({ giveUp: true });
    expect(policy.ended(crash(9000))).toEqual({ giveUp: true });
  });

  it('is never given up for being killed from outside', () => {
    const policy = new RestartPolicy();
    for (let times = 0; times < 30; times++) expect(policy.ended(killed(times))).not.toEqual({ giveUp: true });
  });

  it('is given up at once when its configuration is wrong', () => {
    const ended = { code: configurationExitCode, signal: null, nowMs: 0 };
    expect(new RestartPolicy().ended(ended)).toEqual({ giveUp: true });
  });
});

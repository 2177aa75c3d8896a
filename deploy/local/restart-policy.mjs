/** The exit code by which a process says that its configuration is wrong (sysexits EX_CONFIG): no restart helps. */
export const configurationExitCode = 78;

const firstDelayMs = 200;
const longestDelayMs = 5000;
const failuresAllowed = 8;
const windowMs = 60_000;

/**
 * Decides about a process that ended unasked. Time is an argument, so that a test need not wait.
 *
 * A process that had become ready starts again at once and is never given up: whatever killed it came from outside or
 * is rare. One that ends by itself before it is ready waits twice as long each time, and after the ninth time within a
 * minute will not come up by trying.
 */
export class RestartPolicy {
  #failures = [];
  #delayMs = firstDelayMs;

  /** The process serves: earlier failures no longer count. */
  becameReady() {
    this.#failures = [];
    this.#delayMs = firstDelayMs;
  }

  /**
   * @param {{code: number | null, signal: string | null, nowMs: number}} end
   * @returns {{restartInMs: number} | {giveUp: true}}
   */
  ended({ code, signal, nowMs }) {
    if (code === configurationExitCode) return { giveUp: true };
    // SIGKILL never comes from the program itself.
    if (signal !== 'SIGKILL') this.#failures.push(nowMs);
    this.#failures = this.#failures.filter((failureMs) => nowMs - failureMs < windowMs);
    if (this.#failures.length > failuresAllowed) return { giveUp: true };
    const restartInMs = this.#delayMs;
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    return { restartInMs };
  }
}

/** Milliseconds between two updates: a terminal line is rewritten, a log gets a new line now and then. */
const terminalIntervalMs = 250;
const logIntervalMs = 5000;
const rateWindowMs = 10_000;

/** Rate and time left of something that grows, over the last ten seconds so that a slow start does not count. */
export class TransferRate {
  #samples = [];

  /** @returns {{bytesPerSecond: number, secondsLeft: number | null}} null while nothing moves. */
  measure(done, total, nowMs) {
    this.#samples.push({ done, nowMs });
    while (this.#samples.length > 2 && nowMs - this.#samples[0].nowMs > rateWindowMs) this.#samples.shift();
    const first = this.#samples[0];
    const elapsedMs = nowMs - first.nowMs;
    const bytesPerSecond = elapsedMs > 0 ? Math.max(0, ((done - first.done) / elapsedMs) * 1000) : 0;
    return { bytesPerSecond, secondsLeft: bytesPerSecond > 0 ? Math.max(0, total - done) / bytesPerSecond : null };
  }
}

/** Shows a download: one line that is rewritten on a terminal, a line every few seconds elsewhere. */
export class ProgressLine {
  #rate = new TransferRate();
  #shownMs = -Infinity;

  constructor({ total, say, output = process.stdout, now = Date.now }) {
    Object.assign(this, { total, say, output, now });
  }

  /** @param done bytes so far  @param what the part in work */
  show(done, what) {
    const nowMs = this.now();
    if (nowMs - this.#shownMs < (this.output.isTTY ? terminalIntervalMs : logIntervalMs)) return;
    this.#shownMs = nowMs;
    const { bytesPerSecond, secondsLeft } = this.#rate.measure(done, this.total, nowMs);
    const left = secondsLeft === null ? this.say.unknownTimeLeft : this.say.timeLeft(secondsLeft);
    const line = this.say.progress({ done, total: this.total, rate: bytesPerSecond, left, what });
    this.output.write(this.output.isTTY ? `\r\x1b[K${line.slice(0, (this.output.columns ?? 80) - 1)}` : `${line}\n`);
  }

  /** Clears the line on a terminal, so that the next step starts at its beginning. */
  end() {
    if (this.output.isTTY) this.output.write('\r\x1b[K');
  }
}

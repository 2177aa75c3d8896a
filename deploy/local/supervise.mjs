import { setTimeout as sleep } from 'node:timers/promises';
import { renameSync, writeFileSync } from 'node:fs';
import { readJson } from './files.mjs';
import { ManagedProcess } from './managed-process.mjs';
import { endLeftover, startMark } from './processes.mjs';

/** Keeps a set of processes running and ends them together. */
export class Supervisor {
  #processes = [];
  #stopping = null;

  /**
   * @param {{note: string, onRestart: (name: string, reason: string) => void, onFailure: (error: Error) => void}} options
   *   `note`: file that names the running processes, by which a later start ends those that a killed one left behind
   */
  constructor({ note, onRestart, onFailure }) {
    Object.assign(this, { note, onRestart, onFailure });
  }

  /** Ends what the last start left behind, if it was killed and its processes did not notice. */
  async endLeftovers() {
    for (const left of readJson(this.note)?.processes ?? []) await endLeftover(left);
  }

  /** @param {import('./managed-process.mjs').ProcessPlan} plan */
  async start(plan) {
    if (this.#stopping !== null) throw new Error(`${plan.name} was to start after the stop`);
    const process = new ManagedProcess(plan, {
      onRestart: this.onRestart,
      onGiveUp: (error) => this.onFailure(error),
      onChange: () => this.#writeNote(),
    });
    this.#processes.push(process);
    await process.start();
    return process;
  }

  /**
   * Waits until processes are ready.
   * @param {{timeoutMs: number, onWait?: (names: string[]) => void, abort?: AbortSignal,
   *   processes?: ManagedProcess[]}} options `onWait`: told every ten seconds who is not; `processes`: default all
   * @throws {StartError} NOT_READY_IN_TIME
   */
  async allReady({ timeoutMs, onWait, abort, processes = this.#processes }) {
    const startedMs = Date.now();
    let toldMs = startedMs;
    for (;;) {
      abort?.throwIfAborted();
      const late = processes.filter((process) => !process.isReady);
      if (late.length === 0) return;
      if (Date.now() - startedMs > timeoutMs) {
        throw late[0].failure('NOT_READY_IN_TIME', { seconds: Math.round(timeoutMs / 1000) });
      }
      if (Date.now() - toldMs > 10_000) {
        toldMs = Date.now();
        onWait?.(late.map((process) => process.name));
      }
      await sleep(50);
    }
  }

  /** Stops all, the last started first and the database after everything. Calling it again waits for the same end. */
  stop() {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll() {
    // None may be started again while the others are being stopped.
    for (const process of this.#processes) process.retire();
    const isLast = (process) => Number(process.plan.stopsLast ?? false);
    const order = [...this.#processes].reverse().sort((a, b) => isLast(a) - isLast(b));
    for (const process of order) await process.stop();
    this.#writeNote();
  }

  /** Kills all at once. The database recovers from its log at the next start. */
  kill() {
    for (const process of this.#processes) process.kill();
  }

  #writeNote() {
    const running = this.#processes.filter((process) => process.pid !== null);
    const processes = running.map(({ name, pid }) => ({ name, pid, started: startMark(pid) }));
    // Renamed into place: others read it at any moment.
    writeFileSync(`${this.note}.new`, `${JSON.stringify({ processes }, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.note}.new`, this.note);
  }
}

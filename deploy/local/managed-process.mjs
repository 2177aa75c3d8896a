import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './failures.mjs';
import { logTail, openLog } from './process-log.mjs';
import { signalProcess } from './processes.mjs';
import { RestartPolicy } from './restart-policy.mjs';
import { endWithMe } from './watchdog.mjs';

const readyPollMs = 100;

/**
 * One process that is kept running. It gets a session of its own, so that Ctrl-C reaches the launcher alone, which stops
 * the processes in order, and so that its whole group can be ended.
 *
 * @typedef {{
 *   name: string,
 *   command: () => {command: string, args: string[], environment: Record<string, string | undefined>, cwd: string,
 *     uid?: number, gid?: number},
 *   logFile: string,
 *   isReady: (pid: number) => Promise<boolean>,
 *   beforeStart?: () => Promise<void>,
 *   stopSignal?: 'SIGTERM' | 'SIGINT',
 *   stopGraceMs?: number,
 *   stopsLast?: boolean,
 *   endsWithParent?: 'pipe' | 'watchdog',
 * }} ProcessPlan `endsWithParent`: how it ends when the launcher is killed. 'pipe': it watches its own standard input
 *   (ONGGI_PARENT_PIPE=1); 'watchdog': it is a program that does not, so another process does it for it.
 */
export class ManagedProcess {
  #child = null;
  #exited = Promise.resolve();
  #policy = new RestartPolicy();
  #isReady = false;
  #stopping = false;

  /**
   * @param {ProcessPlan} plan
   * @param {{onRestart?: (name: string, reason: string) => void, onGiveUp: (error: StartError) => void,
   *   onChange?: () => void}} listeners `onChange`: another pid, or none
   */
  constructor(plan, listeners) {
    this.plan = plan;
    this.listeners = listeners;
  }

  get name() {
    return this.plan.name;
  }

  /** Pid of the running process, or null. */
  get pid() {
    return this.#child?.pid ?? null;
  }

  /** True while the process that runs now has said that it is ready. */
  get isReady() {
    return this.#isReady;
  }

  /** Starts it; `isReady` tells when it serves. */
  async start() {
    await this.plan.beforeStart?.();
    if (this.#stopping) return;
    const { command, args, environment, cwd, uid, gid } = this.plan.command();
    const log = openLog(this.plan.logFile);
    // What the processes write is documents and their traces: nobody else's to read.
    const umask = process.umask(0o077);
    const child = spawn(command, args, { cwd, env: environment, uid, gid, detached: true, stdio: ['pipe', log, log] });
    process.umask(umask);
    closeSync(log);
    this.#child = child;
    this.#isReady = false;
    child.stdin.on('error', () => child.stdin.destroy());
    const watchdog = this.plan.endsWithParent === 'watchdog' && child.pid ? endWithMe(child.pid, 'INT') : null;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }).then((end) => {
      watchdog?.release();
      this.#ended(child, end);
    });
    this.listeners.onChange?.();
    if (child.pid !== undefined) void this.#awaitReady(child);
  }

  async #awaitReady(child) {
    while (this.#child === child && !this.#stopping) {
      if (await this.plan.isReady(child.pid)) {
        this.#isReady = this.#child === child;
        if (this.#isReady) this.#policy.becameReady();
        return;
      }
      await sleep(readyPollMs);
    }
  }

  #ended(child, { code, signal, error }) {
    // What it started shares its group; nothing of it may outlive it.
    if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
    this.#child = null;
    this.#isReady = false;
    this.listeners.onChange?.();
    if (this.#stopping) return;
    const reason = error?.message ?? signal ?? `exit code ${code}`;
    const decision = this.#policy.ended({ code, signal, nowMs: Date.now() });
    if ('giveUp' in decision) {
      this.listeners.onGiveUp(this.failure('PROCESS_KEEPS_FAILING', { reason }));
      return;
    }
    this.listeners.onRestart?.(this.name, reason);
    void this.#restart(decision.restartInMs);
  }

  async #restart(delayMs) {
    await sleep(delayMs);
    if (this.#stopping) return;
    try {
      await this.start();
    } catch (error) {
      this.listeners.onGiveUp(error);
    }
  }

  /** From now on it is not started again when it ends. */
  retire() {
    this.#stopping = true;
  }

  /** Ends it and waits until it is gone: asked first, killed after the grace time. It is not started again. */
  async stop() {
    this.retire();
    const child = this.#child;
    if (child === null) return this.#exited;
    signalProcess(child.pid, this.plan.stopSignal ?? 'SIGTERM');
    child.stdin.end();
    const killing = setTimeout(() => this.kill(), this.plan.stopGraceMs ?? 10_000);
    await this.#exited;
    clearTimeout(killing);
  }

  /** Ends it at once, with all it started. */
  kill() {
    this.retire();
    if (this.#child?.pid !== undefined) signalProcess(-this.#child.pid, 'SIGKILL');
  }

  /** A failure of this process with the last lines of its log. */
  failure(code, values) {
    const named = { name: this.name, log: this.plan.logFile, ...values };
    return new StartError(code, named, { logLines: logTail(this.plan.logFile) });
  }
}

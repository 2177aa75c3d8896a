import { spawn } from 'node:child_process';
import { signalProcess } from './processes.mjs';
import { endWithMe } from './watchdog.mjs';

const keptOutput = 64_000;

/**
 * Runs a command to its end, in its own process group, which ends with `abort` or with this process.
 * @param {{cwd?: string, environment: Record<string, string | undefined>, abort?: AbortSignal, show?: boolean,
 *   uid?: number, gid?: number}} options `show` also passes its output on to the reader
 * @returns {Promise<{code: number | null, output: string}>} exit code (null when ended by a signal) and the last 64 kB
 *   it wrote. Throws the system's error when the command cannot be started, or the signal's reason when aborted.
 */
export function runCommand(command, args, { cwd, environment, abort, show = false, uid, gid }) {
  return new Promise((resolve, reject) => {
    abort?.throwIfAborted();
    const child = spawn(command, args, {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      uid,
      gid,
    });
    let output = '';
    const take = (stream) => (text) => {
      output = (output + text).slice(-keptOutput);
      if (show) stream.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    const stop = () => child.pid !== undefined && signalProcess(-child.pid, 'SIGTERM');
    abort?.addEventListener('abort', stop, { once: true });
    const watchdog = child.pid === undefined ? null : endWithMe(-child.pid, 'TERM');
    const done = (settle) => {
      watchdog?.release();
      abort?.removeEventListener('abort', stop);
      settle();
    };
    child.on('error', (error) => done(() => reject(error)));
    child.on('close', (code) => done(() => (abort?.aborted ? reject(abort.reason) : resolve({ code, output }))));
  });
}

/** The last lines that say something, for a failure's report. */
export function lastLines(output, count = 15) {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);
}

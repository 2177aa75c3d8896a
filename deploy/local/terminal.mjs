import { readFileSync } from 'node:fs';
import { startMark } from './processes.mjs';

const parentPollMs = 500;

/**
 * Calls back when the reader wants an end: Ctrl-C, SIGTERM, a closed terminal, or the death of the npm that runs us
 * (which forwards a signal but not a SIGKILL, and whose shell swallows some).
 * @param {(reason: string) => void} onEnd may be called more than once: the reader is impatient
 */
export function watchForEnd(environment, onEnd) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onEnd(signal));
  if (environment.npm_lifecycle_event !== 'start') return;
  const npm = npmProcess();
  const watch = setInterval(() => {
    if (startMark(npm.pid) === npm.started) return;
    clearInterval(watch);
    onEnd('npm ended');
  }, parentPollMs);
  watch.unref();
}

/** npm runs a script through a shell, which may or may not give its place to us. */
function npmProcess() {
  const parent = process.ppid;
  const pid = isShell(parent) ? parentOf(parent) : parent;
  return { pid, started: startMark(pid) };
}

function isShell(pid) {
  return process.platform === 'linux' && /^(da|ba|z|k)?sh$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
}

function parentOf(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

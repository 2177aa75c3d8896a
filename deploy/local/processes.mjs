import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When a process started, as text that is the same for its whole life: with the pid it names one process for good,
 * where a pid alone may long belong to another. Null when there is no such process.
 */
export function startMark(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in parentheses may hold blanks; state and start time are the 1st and 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19];
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    if (process.platform === 'linux') return null;
  }
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}

/** Whether the very process of a note {pid, started} still lives. */
export function isSameProcess({ pid, started }) {
  const mark = startMark(pid);
  return mark !== null && mark === started;
}

/** Sends a signal; a process that is already gone is what was wanted. `pid` below 0 means its whole group. */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
    return false;
  }
}

/** Ends a process that an earlier start left behind: asks, waits, then kills. */
export async function endLeftover(note, signal = 'SIGTERM', graceMs = 5000) {
  if (!isSameProcess(note)) return;
  signalProcess(note.pid, signal);
  const deadline = Date.now() + graceMs;
  while (isSameProcess(note) && Date.now() < deadline) await sleep(50);
  if (!isSameProcess(note)) return;
  signalProcess(note.pid, 'SIGKILL');
  while (isSameProcess(note)) await sleep(20);
}

import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { postmasterState } from './postgres.mjs';
import { endLeftover, signalProcess, startMark } from './processes.mjs';

/**
 * Ends what is left of a server on this data folder: a whole server whose launcher was killed, or the backends of a
 * killed postmaster, which keep its shared memory and so the next postmaster from starting (Linux).
 */
export async function endStrays(data) {
  if (!existsSync(data)) return;
  const state = postmasterState(data);
  if (state !== null && isPostgresOn(state.pid, data)) {
    await endLeftover({ pid: state.pid, started: startMark(state.pid) }, 'SIGINT', 10_000);
  }
  const deadline = Date.now() + 5000;
  for (let strays = processesOn(data); strays.length > 0; strays = processesOn(data)) {
    for (const pid of strays) signalProcess(pid, Date.now() < deadline ? 'SIGQUIT' : 'SIGKILL');
    await sleep(50);
  }
}

/** Every process of PostgreSQL works in its data folder, which tells it from all others. */
function processesOn(data) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isPostgresOn(Number(name), data))
    .map(Number);
}

function isPostgresOn(pid, data) {
  if (process.platform !== 'linux') return startMark(pid) !== null;
  try {
    return (
      /^postgres|^\S*\/postgres\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')) &&
      readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
    );
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) return false;
    throw error;
  }
}

import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeOnce } from './files.mjs';
import { isSameProcess, startMark } from './processes.mjs';

/**
 * Takes a lock file, unless a living process holds it. A dead holder's lock is taken over.
 * @param {Record<string, unknown>} note what the file tells others about the holder
 * @returns {{taken: true, release: () => void} | {taken: false, holder: {pid: number}}}
 */
export function takeLock(path, note = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = { ...note, pid: process.pid, started: startMark(process.pid) };
  for (;;) {
    if (writeOnce(path, JSON.stringify(mine), 0o644)) return { taken: true, release: () => release(path, mine) };
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isSameProcess(holder)) return { taken: false, holder };
    removeStale(path, holder);
  }
}

/** Takes a lock, waiting for its holder to end. `onWait` is told once whom for. */
export async function waitForLock(path, { onWait, signal }) {
  let told = false;
  for (;;) {
    const lock = takeLock(path);
    if (lock.taken) return lock;
    if (!told) onWait(lock.holder);
    told = true;
    await sleep(500, undefined, { signal });
  }
}

function release(path, mine) {
  if (isHeldBy(readHolder(path), mine)) rmSync(path, { force: true });
}

const isHeldBy = (holder, process) => holder?.pid === process.pid && holder?.started === process.started;

function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Moves a dead holder's lock away. Between reading and moving another start may have taken it over:
 * then what was moved is that one's living lock, and goes back.
 */
function removeStale(path, holder) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const moved = readFileSync(aside, 'utf8');
  if (!isHeldBy(JSON.parse(moved), holder)) writeOnce(path, moved, 0o644);
  rmSync(aside, { force: true });
}

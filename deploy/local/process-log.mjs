import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { lastLines } from './run-command.mjs';

const longestLog = 20 * 1024 * 1024;
const tailBytes = 16_384;

/** Opens a process's log for appending; one that grew over 20 MB becomes `.1` first. @returns {number} descriptor */
export function openLog(path) {
  if (existsSync(path) && statSync(path).size > longestLog) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** The last lines of a log that say something. */
export function logTail(path, count = 15) {
  if (!existsSync(path)) return [];
  const { size } = statSync(path);
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
  } finally {
    closeSync(descriptor);
  }
  return lastLines(buffer.toString('utf8'), count);
}

import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from './failures.mjs';

/** The folder that a path will lie in, as far as it exists. */
const existingFolder = (path) => (existsSync(path) ? path : existingFolder(dirname(path)));

/** Which disk a path lies on, or will lie on. */
export const diskOf = (path) => statSync(existingFolder(path)).dev;

/** Bytes that may still be written on a path's disk. */
export function freeSpace(path) {
  const { bavail, bsize } = statfsSync(existingFolder(path));
  return bavail * bsize;
}

/** @throws {StartError} DISK_SPACE */
export function checkSpace(path, needed) {
  const free = freeSpace(path);
  if (free < needed) throw new StartError('DISK_SPACE', { folder: existingFolder(path), free, needed });
}

import { createHash } from 'node:crypto';
import { createReadStream, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryName, writeAtomically } from '../../prisma/write-atomically.mjs';

export { temporaryName, writeAtomically };

/**
 * Creates a file with its content in one step, or leaves the one that is there.
 * @returns {boolean} true when this call created it.
 */
export function writeOnce(path, content, mode) {
  const temporary = temporaryName(path);
  writeFileSync(temporary, content, { mode });
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** SHA-256 (hex) of a file or of `length` bytes of it from `offset`. */
export async function sha256OfFile(path, { offset = 0, length = Infinity } = {}) {
  const hash = createHash('sha256');
  const end = length === Infinity ? Infinity : offset + length - 1;
  for await (const block of createReadStream(path, { start: offset, end, highWaterMark: 1 << 20 })) hash.update(block);
  return hash.digest('hex');
}

/** A file's size in bytes, or null when there is none. */
export function fileSize(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : found.size;
}

/** The JSON in a file, or null when there is no such file or it was cut off while written. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Bytes of all files under a folder; those that vanish while it is read count nothing. */
export async function folderSize(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isFile()) bytes += fileSize(join(entry.parentPath ?? entry.path, entry.name)) ?? 0;
  }
  return bytes;
}

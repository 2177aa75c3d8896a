import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@onggi/platform';
import { FileTooLargeError, OriginalStoreError, OriginalStoreFullError } from './original-errors.js';

/** A stream that was written to a file of its own, flushed to the disk. */
export interface SpooledFile {
  path: string;
  sha256: string;
  byteSize: number;
}

/**
 * Writes a stream to a new file in a folder. The stream is always read to its end: a sender that waits for its bytes to
 * be taken would otherwise wait for ever. On any failure the file is gone.
 * @throws FileTooLargeError, OriginalStoreError, OriginalStoreFullError, and what the stream throws
 */
export async function spool(
  content: AsyncIterable<Uint8Array>,
  folder: string,
  limitBytes: number,
): Promise<SpooledFile> {
  const target = path.join(folder, newId());
  const hash = createHash('sha256');
  let byteSize = 0;
  const file = await opened(target);
  let failure: unknown;
  try {
    for await (const piece of content) {
      byteSize += piece.length;
      if (byteSize > limitBytes || failure !== undefined) continue;
      hash.update(piece);
      await file.write(piece).catch((error: unknown) => (failure = error));
    }
    if (failure === undefined) await file.sync().catch((error: unknown) => (failure = error));
  } catch (error) {
    await file.close();
    await rm(target, { force: true });
    throw error;
  }
  await file.close();
  if (failure === undefined && byteSize <= limitBytes) return { path: target, sha256: hash.digest('hex'), byteSize };
  await rm(target, { force: true });
  throw failure === undefined ? new FileTooLargeError(limitBytes) : storeFailure(failure);
}

/** A failure of the file system by its name. */
export function storeFailure(error: unknown): OriginalStoreError | OriginalStoreFullError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new OriginalStoreFullError(error) : new OriginalStoreError(error);
}

async function opened(target: string) {
  try {
    await mkdir(path.dirname(target), { recursive: true });
    return await open(target, 'wx', 0o600);
  } catch (error) {
    throw storeFailure(error);
  }
}

const abandonedAfterMs = 3_600_000;

/** Removes what uploads that died left in a spool folder. */
export async function removeAbandoned(folder: string, now: number = Date.now()): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && now - found.mtimeMs > abandonedAfterMs) await rm(file, { force: true });
  }
}

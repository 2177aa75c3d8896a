import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@onggi/platform';
import { fileErrorCode } from './file-error.js';
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

/** A folder where files lie while they are taken in. What uploads that died left in it goes with the first use. */
export class Spool {
  private cleaned: Promise<void> | undefined;

  /** @param folder made when it is missing */
  constructor(private readonly folder: string) {}

  /**
   * Writes a stream to a file that exists while `work` runs.
   * @throws what spool throws, and what the work throws
   */
  async hold<Result>(
    content: AsyncIterable<Uint8Array>,
    limitBytes: number,
    work: (file: SpooledFile) => Promise<Result>,
  ): Promise<Result> {
    await (this.cleaned ??= removeAbandoned(this.folder).catch((error: unknown) => {
      this.cleaned = undefined;
      throw storeFailure(error);
    }));
    const file = await spool(content, this.folder, limitBytes);
    try {
      return await work(file);
    } finally {
      await rm(file.path, { force: true });
    }
  }
}

/** A failure of the file system by its name. */
export function storeFailure(error: unknown): OriginalStoreError | OriginalStoreFullError {
  const code = fileErrorCode(error);
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
async function removeAbandoned(folder: string, now: number = Date.now()): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && now - found.mtimeMs > abandonedAfterMs) await rm(file, { force: true });
  }
}

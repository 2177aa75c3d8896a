import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { OriginalMissingError, OriginalStoreError } from './original-errors.js';
import type { OriginalStore, StoredOriginal } from './original-store.js';
import { removeAbandoned, spool, storeFailure } from './spooled-file.js';

/** Originals as files: `<folder>/<tenant>/<first two hex>/<sha256>`. Written beside, flushed, then renamed into place. */
export class FolderOriginalStore implements OriginalStore {
  private readonly incoming: string;
  private cleaned: Promise<void> | undefined;

  /** @param folder absolute; made when it is missing */
  constructor(private readonly folder: string) {
    this.incoming = path.join(folder, '.incoming');
  }

  async put(tenant: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<StoredOriginal> {
    await (this.cleaned ??= removeAbandoned(this.incoming).catch((error: unknown) => {
      this.cleaned = undefined;
      throw storeFailure(error);
    }));
    const spooled = await spool(content, this.incoming, limitBytes);
    const key = `${tenant}/${spooled.sha256.slice(0, 2)}/${spooled.sha256}`;
    try {
      await this.moveIntoPlace(spooled.path, this.pathOf(key));
    } catch (error) {
      await rm(spooled.path, { force: true });
      throw storeFailure(error);
    }
    return { key, sha256: spooled.sha256, byteSize: spooled.byteSize };
  }

  async read(key: string): Promise<Uint8Array> {
    return readFile(this.pathOf(key)).catch((error: unknown) => {
      throw readFailure(error, key);
    });
  }

  async open(key: string): Promise<AsyncIterable<Uint8Array>> {
    await access(this.pathOf(key)).catch((error: unknown) => {
      throw readFailure(error, key);
    });
    return createReadStream(this.pathOf(key));
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true }).catch((error: unknown) => {
      throw new OriginalStoreError(error);
    });
  }

  private async moveIntoPlace(from: string, to: string): Promise<void> {
    await mkdir(path.dirname(to), { recursive: true });
    await rename(from, to);
    // The rename itself survives a power cut only when the folder is flushed too.
    const folder = await open(path.dirname(to), 'r');
    await folder.sync().finally(() => folder.close());
  }

  private pathOf(key: string): string {
    return path.join(this.folder, key);
  }
}

function readFailure(error: unknown, key: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' ? new OriginalMissingError(key) : new OriginalStoreError(error);
}

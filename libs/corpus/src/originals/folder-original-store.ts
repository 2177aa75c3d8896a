import { createReadStream } from 'node:fs';
import { access, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { OnggiError } from '@onggi/platform';
import { fileErrorCode } from './file-error.js';
import { OriginalDamagedError, OriginalMissingError, OriginalStoreError } from './original-errors.js';
import { keyOf, partOf, sha256In } from './original-key.js';
import type { OriginalStore, StoredOriginal } from './original-store.js';
import { Spool, storeFailure } from './spooled-file.js';
import { verified, wholeOf } from './verified-content.js';

/** Originals as files: `<folder>/<tenant>/<first two hex>/<sha256>`. Written beside, flushed, then renamed into place. */
export class FolderOriginalStore implements OriginalStore {
  private readonly incoming: Spool;

  /** @param folder absolute; made when it is missing */
  constructor(private readonly folder: string) {
    this.incoming = new Spool(path.join(folder, '.incoming'));
  }

  async put(tenant: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<StoredOriginal> {
    return this.incoming.hold(content, limitBytes, async ({ path: spooled, sha256, byteSize }) => {
      const key = keyOf(tenant, sha256);
      await this.moveIntoPlace(spooled, key, byteSize).catch((error: unknown) => {
        throw error instanceof OnggiError ? error : storeFailure(error);
      });
      return { key, sha256, byteSize };
    });
  }

  async read(tenant: string, key: string): Promise<Uint8Array> {
    return wholeOf(await this.open(tenant, key));
  }

  async open(tenant: string, key: string): Promise<AsyncIterable<Uint8Array>> {
    const sha256 = sha256In(key, tenant);
    const place = path.join(this.folder, key);
    await access(place).catch((error: unknown) => {
      throw readFailure(error, key);
    });
    return verified(pieces(place, key), key, sha256);
  }

  async remove(tenant: string, key: string, unlessWrittenSince: Date): Promise<boolean> {
    sha256In(key, tenant);
    const place = path.join(this.folder, key);
    try {
      const found = await ifThere(stat(place));
      if (found && found.mtimeMs >= unlessWrittenSince.getTime()) return false;
      await rm(place, { force: true });
      return true;
    } catch (error) {
      throw new OriginalStoreError(error);
    }
  }

  async removeTenant(tenant: string): Promise<void> {
    await rm(path.join(this.folder, partOf(tenant)), { recursive: true, force: true }).catch((error: unknown) => {
      throw new OriginalStoreError(error);
    });
  }

  private async moveIntoPlace(from: string, key: string, byteSize: number): Promise<void> {
    const to = path.join(this.folder, key);
    await mkdir(path.dirname(to), { recursive: true });
    if (!(await this.renew(to, key, byteSize))) await rename(from, to);
    // The rename itself survives a power cut only when the folder is flushed too.
    const folder = await open(path.dirname(to), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** Makes a file that is there as young as one that is written now. @returns false when there is none */
  private async renew(place: string, key: string, byteSize: number): Promise<boolean> {
    const there = await ifThere(stat(place));
    if (!there) return false;
    if (there.size !== byteSize) throw new OriginalDamagedError(key);
    const now = new Date();
    return (await ifThere(utimes(place, now, now).then(() => true))) ?? false;
  }
}

async function* pieces(place: string, key: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(place);
  } catch (error) {
    throw readFailure(error, key);
  }
}

/** Undefined when the file of the work is not there. */
async function ifThere<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return work.catch((error: unknown) => {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

function readFailure(error: unknown, key: string): Error {
  return fileErrorCode(error) === 'ENOENT' ? new OriginalMissingError(key) : new OriginalStoreError(error);
}

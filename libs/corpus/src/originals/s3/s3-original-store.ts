import { OnggiError } from '@onggi/platform';
import {
  OriginalDamagedError,
  OriginalMissingError,
  OriginalStoreError,
  OriginalStoreFullError,
} from '../original-errors.js';
import { keyOf, partOf, sha256In } from '../original-key.js';
import type { OriginalStore, StoredOriginal } from '../original-store.js';
import { Spool } from '../spooled-file.js';
import { verified, wholeOf } from '../verified-content.js';
import { headersOf, S3Client } from './s3-client.js';
import { S3StatusError } from './s3-errors.js';
import { defaultPageSize, S3Listing } from './s3-listing.js';
import { defaultPatience, type S3Settings } from './s3-settings.js';
import { S3Upload } from './s3-upload.js';

/** Requests at once where many files are removed. */
const removalsAtOnce = 8;
/** `Last-Modified` names whole seconds. */
const secondMs = 1_000;
const fullCodes = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage']);

/**
 * Originals as objects `<prefix>/<tenant>/<first two hex>/<sha256>` of a bucket. A file is spooled first: its hash is its
 * name, its length has to be told before its bytes, and what is lost on the way can be sent again.
 */
export class S3OriginalStore implements OriginalStore {
  private readonly client: S3Client;
  private readonly upload: S3Upload;
  private readonly listing: S3Listing;
  private readonly incoming: Spool;

  /** @param spoolFolder absolute; made when it is missing */
  constructor(
    settings: S3Settings,
    spoolFolder: string,
    { patience = defaultPatience, pageSize = defaultPageSize } = {},
  ) {
    this.client = new S3Client(settings, patience);
    this.listing = new S3Listing(this.client, pageSize);
    this.upload = new S3Upload(this.client, settings.encryption);
    this.incoming = new Spool(spoolFolder);
  }

  async put(tenant: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<StoredOriginal> {
    return this.incoming.hold(content, limitBytes, async (spooled) => {
      const { sha256, byteSize } = spooled;
      const key = keyOf(tenant, sha256);
      await named(key, async () => {
        // Asked first: most of what is uploaded again is what is there already.
        if ((await this.isThere(key, byteSize)) && (await this.upload.renew(key))) return;
        if (await this.upload.create(key, spooled)) return;
        // Somebody was faster, or an attempt whose answer was lost had done it.
        if (!(await this.isThere(key, byteSize))) throw new OriginalMissingError(key);
      });
      return { key, sha256, byteSize };
    });
  }

  async read(tenant: string, key: string): Promise<Uint8Array> {
    const sha256 = sha256In(key, tenant);
    return named(key, () =>
      this.client.send({ method: 'GET', key }, (_, pieces) => wholeOf(verified(pieces, key, sha256))),
    );
  }

  async open(tenant: string, key: string): Promise<AsyncIterable<Uint8Array>> {
    const sha256 = sha256In(key, tenant);
    const pieces = await named(key, () => this.client.send({ method: 'GET', key }, async (_, body) => body));
    return verified(namingFailures(pieces, key), key, sha256);
  }

  async remove(tenant: string, key: string, unlessWrittenSince: Date): Promise<boolean> {
    sha256In(key, tenant);
    return named(key, async () => {
      const headers = await this.headersOf(key);
      if (headers === undefined) return true;
      const writtenBefore = Date.parse(headers.get('last-modified') ?? '') + secondMs;
      if (Number.isNaN(writtenBefore)) throw new Error('The store does not say when the object was written.');
      if (writtenBefore > unlessWrittenSince.getTime()) return false;
      await this.client.send({ method: 'DELETE', key }, headersOf);
      return true;
    });
  }

  async removeTenant(tenant: string): Promise<void> {
    const part = `${partOf(tenant)}/`;
    await named(part, async () => {
      // First what could still become an object.
      await this.giveUpUploads(part);
      for await (const keys of this.listing.objects(part)) {
        await eachOf(keys, (key) => this.client.send({ method: 'DELETE', key }, headersOf));
      }
    });
  }

  private async giveUpUploads(under: string): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      const left = (await this.listing.firstUploads(under)).filter(({ uploadId }) => !done.has(uploadId));
      if (left.length === 0) return;
      await eachOf(left, ({ key, uploadId }) => this.upload.giveUp(key, uploadId));
      for (const { uploadId } of left) done.add(uploadId);
    }
  }

  /** @throws OriginalDamagedError when what is there has another size */
  private async isThere(key: string, byteSize: number): Promise<boolean> {
    const headers = await this.headersOf(key);
    if (headers === undefined) return false;
    if (Number(headers.get('content-length')) !== byteSize) throw new OriginalDamagedError(key);
    return true;
  }

  /** Undefined when there is no such object. */
  private async headersOf(key: string): Promise<Headers | undefined> {
    try {
      return await this.client.send({ method: 'HEAD', key }, headersOf);
    } catch (error) {
      if (error instanceof S3StatusError && error.status === 404) return undefined;
      throw error;
    }
  }
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < items.length; from += removalsAtOnce) {
    await Promise.all(items.slice(from, from + removalsAtOnce).map(work));
  }
}

async function named<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw nameOf(error, key);
  }
}

async function* namingFailures(pieces: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw nameOf(error, key);
  }
}

/** Only a store that answers "no such key" has lost a file; every other failure is the store's own and may end. */
function nameOf(error: unknown, key: string): OnggiError {
  if (error instanceof OnggiError) return error;
  if (error instanceof S3StatusError) {
    if (error.code === 'NoSuchKey') return new OriginalMissingError(key);
    if (error.status === 507 || fullCodes.has(error.code)) return new OriginalStoreFullError(error);
  }
  return new OriginalStoreError(error);
}

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { createLogger } from '@onggi/platform';
import type { SpooledFile } from '../spooled-file.js';
import { headersOf, type S3Client } from './s3-client.js';
import { S3StatusError, tagIn } from './s3-errors.js';
import type { S3Encryption } from './s3-settings.js';

const log = createLogger('originals');

/** What is held in memory and sent again when it is lost. At least 5 MiB, which S3 asks of every part but the last. */
const defaultPartBytes = 8 * 1024 ** 2;

/** Sent with what creates an object: it fails where there is one. */
const onlyIfNew = { 'if-none-match': '*' };

/** Puts files as new objects, in one request or in parts, the bytes of each request checked by the store. */
export class S3Upload {
  constructor(
    private readonly client: S3Client,
    private readonly encryption: S3Encryption | undefined,
    private readonly partBytes = defaultPartBytes,
  ) {}

  /**
   * @returns false when there is an object of this key already, which is left as it is
   * @throws S3StatusError, what fetch throws, and what the file system throws
   */
  async create(key: string, spooled: SpooledFile): Promise<boolean> {
    const file = await open(spooled.path, 'r');
    try {
      if (spooled.byteSize <= this.partBytes) await this.createWhole(key, await this.partOf(file, 1, spooled));
      else await this.createInParts(key, file, spooled);
      return true;
    } catch (error) {
      if (error instanceof S3StatusError && error.status === 412) return false;
      throw error;
    } finally {
      await file.close();
    }
  }

  /**
   * Makes an object as young as one that is written now. Its bytes stay, the store copies them onto themselves.
   * @returns false when there is none
   * @throws S3StatusError, and what fetch throws
   */
  async renew(key: string): Promise<boolean> {
    // Only a copy that changes something is one; what is replaced here is empty.
    const copying = { 'x-amz-copy-source': this.client.sourceOf(key), 'x-amz-metadata-directive': 'REPLACE' };
    const headers = { ...copying, ...encryptionHeaders(this.encryption) };
    try {
      await this.client.send({ method: 'PUT', key, headers }, done);
      return true;
    } catch (error) {
      if (error instanceof S3StatusError && error.status === 404) return false;
      throw error;
    }
  }

  /**
   * Gives an upload in parts up; one that has ended already is no error.
   * @throws S3StatusError, and what fetch throws
   */
  async giveUp(key: string, uploadId: string): Promise<void> {
    try {
      await this.client.send({ method: 'DELETE', key, query: { uploadId } }, headersOf);
    } catch (error) {
      if (!(error instanceof S3StatusError && error.status === 404)) throw error;
    }
  }

  private async createWhole(key: string, body: Buffer): Promise<void> {
    const headers = { ...checksum(body).headers, ...onlyIfNew, ...encryptionHeaders(this.encryption) };
    await this.client.send({ method: 'PUT', key, body, headers }, headersOf);
  }

  private async createInParts(key: string, file: FileHandle, spooled: SpooledFile): Promise<void> {
    const uploadId = await this.begin(key);
    try {
      const parts: string[] = [];
      for (let number = 1; (number - 1) * this.partBytes < spooled.byteSize; number++) {
        const body = await this.partOf(file, number, spooled);
        const { headers, sha256 } = checksum(body);
        const query = { partNumber: `${number}`, uploadId };
        const sent = await this.client.send({ method: 'PUT', key, query, body, headers }, headersOf);
        const tag = `<ETag>${sent.get('etag') ?? ''}</ETag><ChecksumSHA256>${sha256}</ChecksumSHA256>`;
        parts.push(`<Part><PartNumber>${number}</PartNumber>${tag}</Part>`);
      }
      await this.complete(key, uploadId, parts.join(''));
    } catch (error) {
      await this.abandon(key, uploadId);
      throw error;
    }
  }

  private async begin(key: string): Promise<string> {
    const headers = { ...encryptionHeaders(this.encryption), 'x-amz-checksum-algorithm': 'SHA256' };
    const reply = await this.client.send({ method: 'POST', key, query: { uploads: '' }, headers }, textOf);
    const uploadId = tagIn(reply, 'UploadId');
    if (uploadId === undefined) throw new Error('The store began an upload without naming it.');
    return uploadId;
  }

  private async complete(key: string, uploadId: string, parts: string): Promise<void> {
    const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
    await this.client.send({ method: 'POST', key, query: { uploadId }, body, headers: onlyIfNew }, done);
  }

  /** Parts cost money until they are given up. What cannot be reached now goes by the bucket's own rule. */
  private async abandon(key: string, uploadId: string): Promise<void> {
    await this.giveUp(key, uploadId).catch((error: unknown) =>
      log.warn({ error: String(error), key }, 'an upload in parts was left unfinished'),
    );
  }

  private async partOf(file: FileHandle, number: number, { byteSize }: SpooledFile): Promise<Buffer> {
    const from = (number - 1) * this.partBytes;
    const part = Buffer.alloc(Math.min(this.partBytes, byteSize - from));
    for (let filled = 0; filled < part.length;) {
      const { bytesRead } = await file.read(part, filled, part.length - filled, from + filled);
      if (bytesRead === 0) throw new Error('The spooled file is shorter than what was written to it.');
      filled += bytesRead;
    }
    return part;
  }
}

/** S3 begins its answer before it has joined parts or copied, so a failure may come under a status of 200. */
async function done(response: Response): Promise<void> {
  const reply = await response.text();
  const code = tagIn(reply, 'Code');
  if (code !== undefined) throw new S3StatusError(500, code, reply);
}

async function textOf(response: Response): Promise<string> {
  return response.text();
}

function checksum(body: Uint8Array): { sha256: string; headers: Record<string, string> } {
  const sha256 = createHash('sha256').update(body).digest('base64');
  return { sha256, headers: { 'x-amz-checksum-sha256': sha256 } };
}

function encryptionHeaders(encryption: S3Encryption | undefined): Record<string, string> {
  if (encryption === undefined) return {};
  const keyId = encryption.algorithm === 'aws:kms' ? encryption.keyId : undefined;
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    ...(keyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  };
}

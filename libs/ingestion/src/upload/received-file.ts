import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  OriginalStoreError,
  OriginalStoreFullError,
  spool,
  type OriginalStore,
  type StoredOriginal,
} from '@onggi/corpus';
import { OnggiError, type Language } from '@onggi/platform';
import { archivedFiles, archiveLimits, type ArchiveLimits } from './zip-archive.js';
import { cleanPath, effectiveDate, identityOf, languageOf, printable, titleOf } from './upload-path.js';

/** A file as a sender hands it over. */
export interface UploadedFile {
  /** Relative path; what the document is called, and known by unless `externalId` is given. */
  path: string;
  /** Read to its end before the next file is asked for. */
  content: AsyncIterable<Uint8Array>;
  mediaType?: string;
  /** What the document is known by in its source. A zip's files are known by their paths. */
  externalId?: string;
  /** YYYY-MM-DD: from when this version is in force. */
  effectiveFrom?: string;
  /** What the document is called, whatever stands in it; empty for none. Default: what the parser finds. */
  title?: string;
  /** ko or en. Default: what the parser finds, passage by passage. */
  language?: string;
}

/** A file that was taken in: kept, or refused with a reason. */
export type ReceivedFile =
  | {
      path: string;
      externalId: string;
      stored: StoredOriginal;
      mediaType: string | undefined;
      effectiveFrom: string | undefined;
      title: string | undefined;
      language: Language | undefined;
    }
  | { path: string; refused: OnggiError };

export interface ReceivingLimits {
  fileBytes: number;
  /** Bytes of a zip as it is sent. */
  archiveBytes: number;
  /** What a zip may hold. */
  archive: ArchiveLimits;
}

export const receivingLimits: ReceivingLimits = {
  fileBytes: 200 * 1024 ** 2,
  archiveBytes: 2 * 1024 ** 3,
  archive: archiveLimits,
};

/** Keeps each file of an upload, unpacking zips, and names what is refused. Never holds a whole file. */
export class FileReceiver {
  /** @param spoolFolder where zips lie while they are unpacked */
  constructor(
    private readonly originals: OriginalStore,
    private readonly spoolFolder: string,
    private readonly limits: ReceivingLimits = receivingLimits,
  ) {}

  /** @throws OriginalStoreError, OriginalStoreFullError, and what the streams throw */
  async *receive(tenant: string, files: AsyncIterable<UploadedFile>): AsyncGenerator<ReceivedFile> {
    for await (const file of files) {
      // A sender that breaks off before its bytes are asked for must not end the process; reading throws the error then.
      if (file.content instanceof Readable) file.content.on('error', () => undefined);
      if (/\.zip$/i.test(file.path)) yield* this.unpack(tenant, file);
      else yield await this.keep(tenant, file);
    }
  }

  private async keep(tenant: string, file: UploadedFile): Promise<ReceivedFile> {
    try {
      const path = cleanPath(file.path);
      const externalId = identityOf(file.externalId ? cleanPath(file.externalId) : path);
      const effectiveFrom = effectiveDate(file.effectiveFrom);
      const title = file.title === undefined ? undefined : titleOf(file.title);
      const language = languageOf(file.language);
      const stored = await this.originals.put(tenant, file.content, this.limits.fileBytes);
      return { path, externalId, stored, mediaType: file.mediaType, effectiveFrom, title, language };
    } catch (error) {
      const refused = refusal(error);
      await drain(file.content);
      return { path: printable(file.path), refused };
    }
  }

  private async *unpack(tenant: string, file: UploadedFile): AsyncGenerator<ReceivedFile> {
    let zip;
    try {
      zip = await spool(file.content, this.spoolFolder, this.limits.archiveBytes);
      if (!(await isZip(zip.path))) {
        // Named .zip and something else inside: left to the parser, which says what it is.
        return yield await this.keep(tenant, { ...file, content: createReadStream(zip.path) });
      }
      for await (const entry of archivedFiles(zip.path, zip.byteSize, this.limits.archive)) {
        yield await this.keepEntry(tenant, file, entry.path, entry.open);
      }
    } catch (error) {
      yield { path: printable(file.path), refused: refusal(error) };
    } finally {
      if (zip) await rm(zip.path, { force: true });
    }
  }

  private async keepEntry(
    tenant: string,
    archive: UploadedFile,
    path: string,
    openContent: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<ReceivedFile> {
    try {
      const content = await openContent();
      return await this.keep(tenant, {
        path,
        content,
        ...(archive.effectiveFrom && { effectiveFrom: archive.effectiveFrom }),
      });
    } catch (error) {
      return { path: printable(path), refused: refusal(error) };
    }
  }
}

/** Faults of the file become its reason; a store that fails, or a sender that goes away, ends the upload. */
function refusal(error: unknown): OnggiError {
  if (error instanceof OriginalStoreError || error instanceof OriginalStoreFullError) throw error;
  if (error instanceof OnggiError) return error;
  throw error;
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of content) void piece;
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, 2).toString('latin1') === 'PK';
  } finally {
    await file.close();
  }
}

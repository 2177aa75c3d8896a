import { promisify } from 'node:util';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { ArchiveRefusedError, BrokenArchiveError } from './upload-errors.js';

/** What an archive may hold at most. */
export interface ArchiveLimits {
  entries: number;
  /** Bytes of all files unpacked. */
  totalBytes: number;
  /** Unpacked bytes for each packed one, for anything above `ratioFromBytes`. */
  ratio: number;
  ratioFromBytes: number;
}

/** Deflate reaches 1,032; documents 3 to 20. */
export const archiveLimits: ArchiveLimits = {
  entries: 20_000,
  totalBytes: 4 * 1024 ** 3,
  ratio: 200,
  ratioFromBytes: 4 * 1024 ** 2,
};

/** One file of an archive. */
export interface ArchivedFile {
  path: string;
  /** @throws BrokenArchiveError, also in the middle of the stream when the content is not as long as announced */
  open(): Promise<AsyncIterable<Uint8Array>>;
}

const openFile = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
const encryptedFlag = 0x1;

/**
 * The files of a zip on disk. All names and announced sizes are checked before the first is unpacked, and unpacking
 * checks what was announced, so a bomb is never spread out.
 * @throws ArchiveRefusedError, BrokenArchiveError
 */
export async function* archivedFiles(
  zipPath: string,
  packedBytes: number,
  limits: ArchiveLimits,
): AsyncGenerator<ArchivedFile> {
  const zip = await openFile(zipPath, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(
    (error: unknown) => {
      throw new BrokenArchiveError(error);
    },
  );
  try {
    const entries = await listEntries(zip, limits);
    refuseBomb(entries, packedBytes, limits);
    for (const { entry, path } of entries) yield { path, open: () => openEntry(zip, entry) };
  } finally {
    zip.close();
  }
}

interface NamedEntry {
  entry: yauzl.Entry;
  path: string;
}

function listEntries(zip: yauzl.ZipFile, limits: ArchiveLimits): Promise<NamedEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: NamedEntry[] = [];
    zip.on('error', (error) => reject(new BrokenArchiveError(error)));
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      const path = nameOf(entry);
      if (yauzl.validateFileName(path) !== null) return reject(new ArchiveRefusedError('path'));
      if (!isFolder(path)) entries.push({ entry, path });
      if (entries.length > limits.entries) return reject(new ArchiveRefusedError('entries'));
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function refuseBomb(entries: readonly NamedEntry[], packedBytes: number, limits: ArchiveLimits): void {
  const beyond = (unpacked: number, packed: number) =>
    unpacked > limits.ratioFromBytes && unpacked / Math.max(packed, 1) > limits.ratio;
  const unpackedBytes = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (unpackedBytes > limits.totalBytes) throw new ArchiveRefusedError('size');
  // Files that share the same packed bytes look harmless one by one, so the whole is measured as well.
  const bomb = entries.some(({ entry }) => beyond(entry.uncompressedSize, entry.compressedSize));
  if (bomb || beyond(unpackedBytes, packedBytes)) throw new ArchiveRefusedError('ratio');
}

/** Folders, and the resource forks that macOS puts beside each file. */
function isFolder(path: string): boolean {
  return path.endsWith('/') || path.startsWith('__MACOSX/');
}

/** Names are UTF-8 if they say so or fit; else EUC-KR, which Korean Windows writes without saying so. */
function nameOf(entry: yauzl.Entry): string {
  // With decodeStrings off the name arrives as bytes, which the type does not tell.
  const bytes = entry.fileName as unknown as Buffer;
  const unicodePath = entry.extraFields.find((field) => field.id === 0x7075 && field.data.length > 5);
  const candidates = unicodePath ? [unicodePath.data.subarray(5), bytes] : [bytes];
  for (const encoding of ['utf-8', 'euc-kr', 'latin1']) {
    for (const candidate of candidates) {
      const name = decoded(candidate, encoding);
      if (name !== undefined) return name.replaceAll('\\', '/');
    }
  }
  return bytes.toString('latin1');
}

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not in this encoding: the next guess follows.
    return undefined;
  }
}

async function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<AsyncIterable<Uint8Array>> {
  if ((entry.generalPurposeBitFlag & encryptedFlag) !== 0) throw new BrokenArchiveError('encrypted');
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(new BrokenArchiveError(error)) : resolve(opened)));
  });
  // An error before the first byte is asked for must not end the process; reading throws it then.
  stream.on('error', () => undefined);
  return readingOf(stream);
}

async function* readingOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    throw new BrokenArchiveError(error);
  }
}

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;
const endLength = 22;
const longestComment = 0xffff;

/** A zip that cannot be read: cut off, or made in a way that a Python wheel never is. */
export class ZipError extends Error {}

/**
 * Lists a zip's entries from its central directory. Wheels are below 4 GB and never encrypted; others are refused.
 * @returns {Promise<Array<{name: string, method: number, compressedSize: number, size: number, offset: number}>>}
 */
export async function zipEntries(path) {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, endLength + longestComment));
    await file.read(tail, 0, tail.length, size - tail.length);
    const at = findEnd(tail);
    if (at < 0) throw new ZipError(`${path} is no complete zip file`);
    const directory = Buffer.alloc(tail.readUInt32LE(at + 12));
    const { bytesRead } = await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16));
    if (bytesRead !== directory.length) throw new ZipError(`${path} has a cut-off directory`);
    return readDirectory(directory, tail.readUInt16LE(at + 10), path);
  } finally {
    await file.close();
  }
}

function findEnd(tail) {
  for (let at = tail.length - endLength; at >= 0; at--) {
    if (tail.readUInt32LE(at) === endOfDirectory) return at;
  }
  return -1;
}

function readDirectory(directory, count, path) {
  const entries = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== directoryEntry) {
      throw new ZipError(`${path} has a broken directory`);
    }
    const nameLength = directory.readUInt16LE(at + 28);
    const offset = directory.readUInt32LE(at + 42);
    if (offset === 0xffffffff || (directory.readUInt16LE(at + 8) & 1) === 1) {
      throw new ZipError(`${path} is a zip64 or encrypted file`);
    }
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset,
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** One entry's content as a stream of buffers. The caller has verified the whole zip's hash, so no CRC is taken. */
export async function entryStream(path, entry) {
  const file = await open(path, 'r');
  const header = Buffer.alloc(30);
  try {
    await file.read(header, 0, header.length, entry.offset);
  } finally {
    await file.close();
  }
  if (header.readUInt32LE(0) !== localHeader) throw new ZipError(`${path} has no entry where ${entry.name} should be`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.compressedSize === 0) return emptyStream();
  const raw = createReadStream(path, { start, end: start + entry.compressedSize - 1, highWaterMark: 1 << 18 });
  if (entry.method === 0) return raw;
  if (entry.method !== 8) throw new ZipError(`${entry.name} is packed by method ${entry.method}`);
  const inflate = createInflateRaw();
  raw.on('error', (error) => inflate.destroy(error));
  return raw.pipe(inflate);
}

async function* emptyStream() {}

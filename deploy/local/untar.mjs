import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const blockSize = 512;
const regularFile = new Set(['0', '\0']);

/** A tar that cannot be read: cut off, or not a tar at all. */
export class TarError extends Error {}

/**
 * The files of a .tar.gz, one after the other, as a Python source distribution has them (ustar and pax; names beyond 100
 * characters are not needed and refused). Whoever takes one gets all of its content before the next comes.
 * @param {string} path
 * @param {(name: string) => boolean} isWanted the others are skipped and not kept in memory
 * @returns {AsyncGenerator<{name: string, content: Buffer}>}
 */
export async function* tarFiles(path, isWanted) {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  const reader = new BlockReader(source.pipe(gunzip), path);
  for (let header = await reader.read(blockSize); header[0] !== 0; header = await reader.read(blockSize)) {
    if (header.toString('latin1', 257, 262) !== 'ustar')
      throw new TarError(`${path} has no tar header where one should be`);
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8);
    const padded = Math.ceil(size / blockSize) * blockSize;
    if (regularFile.has(String.fromCharCode(header[156])) && isWanted(name)) {
      yield { name, content: (await reader.read(padded)).subarray(0, size) };
    } else {
      await reader.skip(padded);
    }
  }
}

/** Reads a stream in pieces of given sizes. */
class BlockReader {
  #blocks;
  #rest = Buffer.alloc(0);
  #path;

  constructor(stream, path) {
    this.#blocks = stream[Symbol.asyncIterator]();
    this.#path = path;
  }

  async read(size) {
    const parts = [];
    for (let missing = size; missing > 0;) {
      const part = (await this.#next()).subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  async skip(size) {
    for (let missing = size; missing > 0;) {
      const length = Math.min((await this.#next()).length, missing);
      this.#rest = this.#rest.subarray(length);
      missing -= length;
    }
  }

  async #next() {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#blocks.next();
      if (done) throw new TarError(`${this.#path} is cut off`);
      this.#rest = value;
    }
    return this.#rest;
  }
}

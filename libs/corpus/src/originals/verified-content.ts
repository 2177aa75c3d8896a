import { createHash } from 'node:crypto';
import { OriginalDamagedError } from './original-errors.js';

/**
 * Passes a file's pieces on and, behind the last, holds their hash against the one that the file is kept under.
 * @throws OriginalDamagedError at the end, and what the content throws
 */
export async function* verified(
  content: AsyncIterable<Uint8Array>,
  key: string,
  sha256: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw new OriginalDamagedError(key);
}

/** All pieces as one. @throws what the content throws */
export async function wholeOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

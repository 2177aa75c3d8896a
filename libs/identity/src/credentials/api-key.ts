import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isId, newId } from '@onggi/platform';

/** An API key as its holder has it: `onggi_` + key id (32 hex) + `_` + secret (43 base64url characters, 256 bits). */
export interface MintedKey {
  keyId: string;
  key: string;
  /** SHA-256 of the secret; all that is stored. A random 256-bit secret needs no slow hash. */
  secretHash: Buffer;
}

const shape = /^onggi_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

export function mintKey(): MintedKey {
  const keyId = newId();
  const secret = randomBytes(32).toString('base64url');
  return { keyId, key: `onggi_${keyId.replaceAll('-', '')}_${secret}`, secretHash: sha256(secret) };
}

/** @returns undefined when the text has not the shape of a key. */
export function parseKey(key: string): { keyId: string; secret: string } | undefined {
  const match = shape.exec(key);
  if (!match?.[1] || !match[2]) return undefined;
  const keyId = match[1].replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(keyId) ? { keyId, secret: match[2] } : undefined;
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in constant time. */
export function secretMatches(secret: string, hash: Buffer): boolean {
  const given = sha256(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

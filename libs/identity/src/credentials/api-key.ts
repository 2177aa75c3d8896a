import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isId, newId } from '@onggi/platform';

/**
 * A secret of an API key as its holder has it: `onggi_key_` + key id (32 hex) + `_` + secret (43 base64url characters,
 * 256 bits) + checksum (6 base62 digits, CRC-32 of all that stands before it). The checksum tells a mistyped or truncated key,
 * and a find of a secret scanner, without asking anyone.
 */
export interface MintedKey {
  keyId: string;
  key: string;
  /** SHA-256 of the secret; all that is stored. A random 256-bit secret needs no slow hash. */
  secretHash: Buffer;
}

const shape = /^(onggi_key_([0-9a-f]{32})_([A-Za-z0-9_-]{43}))([0-9A-Za-z]{6})$/;
/** As keys were before they had a checksum; they go on working. */
const formerShape = /^onggi_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

/** @param keyId of the key that gets a new secret; by default a new key */
export function mintKey(keyId: string = newId()): MintedKey {
  const secret = randomBytes(32).toString('base64url');
  const body = `onggi_key_${keyId.replaceAll('-', '')}_${secret}`;
  return { keyId, key: `${body}${checksum(body)}`, secretHash: sha256(secret) };
}

/** @returns undefined when the text has not the shape of a key, or its checksum is wrong. */
export function parseKey(key: string): { keyId: string; secret: string } | undefined {
  const match = shape.exec(key);
  if (match?.[1] && match[2] && match[3]) {
    return checksum(match[1]) === match[4] ? withId(match[2], match[3]) : undefined;
  }
  const former = formerShape.exec(key);
  return former?.[1] && former[2] ? withId(former[1], former[2]) : undefined;
}

function withId(digits: string, secret: string): { keyId: string; secret: string } | undefined {
  const keyId = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(keyId) ? { keyId, secret } : undefined;
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 in base62, six digits: enough for 32 bits. */
function checksum(text: string): string {
  let rest = crc32(text);
  let written = '';
  for (let place = 0; place < 6; place++) {
    written = `${digits[rest % 62] ?? ''}${written}`;
    rest = Math.floor(rest / 62);
  }
  return written;
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in constant time. */
export function secretMatches(secret: string, hash: Buffer): boolean {
  const given = sha256(secret);
  return given.length === hash.length && timingSafeEqual(given, hash);
}

import { randomBytes } from 'node:crypto';
import { isId } from '@onggi/platform';
import { sha256 } from '../credentials/api-key.js';

/** `onggi_breakglass_` + grant id (32 hex) + `_` + secret (43 base64url characters, 256 bits). */
const shape = /^onggi_breakglass_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

export interface MintedBreakGlassKey {
  key: string;
  /** SHA-256 of the secret; all that is stored. */
  secretHash: Buffer;
}

export function mintBreakGlassKey(grantId: string): MintedBreakGlassKey {
  const secret = randomBytes(32).toString('base64url');
  return { key: `onggi_breakglass_${grantId.replaceAll('-', '')}_${secret}`, secretHash: sha256(secret) };
}

/** @returns undefined when the text has not the shape of such a key */
export function parseBreakGlassKey(key: string): { grantId: string; secret: string } | undefined {
  const [, digits, secret] = shape.exec(key) ?? [];
  if (!digits || !secret) return undefined;
  const grantId = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isId(grantId) ? { grantId, secret } : undefined;
}

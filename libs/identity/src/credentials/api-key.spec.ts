import { describe, expect, it } from '@jest/globals';
import { mintKey, parseKey, secretMatches, sha256 } from './api-key.js';

/** The same text with another character at that place. */
function mistyped(text: string, place: number): string {
  return `${text.slice(0, place)}${text[place] === 'a' ? 'b' : 'a'}${text.slice(place + 1)}`;
}

describe('an API key', () => {
  it('is found again by its id and proven by its secret', () => {
    const minted = mintKey();
    const parsed = parseKey(minted.key);
    expect(parsed?.keyId).toBe(minted.keyId);
    expect(secretMatches(parsed?.secret ?? '', minted.secretHash)).toBe(true);
  });

  it('of another is not proven by it', () => {
    const parsed = parseKey(mintKey().key);
    expect(secretMatches(parsed?.secret ?? '', mintKey().secretHash)).toBe(false);
  });

  it('keeps its id when it gets another secret', () => {
    const { keyId, key } = mintKey();
    const rotated = mintKey(keyId);
    expect(parseKey(rotated.key)?.keyId).toBe(keyId);
    expect(rotated.key).not.toBe(key);
  });

  it('has a shape that secret scanners know', () => {
    expect(mintKey().key).toMatch(/^onggi_key_[0-9a-f]{32}_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/);
  });

  it('is not read with one character wrong, wherever it is', () => {
    const { key } = mintKey();
    for (let place = 0; place < key.length; place++) expect(parseKey(mistyped(key, place))).toBeUndefined();
  });

  it('is not read truncated, or with two characters swapped', () => {
    const { key } = mintKey();
    for (let length = 0; length < key.length; length++) expect(parseKey(key.slice(0, length))).toBeUndefined();
    const [left, right] = [key[50] ?? '', key[51] ?? ''];
    if (left !== right) {
      expect(parseKey(`${key.slice(0, 50)}${right}${left}${key.slice(52)}`)).toBeUndefined();
    }
  });

  it('of the former shape, without a checksum, is read as before', () => {
    const secret = 'A'.repeat(43);
    const parsed = parseKey(`onggi_0190a1b200007000800000000000000a_${secret}`);
    expect(parsed).toEqual({ keyId: '0190a1b2-0000-7000-8000-00000000000a', secret });
    expect(secretMatches(secret, sha256(secret))).toBe(true);
  });

  it.each([
    '',
    'onggi_',
    'onggi_x_y',
    `${mintKey().key} `,
    `${mintKey().key}\n`,
    `Bearer ${mintKey().key}`,
    mintKey().key.toUpperCase(),
    mintKey().key.slice(0, -6),
  ])('is not read from %p', (text) => {
    expect(parseKey(text)).toBeUndefined();
  });
});

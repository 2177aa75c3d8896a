import { describe, expect, it } from '@jest/globals';
import { mintKey, parseKey, secretMatches } from './api-key.js';

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

  it.each(['', 'onggi_', 'onggi_x_y', `${mintKey().key} `, `Bearer ${mintKey().key}`, mintKey().key.toUpperCase()])(
    'is not read from %p',
    (text) => {
      expect(parseKey(text)).toBeUndefined();
    },
  );
});

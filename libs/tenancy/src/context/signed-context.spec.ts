import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { contextKey } from '../../../../prisma/context-keys.mjs';
import { parseContextKeys } from './context-keys.js';
import { signedContext } from './signed-context.js';
import { tenantContext } from './tenant-context.js';

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const mark = { backend: 4_711, began: 1_790_000_000_123_456 };
const context = tenantContext({ tenant: 'alpha', principal: 'person:한', role: 'member', groups: ['hr'], label: 'S' });

describe('a signed context', () => {
  const secret = 'thirty-two letters or more of a key';
  const [key] = parseContextKeys(secret);
  const value = signedContext(context, key!, mark);

  it('names its key, then the HMAC, then what is signed', () => {
    const signed = value.slice(80);
    expect(value.slice(0, 16)).toBe(key!.id);
    expect(value.slice(16, 80)).toBe(createHmac('sha256', secret).update(signed).digest('hex'));
    expect(JSON.parse(signed)).toEqual({ ...context, ...mark, expires: mark.began + 60_000_000 });
  });

  it.each([['short'.repeat(8)], ['long'.repeat(30)]])(
    'has the HMAC that two plain hashes make of the stored blocks',
    (text) => {
      const { innerPad, outerPad } = contextKey(text);
      const [long] = parseContextKeys(text);
      const signed = signedContext(context, long!, mark);
      expect(signed.slice(16, 80)).toBe(
        sha256(outerPad, sha256(innerPad, Buffer.from(signed.slice(80)))).toString('hex'),
      );
    },
  );
});

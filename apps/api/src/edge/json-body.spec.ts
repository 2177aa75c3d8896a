import { describe, expect, it } from '@jest/globals';
import { jsonBody } from './json-body.js';

const read = (text: string) => jsonBody(Buffer.from(text));

describe('a JSON body', () => {
  it('is read as it is written', () => {
    expect(read('{"a": ["가", 1, null, "\\ud83d\\ude00", "\\\\u0000"]}')).toEqual({
      a: ['가', 1, null, '😀', '\\u0000'],
    });
    expect(read('')).toBeUndefined();
  });

  it('may hold 64 levels, and brackets in texts', () => {
    expect(read(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array);
    expect(read(JSON.stringify({ text: '[{"'.repeat(1000) }))).toBeInstanceOf(Object);
  });

  it.each([
    ['NUL', '{"q": "a\\u0000b"}', /NUL/],
    ['NUL in a name', '{"a\\u0000": 1}', /NUL/],
    ['half a pair', '["\\ud800"]', /surrogate/],
    ['half a pair in the middle', '["a\\uDE00b"]', /surrogate/],
    ['65 levels', '['.repeat(65), /nested/],
    ['half a million levels', '{"a":'.repeat(100_000), /nested/],
    ['__proto__', '{"__proto__": {"admin": true}}', /__proto__/],
    ['__proto__ as an escape', '{"\\u005f_proto__": {"admin": true}}', /__proto__/],
    ['constructor.prototype', '{"constructor": {"prototype": {}}}', /__proto__/],
    ['no JSON', '{"a": 1', /valid JSON/],
    ['a raw NUL', '{"a": "\0"}', /valid JSON/],
  ])('is refused with %s', (_, text, message) => expect(() => read(text)).toThrow(message));

  it('is refused when its bytes are no UTF-8', () => {
    expect(() => jsonBody(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toThrow(/UTF-8/);
    // An overlong NUL, which lenient decoders take for one.
    expect(() => jsonBody(Buffer.from([0x22, 0xc0, 0x80, 0x22]))).toThrow(/UTF-8/);
  });
});

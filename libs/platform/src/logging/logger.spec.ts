import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../index.js';

function logged(...entry: [object, string?] | [string]): string {
  const lines: string[] = [];
  const log = createLogger('spec', { write: (line) => void lines.push(line) });
  (log.warn as (...all: unknown[]) => void)(...entry);
  const [line = ''] = lines;
  expect(() => JSON.parse(line) as unknown).not.toThrow();
  return line;
}

const secret = 'Hunter2-very-secret';
const key = `onggi_01HZX3_${'k'.repeat(43)}`;

describe('a line in the log', () => {
  it.each([
    ['a header', { headers: { authorization: secret, cookie: secret, 'set-cookie': secret, 'x-api-key': secret } }],
    ['deep down', { a: { b: { c: [{ password: secret, userPassword: secret }] } } }],
    [
      'any name for a secret',
      { token: secret, refreshToken: secret, clientSecret: secret, apiKey: secret, key: secret },
    ],
    ['S3', { ONGGI_S3_SECRET_ACCESS_KEY: secret, ONGGI_CHAT_KEY: `onggi_${secret}` }],
    ['a bearer', { note: `sent Authorization: Bearer ${secret}` }],
    ['an address with a password', { url: `postgresql://onggi_app:${secret}@db:5432/onggi` }],
    ['a cookie in a text', { note: `cookie was __Host-onggi_session=${secret}; Path=/` }],
    ['an error', { error: new Error(`connect postgres://postgres:${secret}@127.0.0.1 failed`) }],
    ['an error’s cause', { err: new Error('outer', { cause: new Error(`password=${secret}`) }) }],
    [
      'an error’s own fields',
      { err: Object.assign(new Error('x'), { config: { headers: { Authorization: secret } } }) },
    ],
  ])('holds no secret of %s', (_, fields) => expect(logged(fields, 'message')).not.toContain('Hunter2'));

  it('holds no key, not even in its message', () => {
    expect(logged(`the key ${key} was refused`)).not.toContain('kkkk');
    expect(logged({ list: [key], at: `/x?key=${key}` })).not.toContain('kkkk');
    expect(logged('token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl')).not.toContain('c2lnbmF0dXJl');
  });

  it('holds no word of a document or a question', () => {
    const text = '비상 정지 코드는 7731 이다.';
    const row = Object.assign(new Error('duplicate key value violates unique constraint'), {
      code: '23505',
      detail: `Failing row contains (${text}).`,
      where: `unnamed portal parameter $1 = '${text}'`,
      table: 'chunk',
    });
    const line = logged({ question: text, passages: [{ text }], cause: row, data: { quote: text, body: { text } } });
    expect(line).not.toContain('7731');
    expect(JSON.parse(line)).toMatchObject({
      question: `[${text.length} characters]`,
      cause: { code: '23505', table: 'chunk', message: 'duplicate key value violates unique constraint' },
    });
  });

  it('keeps what helps', () => {
    const usage = {
      promptTokens: 12,
      tenant: 'north',
      jobId: 'j1',
      url: 'https://s3.internal:9000/bucket',
      retryAfterMs: 5,
    };
    expect(JSON.parse(logged(usage, 'kept'))).toMatchObject({ ...usage, msg: 'kept', name: 'spec' });
    expect(JSON.parse(logged({ err: new TypeError('no') }))).toMatchObject({
      err: { type: 'TypeError', message: 'no' },
    });
  });

  it('survives what goes round in circles', () => {
    const round: Record<string, unknown> = { name: 'a' };
    round['self'] = round;
    expect(logged(round)).toContain('[deeper]');
  });
});

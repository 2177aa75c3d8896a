import { expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { InvalidCursorError } from '../corpus-errors.js';
import { decodeCursor, encodeCursor } from './document-cursor.js';

it('a cursor comes back as it was, and nothing else is one', () => {
  const cursor = { path: '설비/지침.md', id: newId() };
  expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  for (const text of [
    '',
    'x',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('["a","b"]').toString('base64url'),
  ]) {
    expect(() => decodeCursor(text)).toThrow(InvalidCursorError);
  }
});

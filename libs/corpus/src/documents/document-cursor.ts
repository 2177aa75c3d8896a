import { isId } from '@onggi/platform';
import { InvalidCursorError } from '../corpus-errors.js';

/** The last document of a page: the next page begins after it. */
export interface DocumentCursor {
  path: string;
  id: string;
}

/** Opaque to clients. */
export function encodeCursor(cursor: DocumentCursor): string {
  return Buffer.from(JSON.stringify([cursor.path, cursor.id])).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(text: string): DocumentCursor {
  const fields = parsed(text);
  if (!Array.isArray(fields)) throw new InvalidCursorError();
  const [path, id] = fields as unknown[];
  if (typeof path !== 'string' || path.includes('\0') || typeof id !== 'string' || !isId(id)) {
    throw new InvalidCursorError();
  }
  return { path, id };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw new InvalidCursorError();
  }
}

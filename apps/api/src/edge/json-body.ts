import { isUtf8 } from 'node:buffer';
import { parse } from 'secure-json-parse';
import { BadBodyError } from './edge-errors.js';

/** Levels of arrays and objects; the deepest body of the API has six. */
const deepest = 64;

const [quote, backslash, openArray, closeArray, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * A JSON body as a value. Of a name that comes twice the last one counts, for everybody: nothing else reads the text.
 * @returns undefined for an empty body
 * @throws BadBodyError for bytes that are no UTF-8, NUL and halves of surrogate pairs (PostgreSQL holds neither), nesting
 *   beyond 64 levels, `__proto__` and what is no JSON
 */
export function jsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new BadBodyError('utf8');
  if (nesting(bytes) > deepest) throw new BadBodyError('depth');
  const text = bytes.toString('utf8');
  const value = parsed(text);
  // Neither character can stand in JSON but as an escape.
  if (/\\u(0000|d[89a-f])/i.test(text)) refuseUnstorable(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    const isPrototype = error instanceof SyntaxError && error.message.includes('forbidden prototype property');
    throw new BadBodyError(isPrototype ? 'prototype' : 'json');
  }
}

/** A form's fields; of a name that comes twice the last one counts. @throws BadBodyError as for JSON */
export function formBody(bytes: Buffer): Record<string, string> {
  if (!isUtf8(bytes)) throw new BadBodyError('utf8');
  const fields = Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
  refuseUnstorable(fields);
  return fields;
}

/** The deepest nesting of brackets outside strings, told without recursion before a parser meets it. */
function nesting(bytes: Buffer): number {
  let [depth, greatest, inString] = [0, 0, false];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openArray || byte === openObject) greatest = Math.max(greatest, (depth += 1));
    else if (byte === closeArray || byte === closeObject) depth -= 1;
  }
  return greatest;
}

function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') refuseText(value);
  else if (Array.isArray(value)) value.forEach(refuseUnstorable);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseText(name);
      refuseUnstorable(member);
    }
  }
}

/** @throws BadBodyError */
export function refuseText(text: string): void {
  if (text.includes('\0')) throw new BadBodyError('nul');
  if (/\p{Surrogate}/u.test(text)) throw new BadBodyError('surrogate');
}

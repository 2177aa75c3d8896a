import type { Language } from '@onggi/platform';
import { InvalidDateError, InvalidLanguageError, InvalidPathError } from './upload-errors.js';

const maxLength = 1024;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/g;
/** Turns the direction of what follows, or is not seen at all; names of emoji (joiners, variation selectors) stay. */
const deceptive = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * A path as documents carry it: relative, with slashes, without characters that make a name look like another. Files are
 * never stored under it, it is a name for people.
 * @throws InvalidPathError
 */
export function cleanPath(given: string): string {
  const segments = given.replace(deceptive, '').replaceAll('\\', '/').split('/');
  const kept = segments.filter((segment) => segment !== '' && segment !== '.');
  const path = kept.join('/');
  if (
    path === '' ||
    path.length > maxLength ||
    path.search(control) !== -1 ||
    kept.includes('..') ||
    wellFormed(path) !== path
  ) {
    throw new InvalidPathError(given.slice(0, maxLength));
  }
  return path;
}

/** A name that was refused, as it can be stored and shown. */
export function printable(path: string): string {
  return wellFormed(wellFormed(path).replace(deceptive, '').replace(control, '\ufffd').slice(0, maxLength));
}

/** The text with a replacement character for half a surrogate pair, which no database text can hold. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** What a document is known by. One name has several Unicode forms (macOS writes Hangul in letters), but is one document. */
export function identityOf(path: string): string {
  return path.normalize('NFC');
}

/** @returns the day as given, undefined for none @throws InvalidDateError */
export function effectiveDate(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(given) ? new Date(`${given}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== given || given < '0001-01-01') {
    throw new InvalidDateError(given.slice(0, 40));
  }
  return given;
}

/** A title as it can be stored and shown: on one line. */
export function titleOf(given: string): string {
  return wellFormed(given).replace(deceptive, '').replace(control, ' ').trim();
}

/** @returns undefined for none @throws InvalidLanguageError */
export function languageOf(given: string | undefined): Language | undefined {
  if (given === undefined || given === 'ko' || given === 'en') return given;
  throw new InvalidLanguageError(given.slice(0, 40));
}

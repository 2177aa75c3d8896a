import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidDateError, InvalidPathError } from './upload-errors.js';
import { cleanPath, effectiveDate, printable } from './upload-path.js';

describe('the path of an uploaded file', () => {
  it.each([
    ['a/b.md', 'a/b.md'],
    ['./a//b.md', 'a/b.md'],
    ['/a/b.md', 'a/b.md'],
    ['설비\\지침.md', '설비/지침.md'],
    ['..a/b..md', '..a/b..md'],
    ['report\u202efdp.exe', 'reportfdp.exe'],
    ['a\u200b\u2066b\ufeff\u{e0041}.md', 'ab.md'],
    ['👩\u200d🔬\ufe0f.md', '👩\u200d🔬\ufe0f.md'],
  ])('%s is kept as %s', (given, kept) => expect(cleanPath(given)).toBe(kept));

  it.each([
    '',
    '/',
    '.',
    '../a.md',
    '.\u200b./a.md',
    'a/../../b.md',
    '..\\a.md',
    'a\0.md',
    'a\n.md',
    'a\ud800.md',
    'x'.repeat(1025),
  ])('%j is refused', (given) => expect(() => cleanPath(given)).toThrow(InvalidPathError));

  it('never leads out of its folder, and what is refused can be shown', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '..', '.', '', '/', '\\', '\0', '\ud83d', '가')), (parts) => {
        const given = parts.join('');
        expect(Buffer.from(printable(given)).toString()).toBe(printable(given));
        try {
          expect(cleanPath(given).split('/')).not.toContain('..');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPathError);
        }
      }),
    );
  });
});

describe('an effective date', () => {
  it('is a day of the calendar or nothing', () => {
    expect(effectiveDate('2028-02-29')).toBe('2028-02-29');
    expect(effectiveDate('')).toBeUndefined();
    for (const given of ['2026-02-29', '2026-13-01', '1 March 2026', '2026-3-1', '0000-01-01']) {
      expect(() => effectiveDate(given)).toThrow(InvalidDateError);
    }
  });
});

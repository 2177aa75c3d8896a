import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textPieces } from './text-pieces.js';

describe('pieces of a text', () => {
  it('end at blanks, or where a word is longer than a piece', () => {
    expect(textPieces('하나 둘 셋', 4)).toEqual(['하나 ', '둘 셋']);
    expect(textPieces('하나둘셋넷 다섯', 4)).toEqual(['하나둘셋', '넷 다섯']);
    expect(textPieces('', 4)).toEqual(['']);
  });

  it('are never too long, and together the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (text, longest) => {
        const pieces = textPieces(text, longest);
        expect(pieces.join('')).toBe(text);
        expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(longest);
      }),
    );
  });
});

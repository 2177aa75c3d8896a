import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oneSpelling } from './one-spelling.js';
import { SPELLING_VARIANTS } from './spelling-variants.js';

describe('one spelling', () => {
  it.each([
    ['에칠렌 배관', '에틸렌 배관'],
    ['폴리에칠렌', '폴리에틸렌'],
    ['크실렌과 메칠알콜', '자일렌과 메틸알코올'],
    ['旅費 規程', '여비 규정'],
    ['勞動法 제12조', '노동법 제12조'],
    ['에틸렌'.normalize('NFD'), '에틸렌'],
    ['ＬＧ－Ｗ２０２４', 'LG-W2024'],
  ])('%s → %s', (text, expected) => expect(oneSpelling(text)).toBe(expected));

  it.each(['벽에칠한 페인트', '편지를 부칠 곳', '日本語の規程', 'API 호출'])('%s stays', (text) =>
    expect(oneSpelling(text)).toBe(text),
  );

  it('of a spelling that stands for all is itself', () => {
    for (const spelling of SPELLING_VARIANTS.values()) expect(oneSpelling(spelling)).toBe(spelling);
  });

  it('of any text is settled at once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(oneSpelling(oneSpelling(text))).toBe(oneSpelling(text));
      }),
    );
  });
});

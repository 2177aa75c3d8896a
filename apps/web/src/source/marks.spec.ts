import { describe, expect, it } from '@jest/globals';
import type { TreeBlock } from '../api/types.js';
import { quoteOf, splitMarks } from './marks.js';

const block = { text: '점검 주기는 3개월로 한다.', start: 100, end: 115 };

describe('marking the cited range', () => {
  it('marks exactly the words inside a block', () => {
    expect(splitMarks(block, { start: 107, end: 110 })).toEqual([
      { text: '점검 주기는 ', marked: false },
      { text: '3개월', marked: true },
      { text: '로 한다.', marked: false },
    ]);
  });

  it('marks what of a longer range lies in the block', () => {
    expect(splitMarks(block, { start: 50, end: 102 })).toEqual([
      { text: '점검', marked: true },
      { text: ' 주기는 3개월로 한다.', marked: false },
    ]);
  });

  it('leaves a block outside the range alone', () => {
    expect(splitMarks(block, { start: 115, end: 130 })).toEqual([{ text: block.text, marked: false }]);
    expect(splitMarks(block, null)).toEqual([{ text: block.text, marked: false }]);
  });

  it('marks the whole block when its text was folded and the place is not sure', () => {
    expect(splitMarks({ ...block, end: 140 }, { start: 107, end: 110 })).toEqual([{ text: block.text, marked: true }]);
  });
});

describe('the quote of a span', () => {
  it('joins paragraphs and cells', () => {
    const blocks: TreeBlock[] = [
      { kind: 'paragraph', page: null, ...block },
      {
        kind: 'table',
        page: null,
        text: '등급\t3개월',
        start: 116,
        end: 122,
        rows: [
          [
            { text: '등급', start: 116, end: 118 },
            { text: '3개월', start: 119, end: 122 },
          ],
        ],
      },
    ];
    expect(quoteOf(blocks, { start: 112, end: 122 })).toBe('한다. 등급 3개월');
    expect(quoteOf(blocks, { start: 900, end: 901 })).toBe('');
  });
});

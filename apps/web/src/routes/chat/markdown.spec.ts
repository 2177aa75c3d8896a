import { describe, expect, it } from '@jest/globals';
import { isInline, parseMarkdown } from './markdown.js';

describe('reading an answer', () => {
  it('understands bold quotes before a Korean particle', () => {
    const [paragraph] = parseMarkdown('진동은 **“4.5 mm/s(RMS)”**를 넘으면 멈춥니다.');
    expect(paragraph).toMatchObject({ children: [{ type: 'text' }, { type: 'strong' }, { type: 'text' }] });
  });

  it('tells a sentence from a list and a table', () => {
    expect(isInline(parseMarkdown('점검은 3개월마다 합니다.'))).toBe(true);
    expect(isInline(parseMarkdown('- 하나\n- 둘'))).toBe(false);
    expect(isInline(parseMarkdown('| 등급 | 주기 |\n| --- | --- |\n| A | 3개월 |'))).toBe(false);
  });
});

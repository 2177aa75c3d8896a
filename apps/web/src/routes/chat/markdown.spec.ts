import { describe, expect, it } from '@jest/globals';
import { isInline, parseMarkdown, plainText } from './markdown.js';

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

describe('the plain words of an answer', () => {
  it('have no signs', () => {
    expect(plainText('점검은 **3개월**마다 `P-101`에서 합니다.')).toBe('점검은 3개월마다 P-101에서 합니다.');
    expect(plainText('- 하나\n- 둘')).toBe('하나\n둘');
    expect(plainText('| 등급 | 주기 |\n| --- | --- |\n| A | 3개월 |')).toBe('등급\t주기\nA\t3개월');
  });
});

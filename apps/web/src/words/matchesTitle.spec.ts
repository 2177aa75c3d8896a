import { describe, expect, it } from '@jest/globals';
import { matchesTitle } from './matchesTitle.js';

describe('finding a title', () => {
  it('ignores case and spaces', () => {
    expect(matchesTitle('VOC emission limits 2026', 'vocem')).toBe(true);
    expect(matchesTitle('냉각수 펌프 점검', '수펌프')).toBe(true);
    expect(matchesTitle('냉각수 펌프 점검', '보증')).toBe(false);
  });

  it('takes first consonants', () => {
    expect(matchesTitle('냉각수 펌프 점검', 'ㄴㄱㅅ')).toBe(true);
    expect(matchesTitle('냉각수 펌프 점검', 'ㅍㅍㅈㄱ')).toBe(true);
    expect(matchesTitle('냉각수 펌프 점검', 'ㅎㅎ')).toBe(false);
  });
});

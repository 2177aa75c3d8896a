import { describe, expect, it } from '@jest/globals';
import { distinguishingMarks } from './distinguishing-marks.js';

describe('the marks by which like texts differ', () => {
  it.each([
    ['펌프 P-101의 압력은 4 bar이다.', ['P', '101의', '4']],
    ['갑 회사는 5일 안에 알린다.', ['갑', '5일']],
    ['Type B valves must not be opened.', ['B', 'not']],
    ['개봉하지 않는다.', ['않']],
    ['The pump is cleaned.', []],
  ])('%s', (text, marks) => expect(distinguishingMarks(text)).toEqual(marks));
});

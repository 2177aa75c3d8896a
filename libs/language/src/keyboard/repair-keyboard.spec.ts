import { describe, expect, it } from '@jest/globals';
import { repairKeyboard } from './repair-keyboard.js';

describe('a question typed on the wrong keyboard', () => {
  it.each([
    ['dkssud', '안녕'],
    ['vjavm wjarja wnrlsms?', '펌프 점검 주기는?'],
    ['Qkfrks cldhk', '빨간 치와'],
    ['Rhcdmf Rms', '꽃을 끈'],
    ['Dksgdms ekfrqkf', '않은 닭발'],
    ['dhkswjs 3dnjf rkqt', '완전 3월 값'],
    ['djEjgrp go?', '어떻게 해?'],
  ])('%s is %s', (typed, meant) => expect(repairKeyboard(typed)).toBe(meant));

  it.each([
    'how do I set up the pump?',
    'reset the password',
    'what is the maximum temperature',
    'LG-W2024-B drain filter',
    'work',
    'disk',
    'when do signals work?',
    'go to the city',
    'RFC 8446',
    '안녕 dkssud',
    'ㅎㅇ',
    '2024-03-01',
    '',
  ])('%s is not one', (text) => expect(repairKeyboard(text)).toBeUndefined());
});

import { describe, expect, it } from '@jest/globals';
import { evidenceOf } from '../evidence/evidence.fixture.js';
import { chooseQuotation } from './choose-quotation.js';

describe('quoting instead of writing', () => {
  const evidence = [
    evidenceOf('부위: 냉각수 펌프 | 점검 주기: 3개월'),
    evidenceOf('정비는 자격을 갖춘 사람만 할 수 있다.'),
    evidenceOf('The chamber uses 28 litres of water a day.'),
  ];

  it('takes the sentence that shares most with the question', () => {
    const question = '냉각수 펌프의 점검 주기는 몇 달인가요?';
    expect(chooseQuotation({ question, language: 'ko', evidence }, [], [])).toBe(evidence[0]);
  });

  it('takes none that states no number when a number was asked for', () => {
    const question = '정비 자격은 몇 급인가요?';
    expect(
      chooseQuotation({ question, language: 'ko', evidence: evidence.slice(1, 2) }, [], evidence.slice(1, 2)),
    ).toBeUndefined();
  });

  it('takes one in the other language only if the model named it', () => {
    const question = '챔버는 하루에 물을 몇 리터 쓰나요?';
    const parts = { question, language: 'ko' as const, evidence: evidence.slice(2) };
    expect(chooseQuotation(parts, [], [])).toBeUndefined();
    expect(chooseQuotation(parts, [], evidence.slice(2))).toBe(evidence[2]);
  });
});

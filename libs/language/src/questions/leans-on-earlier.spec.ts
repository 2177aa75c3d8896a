import { describe, expect, it } from '@jest/globals';
import { leansOnEarlier } from './leans-on-earlier.js';

describe('a question leans on what was asked before', () => {
  it.each([
    '그건 얼마야?',
    '왜?',
    '언제까지예요?',
    '얼마인가요?',
    '육아휴직은?',
    '그럼 주말에는 몇 시까지 하나요?',
    '두 번째는?',
    '다른 모델은 무게가 얼마인가요?',
    '그 서류는 어디에 내나요?',
    'Why?',
    'How much?',
    'and for the other model?',
    'What about weekends?',
    'Parental leave?',
    'How much does it weigh?',
    'Where are they stored?',
    'Who approves that?',
  ])('%s', (question) => expect(leansOnEarlier(question)).toBe(true));

  it.each([
    '냉각수 펌프는 몇 달마다 점검하나요?',
    '육아휴직은 며칠인가요?',
    'LG-W2024-B의 필터 교체 주기는?',
    '그룹웨어 비밀번호는 어떻게 바꾸나요?',
    '이것저것 보관하는 창고 열쇠는 누가 가지고 있나요?',
    'How long does it take to charge the scooter?',
    'Is it allowed to smoke in the yard?',
    'What does error E-29 mean?',
    'How often is the print head cleaned?',
    'What is the rule that applies to visitors?',
  ])('stands alone: %s', (question) => expect(leansOnEarlier(question)).toBe(false));
});

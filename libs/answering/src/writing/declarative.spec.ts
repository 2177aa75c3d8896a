import { describe, expect, it } from '@jest/globals';
import { declarative } from './declarative.js';

describe('a statement in the clothes of the question', () => {
  it.each([
    ['시험은 60,000회까지 돌려야 합니까.', '시험은 60,000회까지 돌려야 합니다.'],
    ['60분 동안 남아 있어야 하나요?', '60분 동안 남아 있어야 합니다.'],
    ['값은 3인가요', '값은 3입니다.'],
    ['한 번에 4,000개씩 옮기나요.', '한 번에 4,000개씩 옮깁니다.'],
    ['누가 만드나요?', '누가 만듭니다.'],
    ['3층에 있나요?', '3층에 있습니다.'],
    ['3층에 있습니까?', '3층에 있습니다.'],
    ['4개월마다 점검합니다.', '4개월마다 점검합니다.'],
  ])('%s → %s', (asked, stated) => expect(declarative(asked, 'ko')).toBe(stated));

  it('stays as it is in English', () => expect(declarative('Is it 3?', 'en')).toBe('Is it 3?'));
});

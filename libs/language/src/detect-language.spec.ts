import { describe, expect, it } from '@jest/globals';
import { detectLanguage } from './detect-language.js';

describe('detecting the language of a passage', () => {
  it.each([
    ['펌프의 진동을 점검한다.', 'ko'],
    ['LG-W2024-B Error Code E-23 발생 시 드레인 필터를 청소하십시오', 'ko'],
    ['한글'.normalize('NFD'), 'ko'],
    ['Check the vibration of the pump.', 'en'],
    ['The Korean word 김치 (kimchi) is found in most dictionaries of English.', 'en'],
    ['Überprüfen Sie die Pumpe.', 'en'],
    ['12.5 | 13 | 14', 'en'],
    ['', 'en'],
  ])('%s → %s', (text, language) => expect(detectLanguage(text)).toBe(language));
});

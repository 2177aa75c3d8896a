import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Language } from '@onggi/platform';
import { splitSentences } from './split-sentences.js';

const split = (text: string, language: Language): string[] =>
  splitSentences(text, language).map(({ start, end }) => text.slice(start, end));

describe('splitting Korean', () => {
  it.each([
    ['전원을 끈다. 뚜껑을 연다.', ['전원을 끈다.', '뚜껑을 연다.']],
    ['뚜껑을 연다.그리고 닫는다.', ['뚜껑을 연다.', '그리고 닫는다.']],
    ['2026. 3. 1.부터 시행한다. 끝.', ['2026. 3. 1.부터 시행한다.', '끝.']],
    ['진동은 4.5 mm/s 이하로 한다! 맞나요? 네.', ['진동은 4.5 mm/s 이하로 한다!', '맞나요?', '네.']],
    ['1. 전원을 끈다. 2. 뚜껑을 연다.', ['1. 전원을 끈다.', '2. 뚜껑을 연다.']],
    ['가. 안전을 확인함. 나. 기록함.', ['가. 안전을 확인함.', '나. 기록함.']],
    ['제12조(여비) ① 실비로 한다. ② 제3조 ②에 따른다.', ['제12조(여비) ① 실비로 한다.', '② 제3조 ②에 따른다.']],
    ['그는 "됩니다."라고 했다.', ['그는 "됩니다."라고 했다.']],
    ['항목 | 값\n진동 | 4.5', ['항목 | 값', '진동 | 4.5']],
  ])('%j', (text, sentences) => expect(split(text, 'ko')).toEqual(sentences));
});

describe('splitting English', () => {
  it.each([
    ['Use parts, e.g. pumps. See Fig. 3 for it.', ['Use parts, e.g. pumps.', 'See Fig. 3 for it.']],
    ['It is 4.5 mm/s. J. Smith agreed.', ['It is 4.5 mm/s.', 'J. Smith agreed.']],
    ['Is it ok? Yes! No. 5 is next.', ['Is it ok?', 'Yes!', 'No. 5 is next.']],
    ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['Version 3.2.1 is out. See www.example.com. OK.', ['Version 3.2.1 is out.', 'See www.example.com.', 'OK.']],
    ['It lists parts, etc. Then stop.', ['It lists parts, etc.', 'Then stop.']],
    ['1. Switch off.\n2. Open the lid.', ['1. Switch off.', '2. Open the lid.']],
    ['- one\n- two', ['- one', '- two']],
  ])('%j', (text, sentences) => expect(split(text, 'en')).toEqual(sentences));
});

describe('any text', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('다.', '요', ' ', '\n', 'e.g.', '①', '4.5', '"', '. ', '가나', 'The', '?', '…', '。'),
      ),
    )
    .map((parts) => parts.join(''));

  it('is cut into ordered, disjoint spans that cover everything but white space', () => {
    fc.assert(
      fc.property(text, fc.constantFrom<Language>('ko', 'en'), (whole, language) => {
        let covered = '';
        let position = 0;
        for (const { start, end } of splitSentences(whole, language)) {
          expect(start).toBeGreaterThanOrEqual(position);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(whole.length);
          covered += whole.slice(start, end);
          position = end;
        }
        expect(covered.replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
      }),
    );
  });
});

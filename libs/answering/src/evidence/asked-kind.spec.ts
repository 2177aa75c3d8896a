import { describe, expect, it } from '@jest/globals';
import { statesWhatIsAsked } from './asked-kind.js';

describe('a text states what is asked', () => {
  it.each([
    ['프린터의 정기 청소는 얼마나 자주 하나요?', 'The print head is cleaned every two weeks.'],
    ['보관 온도는 몇 도인가요?', 'Store between 2 and 8 °C.'],
    ['How much does a visitor badge cost?', '방문증 재발급 수수료는 5,000원이다.'],
    ['How many people may use the sauna at once?', '사우나는 한 번에 8명까지 쓴다.'],
    ['몇 시에 문을 여나요?', 'Open 09:30 to 18:00.'],
    ['What does lamp C blinking mean?', 'Lamp C blinking: no water.'],
    ['7일권은 얼마인가요?', '7일권 12,000원, 30일권 30,000원'],
    ['창고 열쇠는 누가 가지고 있나요?', '열쇠는 경비실에서 보관한다.'],
    ['How long is a loan?', '대출 기간은 2주이다.'],
    ['보증 기간은 몇 년인가요?', 'The warranty lasts 36 months.'],
    ['반납이 며칠 늦으면 정지되나요?', '2주를 넘기면 정지된다.'],
    ['몇 분 안에 신고해야 하나요?', '즉시 신고한다.'],
    ['사무실의 월 임대료는 얼마인가요?', 'Office | Monthly fee: 900,000 won'],
    ['What does a locker cost each month?', '사물함은 한 달에 8,000원이다.'],
    ['At which load does the crane stop?', 'The crane stops above 12 t.'],
  ])('%s', (question, text) => {
    expect(statesWhatIsAsked(question, text)).toBe(true);
  });
});

describe('a near miss', () => {
  it.each([
    ['복사기 한 대의 가격은 얼마인가요?', '복사기 토너는 4개월마다 바꾼다.'],
    ['이 용액의 어는점은 몇 도인가요?', '외관: 무색투명한 액체'],
    ['절단 사고에는 몇 명이 출동하나요?', '절단 여부를 확인하고 OTDR로 측정한다.'],
    ['How many watts does the server consume?', 'The server has two power supplies in slots 1 and 2.'],
    ['What does lamp C blinking mean?', 'Lamp B blinking: overheated.'],
    ['What is the CAS number of the stabiliser?', 'The stabiliser is kept in the quench drum.'],
    ['At what time does the canteen open?', 'The canteen is on floor 2.'],
    ['보증 기간은 몇 년인가요?', 'Flush it before it is stored for more than 21 days.'],
    ['How many months is the probation?', 'The office opens at 8 and lunch takes 40 minutes.'],
    ['사무실의 월 임대료는 얼마인가요?', 'The deposit is 5,000,000 won and is paid once.'],
    ['몇 퍼센트를 떼나요?', '환매 수수료는 판매사가 정한다.'],
  ])('%s', (question, text) => {
    expect(statesWhatIsAsked(question, text)).toBe(false);
  });

  it('is another of the same kind', () => {
    expect(statesWhatIsAsked('자전거 7일권은 얼마인가요?', '자전거 30일권은 6,000원이다.')).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { extractNumbers, unsupportedNumbers } from './extract-numbers.js';

describe('numbers', () => {
  it.each([
    ['1,200,000원', '1200000'],
    ['120만 원', '1200000'],
    ['1.2 million won', '1200000'],
    ['$1.2M', '1200000'],
    ['1억 2천만 원', '120000000'],
    ['2.5억', '250000000'],
    ['1조 2천억 원', '1200000000000'],
    ['예산은 12조 원', '12000000000000'],
    ['5,000만원', '50000000'],
    ['3만 5천 원', '35000'],
    ['3천5백 개', '3500'],
    ['백만 원', '1000000'],
    ['3개월', '3'],
    ['삼 개월', '3'],
    ['석 달', '3'],
    ['세 시간', '3'],
    ['three months', '3'],
    ['십이 개월', '12'],
    ['열두 달', '12'],
    ['twelve months', '12'],
    ['한 달', '1'],
    ['one month', '1'],
    ['열흘', '10'],
    ['twenty-four hours', '24'],
    ['two hundred and fifty', '250'],
    ['12.50', '12.5'],
    ['0.05', '0.05'],
    ['50%', '50'],
    ['-20 ℃', '-20'],
    ['영하 20도', '-20'],
    ['minus 20 °C', '-20'],
    ['±0.5', '0.5'],
    ['½', '1/2'],
    ['3분의 1', '1/3'],
  ])('%s → %s', (text, value) => expect(extractNumbers(text)).toEqual([value]));

  it.each([
    ['3~5일', ['3', '5']],
    ['10-15 mm', ['10', '15']],
    ['2시간 30분', ['2', '30']],
    ['20 ~ 25 °C', ['20', '25']],
  ])('%s → %j', (text, values) => expect(extractNumbers(text)).toEqual(values));

  it.each([
    '이 회사는 이 년 전',
    '일회용 컵',
    '신입 사원은 이 팀의 일원이 된다',
    '세대와 세계',
    '두 번째',
    'the second one',
    '한 번',
    '1. 전원을 끈다',
    '근거는 [2]에 있다',
  ])('%s states none', (text) => expect(extractNumbers(text)).toEqual([]));
});

describe('dates and times', () => {
  it.each([
    ['2026. 3. 1.', '2026-03-01'],
    ['2026.03.01', '2026-03-01'],
    ['2026년 3월 1일부터', '2026-03-01'],
    ['2026-03-01', '2026-03-01'],
    ['2026/3/1', '2026-03-01'],
    ['1 March 2026', '2026-03-01'],
    ['March 1, 2026', '2026-03-01'],
    ['the 1st of March 2026', '2026-03-01'],
    ['Nov. 24th, 2026', '2026-11-24'],
    ['2026년 3월', '2026-03'],
    ['March 2026', '2026-03'],
    ['3월 1일', '--03-01'],
    ['March 1', '--03-01'],
    ['14:30', '14:30'],
    ['오후 2시 30분', '14:30'],
    ['2:30 p.m.', '14:30'],
    ['오전 9시', '9:00'],
  ])('%s → %s', (text, value) => expect(extractNumbers(text)).toEqual([value]));

  it('take the verb may for a verb', () => expect(extractNumbers('you may 3 times')).toEqual(['3']));
});

describe('codes', () => {
  it.each([
    ['E-23 오류', ['e23']],
    ['LG-W2024-B', ['lgw2024b']],
    ['제12조 제2항', ['art12-2']],
    ['Article 12(2)', ['art12-2']],
  ])('%s → %j', (text, values) => expect(extractNumbers(text)).toEqual(values));
});

describe('checking a claim against evidence', () => {
  it.each([
    ['3개월마다 점검합니다.', 'Inspect every three months.'],
    ['Inspect every three months.', '석 달에 한 번 점검한다.'],
    ['한 달에 한 번 교체합니다.', 'Replace once a month.'],
    ['Pay 1.2 million won by 1 March 2026.', '2026. 3. 1.까지 120만 원을 낸다.'],
    ['2026년에 시행되었습니다.', '시행일: 2026-03-01'],
    ['3월에 시행합니다.', 'Effective March 1, 2026.'],
    ['2026년 3월 1일에 시행합니다.', '2026년 개정판, 3월 1일 시행'],
    ['제12조 제2항에 따릅니다.', '제12조(여비) ① 실비로 한다. ② 정액으로 한다.'],
    ['Under Article 12(2) it is 20 days.', '제12조 제2항: 20일'],
    ['온도는 영하 20도에서 60도입니다.', 'from -20 °C to 60 °C'],
    ['2020-2024년 자료입니다.', '2020년부터 2024년까지'],
    ['오후 6시까지입니다.', '09:00~18:00'],
  ])('finds %s in %s', (claim, evidence) => expect(unsupportedNumbers(claim, evidence)).toEqual([]));

  it.each([
    ['3개월마다 점검합니다.', 'Inspect every six months.', ['3']],
    ['120만 원입니다.', '12만 원', ['1200000']],
    ['2026년 3월 2일입니다.', '2026. 3. 1.', ['2026-03-02']],
    ['E-24 오류입니다.', 'E-23: 배수 불량', ['e24']],
    ['제13조입니다.', '제12조', ['art13']],
    ['영상 20도가 아니라 영하 20도입니다.', '20 °C', ['-20']],
    ['한 달 이내입니다.', 'within three months', ['1']],
    ['4.5 mm/s입니다.', '45 mm/s', ['4.5']],
  ])('misses the number of %s in %s', (claim, evidence, missing) => {
    expect(unsupportedNumbers(claim, evidence)).toEqual(missing);
  });
});

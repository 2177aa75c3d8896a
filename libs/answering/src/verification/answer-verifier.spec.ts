import { describe, expect, it } from '@jest/globals';
import type { GlossaryEntry, Language } from '@onggi/language';
import { evidenceOf } from '../evidence/evidence.fixture.js';
import { AnswerVerifier } from './answer-verifier.js';

const glossary: GlossaryEntry[] = [
  { ko: '냉각수 펌프', en: 'cooling water pump' },
  { ko: '스트레이너', en: 'strainer' },
  { ko: '육아 휴직', en: 'parental leave' },
];

function check(language: Language, question: string, evidence: string[], claim: string, cited = [0]) {
  const sentences = evidence.map((shown) => evidenceOf(shown));
  const verifier = new AnswerVerifier({ question, language, evidence: sentences, glossary });
  const result = verifier.verify(
    claim,
    cited.map((index) => sentences[index]!),
  );
  return result.supported ? result.citations.map((sentence) => sentences.indexOf(sentence)) : result.refusal;
}

describe('a Korean answer from Korean evidence', () => {
  const question = '냉각수 펌프는 얼마나 자주 점검하나요?';
  const evidence = [
    '부위: 냉각수 펌프 | 작업: 축 밀봉 점검 | 주기: 3개월',
    '부위: 열풍 송풍기 | 작업: 전류 측정 | 주기: 6개월',
  ];

  it.each([
    '냉각수 펌프는 3개월마다 점검합니다.',
    '냉각수 펌프는 석 달에 한 번 점검해야 합니다.',
    '냉각수 펌프의 점검 주기는 3개월입니다.',
  ])('holds: %s', (claim) => expect(check('ko', question, evidence, claim)).toEqual([0]));

  it.each([
    ['냉각수 펌프는 4개월마다 점검합니다.', 'numbers'],
    ['냉각수 펌프는 3주마다 점검합니다.', 'units'],
    ['냉각수 펌프는 3개월마다 외부 업체가 무상으로 교체하여 납품합니다.', 'words'],
    ['The cooling water pump is checked every 3 months.', 'language'],
    ['냉각수 펌프는 정기적으로 점검합니다.', 'offTopic'],
    ['...', 'empty'],
  ])('is refused: %s (%s)', (claim, refusal) => expect(check('ko', question, evidence, claim)).toBe(refusal));

  it('is cited to the sentence that carries it, not to the one the model named', () => {
    expect(check('ko', question, evidence, '냉각수 펌프는 3개월마다 점검합니다.', [1])).toEqual([0]);
  });

  it('may stand on two sentences together', () => {
    const two = ['회수통은 2주마다 비웁니다.', '체인의 윤활은 매주 40 mL를 바릅니다.'];
    const claim = '회수통은 2주마다 비우고 체인의 윤활은 40 mL를 바릅니다.';
    expect(check('ko', '회수통과 체인은 몇 주마다 손보나요?', two, claim, [0, 1])).toEqual([0, 1]);
  });
});

describe('an English answer from English evidence', () => {
  const question = 'How long is the warranty of the machine?';
  const evidence = [
    "The manufacturer's warranty lasts 24 months from the date of purchase.",
    'The warranty is void if the safety valve seal is broken.',
  ];

  it.each(['The warranty lasts 24 months.', 'The warranty is 24 months from the date of purchase.'])(
    'holds: %s',
    (claim) => expect(check('en', question, evidence, claim)).toEqual([0]),
  );

  it.each([
    ['The warranty lasts 36 months.', 'numbers'],
    ['The warranty lasts 24 days.', 'units'],
    ['보증 기간은 24개월입니다.', 'language'],
    ['保修期为24个月。', 'language'],
    ['The warranty is explained in the manual.', 'offTopic'],
  ])('is refused: %s (%s)', (claim, refusal) => expect(check('en', question, evidence, claim)).toBe(refusal));
});

describe('what is denied', () => {
  it.each<[Language, string, string, string]>([
    ['ko', '수확물을 팔아도 되나요?', '수확물은 판매하지 않는다.', '수확물은 판매합니다.'],
    ['ko', '비가 와도 작업하나요?', '비가 오면 작업할 수 없다.', '비가 오면 작업할 수 있습니다.'],
    [
      'en',
      'May the door be opened?',
      'The door must not be opened during the test.',
      'The door may be opened during the test.',
    ],
    ['en', 'Is the log kept?', 'The log is kept for each transfer.', 'The log is not kept for each transfer.'],
  ])('is not turned round (%s): %s', (language, question, evidence, claim) => {
    expect(check(language, question, [evidence], claim)).toBe('denial');
  });

  it('may be said as it stands', () => {
    expect(
      check('ko', '수확물을 팔아도 되나요?', ['수확물은 판매하지 않는다.'], '수확물은 판매하지 않습니다.'),
    ).toEqual([0]);
  });
});

describe('an answer across languages', () => {
  it.each<[Language, string, string, string]>([
    [
      'ko',
      '냉각수 펌프는 몇 달마다 점검하나요?',
      'Inspect the cooling water pump every three months.',
      '냉각수 펌프는 3개월마다 점검합니다.',
    ],
    [
      'ko',
      '육아 휴직은 몇 주 전에 신청하나요?',
      'The request for parental leave is handed in six weeks before.',
      '육아 휴직은 6주 전에 신청해야 합니다.',
    ],
    ['en', 'Which part is cleaned for E-23?', '코드: E-23 | 조치: 스트레이너 Y-1 청소', 'Clean the strainer Y-1.'],
    [
      'en',
      'By when must the plot be empty?',
      '11월 30일까지 구획을 비워야 합니다.',
      'It must be empty by November 30.',
    ],
  ])('is carried by numbers, codes and terms (%s): %s', (language, question, evidence, claim) => {
    expect(check(language, question, [evidence], claim)).toEqual([0]);
  });

  it.each<[Language, string, string, string, string]>([
    ['ko', '몇 달마다 점검하나요?', 'Inspect it every three months.', '2개월마다 점검합니다.', 'numbers'],
    ['ko', '몇 달마다 점검하나요?', 'Inspect it every three weeks.', '3개월마다 점검합니다.', 'units'],
    ['en', 'Which part is cleaned?', '스트레이너 Y-1을 청소한다.', 'Clean the strainer Y-2.', 'numbers'],
    ['ko', '누가 승인하나요?', 'The line manager approves the date.', '담당 팀장이 승인합니다.', 'unproven'],
    ['ko', '무엇이 감지하나요?', 'A sensor reports 3 events.', 'Siemens 센서가 3건을 알립니다.', 'words'],
  ])('is refused without them (%s): %s', (language, question, evidence, claim, refusal) => {
    expect(check(language, question, [evidence], claim)).toBe(refusal);
  });
});

describe('what was asked for', () => {
  it.each([
    ['챔버 하루 사용 요금은 얼마인가요?', '챔버는 하루에 물 28 L를 씁니다.', '챔버는 하루에 28 L를 씁니다.'],
    ['연회비는 얼마인가요?', '연회비는 카드마다 다릅니다.', '연회비는 카드마다 다릅니다.'],
  ])('is a sum of money or a number: %s', (question, evidence, claim) => {
    expect(check('ko', question, [evidence], claim)).toBe('offTopic');
  });

  it.each<[Language, string, string, string, string]>([
    ['ko', '7일권은 얼마인가요?', '이용권: 30일권 | 요금: 6,000원', '30일권은 6,000원입니다.', 'numbers'],
    [
      'ko',
      '1 Gbit/s 회선은 얼마인가요?',
      '100 Mbit/s 회선 1년 계약은 15만 원이다.',
      '1 Gbit/s 회선은 15만 원입니다.',
      'numbers',
    ],
    [
      'en',
      'Which alarm is raised when the SMSF fails?',
      'SMF: alarm 1031 is raised when it fails.',
      'The SMSF raises alarm 1031.',
      'words',
    ],
    [
      'en',
      'What is the CAS number of the powder?',
      'The drum holds the powder.',
      'The CAS number of the powder.',
      'offTopic',
    ],
    [
      'en',
      'How often is the salt cabinet calibrated?',
      'The wick is changed every 30 days.',
      'The salt cabinet is calibrated every 30 days.',
      'words',
    ],
  ])('is this one and no other of its kind (%s): %s', (language, question, evidence, claim, refusal) => {
    expect(check(language, question, [evidence], claim)).toBe(refusal);
  });

  it('may lie in a span', () => {
    const evidence = '예치 기간: 3개월 이상 6개월 미만 | 적용 금리: 기본 금리의 45 %';
    const claim = '예치 기간이 3개월 이상 6개월 미만이면 기본 금리의 45 %입니다.';
    expect(check('ko', '예치 기간 넉 달에 깨면 기본 금리의 몇 퍼센트인가요?', [evidence], claim)).toEqual([0]);
  });

  it('may be counted in words', () => {
    const evidence = 'A full switch-over is practised twice a year.';
    expect(check('en', 'How often is a switch-over practised?', [evidence], 'It is practised twice a year.')).toEqual([
      0,
    ]);
  });
});

import type { Language } from '@onggi/platform';
import type { Chance } from './chance.js';

/** A kind of entry with a code of its own. */
export interface CodeFamily {
  name: string;
  entries: number;
  code(chance: Chance): string;
  /** Ways in which people write the code. */
  spellings(code: string): readonly string[];
  document: Record<Language, (code: string, chance: Chance, index: number) => { title: string; text: string }>;
  questions: Record<Language, readonly ((code: string) => string)[]>;
}

const asWritten = (code: string): string[] => [code];

const parts: CodeFamily = {
  name: 'part',
  entries: 700,
  code: (chance) =>
    `${chance.pick(['LG-W', 'HX-P', 'SN-B', 'KD-R', 'OG-M'])}${chance.number(2018, 2026)}-` +
    `${chance.pick([...'ABCDEFGH'])}${chance.pick(['', '', chance.number(1, 9)])}`,
  spellings: (code) => [
    code,
    code.replaceAll('-', ''),
    code.replaceAll('-', ' '),
    code.toLowerCase(),
    code.replaceAll('-', '_'),
  ],
  document: {
    ko: (code, chance) => ({
      title: `부품 규격 ${code}`,
      text: `부품 번호 ${code}. 정격 전압 ${chance.number(3, 48)} V, 소비 전력 ${chance.number(5, 900)} W. 보관 온도는 섭씨 0도에서 40도이며 습기를 피한다. 교체 주기는 ${chance.number(6, 48)}개월이다.`,
    }),
    en: (code, chance) => ({
      title: `Part specification ${code}`,
      text: `Part number ${code}. Rated voltage ${chance.number(3, 48)} V, power consumption ${chance.number(5, 900)} W. Store between 0 and 40 degrees Celsius and keep dry. Replace every ${chance.number(6, 48)} months.`,
    }),
  },
  questions: {
    ko: [
      (code) => `${code}의 정격 전압은?`,
      (code) => `${code}는 얼마나 자주 교체해야 하나요?`,
      (code) => `${code} 소비 전력 알려줘`,
    ],
    en: [(code) => `What is the rated voltage of ${code}?`, (code) => `replacement interval for ${code}`],
  },
};

const substances: CodeFamily = {
  name: 'substance',
  entries: 600,
  code: (chance) => `${chance.number(50, 99_999)}-${chance.number(10, 99)}-${chance.number(0, 9)}`,
  spellings: asWritten,
  document: {
    ko: (code, chance, index) => ({
      title: `물질안전보건자료 ${index}`,
      text: `CAS 번호 ${code}. 인화점 ${chance.number(-40, 200)}℃, 노출 기준 TWA ${chance.number(1, 500)} ppm. 보호 장갑과 보안경을 착용하고 환기가 잘 되는 곳에서 취급한다.`,
    }),
    en: (code, chance, index) => ({
      title: `Safety data sheet ${index}`,
      text: `CAS No. ${code}. Flash point ${chance.number(-40, 200)} °C, exposure limit TWA ${chance.number(1, 500)} ppm. Wear protective gloves and goggles and handle with good ventilation.`,
    }),
  },
  questions: {
    ko: [
      (code) => `CAS ${code}의 인화점은 몇 도인가요?`,
      (code) => `${code} 노출 기준`,
      (code) => `cas번호 ${code}인 물질 취급 방법`,
    ],
    en: [(code) => `flash point of CAS ${code}`, (code) => `What is the exposure limit for ${code}?`],
  },
};

const standards: CodeFamily = {
  name: 'rfc',
  entries: 500,
  code: (chance) => String(chance.number(1_000, 9_600)),
  spellings: (code) => [`RFC ${code}`, `RFC${code}`, `rfc-${code}`, `rfc${code}`],
  document: {
    ko: (code, chance, index) => ({
      title: `표준 요약 ${index}`,
      text: `RFC ${code}: 이 문서는 네트워크 장비가 따라야 할 프로토콜을 정한다. 기본 포트는 ${chance.number(100, 9_000)}번, 재전송 간격은 ${chance.number(1, 60)}초이다.`,
    }),
    en: (code, chance, index) => ({
      title: `Standard digest ${index}`,
      text: `RFC ${code}: this document defines the protocol that network equipment has to follow. Default port ${chance.number(100, 9_000)}, retransmission interval ${chance.number(1, 60)} seconds.`,
    }),
  },
  questions: {
    ko: [(code) => `${code}의 기본 포트는?`, (code) => `${code}에서 정한 재전송 간격은 무엇인가요?`],
    en: [(code) => `default port in ${code}`, (code) => `What retransmission interval does ${code} define?`],
  },
};

const faults: CodeFamily = {
  name: 'fault',
  entries: 500,
  code: (chance) =>
    chance.pick([
      () => `E-${chance.number(1_000, 9_999)}`,
      () => `ERR_${chance.number(1_000, 9_999)}`,
      () => `ALM${chance.number(1_000, 9_999)}`,
      () => `0x8007${chance.number(0x1000, 0xffff).toString(16).toUpperCase()}`,
    ])(),
  spellings: (code) => [code, code.toLowerCase(), code.replace(/[-_]/, '')],
  document: {
    ko: (code, chance) => ({
      title: `고장 코드 ${code}`,
      text: `고장 코드 ${code}: 센서 신호가 ${chance.number(1, 30)}초 동안 끊겼다. 케이블을 확인하고 장비를 다시 시작한 뒤에도 계속되면 서비스 센터에 알린다.`,
    }),
    en: (code, chance) => ({
      title: `Fault code ${code}`,
      text: `Fault code ${code}: the sensor signal was lost for ${chance.number(1, 30)} seconds. Check the cable, restart the machine, and call service if it persists.`,
    }),
  },
  questions: {
    ko: [
      (code) => `${code} 오류가 떴어요. 어떻게 하죠?`,
      (code) => `${code} 고장 원인`,
      (code) => `화면에 ${code}가 나옵니다`,
    ],
    en: [(code) => `what does error ${code} mean`, (code) => `machine shows ${code}, what should I do?`],
  },
};

export const families: readonly CodeFamily[] = [parts, substances, standards, faults];

/** Sets of rules under both their names. */
export const rules: readonly { ko: string; en: string }[] = [
  { ko: '여비규정', en: 'Travel Expense Rules' },
  { ko: '취업규칙', en: 'Employment Rules' },
  { ko: '보안업무규정', en: 'Security Rules' },
  { ko: '복리후생규정', en: 'Welfare Rules' },
  { ko: '계약사무규정', en: 'Contract Rules' },
  { ko: '인사규정', en: 'Personnel Rules' },
  { ko: '감사규정', en: 'Audit Rules' },
  { ko: '자산관리규정', en: 'Asset Management Rules' },
  { ko: '교육훈련규정', en: 'Training Rules' },
  { ko: '안전보건관리규정', en: 'Safety and Health Rules' },
];

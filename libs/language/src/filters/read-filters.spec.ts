import { describe, expect, it } from '@jest/globals';
import { namesPlace, readFilters } from './read-filters.js';

const today = new Date(2026, 10, 24);
const periods = (question: string): string[] =>
  readFilters(question, today).periods.map(({ from = '', to = '' }) => `${from}/${to}`);
const kinds = (question: string): string[] => readFilters(question, today).kinds.map(({ kind }) => kind.name);

describe('a period in words', () => {
  it.each([
    ['2024년 여비규정', '2024-01-01/2024-12-31'],
    ['작년 매출은?', '2025-01-01/2025-12-31'],
    ['재작년 실적', '2024-01-01/2024-12-31'],
    ['지난해와 달라진 점', '2025-01-01/2025-12-31'],
    ["last year's safety report", '2025-01-01/2025-12-31'],
    ['올해 휴가 규정', '2026-01-01/2026-12-31'],
    ['the leave policy in 2023', '2023-01-01/2023-12-31'],
    ['2024. 3. 이후 개정된 규정', '2024-03-01/'],
    ['2024년 3월부터 적용되는 요율', '2024-03-01/'],
    ['rules since May 2023', '2023-05-01/'],
    ['as of 15 March 2024', '2024-03-15/2024-03-15'],
    ['2022년까지의 기준', '/2022-12-31'],
    ['2022년 이전 기준', '/2021-12-31'],
    ['procedures before 2020', '/2019-12-31'],
  ])('%s', (question, period) => expect(periods(question)).toEqual([period]));

  it.each(['2024개의 부품', 'torque of 2000 rpm', 'E-2024의 원인', '3월 회의', 'model X2020'])(
    'is not %s',
    (question) => expect(periods(question)).toEqual([]),
  );
});

describe('a kind of document in words', () => {
  it.each([
    ['매뉴얼에서 청소 주기는?', 'manual'],
    ['연차 규정이 어떻게 되나요?', 'regulation'],
    ['시험 성적서의 인장 강도', 'test report'],
    ['MSDS에 적힌 인화점', 'safety data sheet'],
    ['safety data sheet of acetone', 'safety data sheet'],
    ['단가표 엑셀', 'spreadsheet'],
    ['the slide deck on pricing', 'slides'],
    ['PDF에서 찾아줘', 'pdf'],
  ])('%s', (question, kind) => expect(kinds(question)).toEqual([kind]));

  it.each(['위험을 규정하는 기준은?', 'how is it reported?', 'excellent'])('is not in %s', (question) =>
    expect(kinds(question)).toEqual([]),
  );
});

describe('the newest edition', () => {
  it.each(['최신 취업규칙', '현행 요금표', 'the latest price list', 'current version of the policy'])(
    '%s',
    (question) => expect(readFilters(question, today).newest).toBeDefined(),
  );

  it.each(['전류(current)는 몇 A인가?', '최신식 설비', 'what is the current in amperes?'])(
    'is not asked by %s',
    (question) => expect(readFilters(question, today).newest).toBeUndefined(),
  );
});

describe('a place by its name', () => {
  it.each([
    ['인사 규정집에서 연차는?', '인사규정집', true],
    ['인사규정집에서 연차는?', '인사 규정집', true],
    ['인사 규정집에는 뭐라고 되어 있나요?', '인사 규정집', true],
    ['how many days off in the HR handbook?', 'HR handbook', true],
    ['What does the HR handbook cost?', 'HR handbook', false],
    ['자료실 문은 누가 여나요?', '자료실', false],
    ['what is in corpus-1 about leave?', 'corpus-1', true],
  ])('%s: %s', (question, name, isNamed) => expect(namesPlace(question, name)).toBe(isNamed));
});

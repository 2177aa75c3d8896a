import { describe, expect, it } from '@jest/globals';
import { evidenceOf, passageOf } from './evidence.fixture.js';
import type { SourceBlock } from './evidence.js';
import { sentencesOf } from './passage-sentences.js';
import { estimateTokens, mostSentences, selectEvidence } from './select-evidence.js';

describe('the sentences of a passage', () => {
  const text = '점검\n\n펌프를 세운다. 누수를\n확인한다.\n\n부위 | 작업 | 주기\n펌프 | 밀봉 점검 | 3개월';
  const block = (kind: string, piece: string, headingPath: string[] = []): SourceBlock => {
    const start = text.indexOf(piece);
    return { kind, start, end: start + piece.length, headingPath, page: null };
  };
  const row = (...cells: string[]) =>
    cells.map((cell) => ({ start: text.lastIndexOf(cell), end: text.lastIndexOf(cell) + cell.length }));
  const header = ['부위', '작업', '주기'].map((cell) => ({
    start: text.indexOf(cell),
    end: text.indexOf(cell) + cell.length,
    header: true,
  }));
  const source = {
    text,
    blocks: [
      block('heading', '점검'),
      block('paragraph', '펌프를 세운다. 누수를\n확인한다.', ['점검']),
      {
        ...block('table', '부위 | 작업 | 주기\n펌프 | 밀봉 점검 | 3개월', ['점검']),
        rows: [header, row('펌프', '밀봉 점검', '3개월')],
      },
    ],
  };
  const sentences = sentencesOf(passageOf(text), source);

  it('carry their places in the text, headings left out', () => {
    expect(sentences.map(({ text: own }) => own)).toEqual([
      '펌프를 세운다.',
      '누수를\n확인한다.',
      '펌프 | 밀봉 점검 | 3개월',
    ]);
    for (const sentence of sentences) expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
  });

  it('know the headings over them and the names of their columns', () => {
    expect(sentences.map(({ section }) => section)).toEqual(['점검', '점검', '점검']);
    expect(sentences[2]?.shown).toBe('부위: 펌프 | 작업: 밀봉 점검 | 주기: 3개월');
  });

  it('are those inside the passage only', () => {
    const passage = passageOf('', { start: text.indexOf('누수'), end: text.indexOf('부위') });
    expect(sentencesOf(passage, source).map(({ text: own }) => own)).toEqual(['누수를\n확인한다.']);
  });
});

describe('choosing evidence', () => {
  const filler = Array.from({ length: 30 }, (_, index) => evidenceOf(`설비 ${index}호기는 매일 아침에 청소한다.`));
  const answer = evidenceOf('냉각수 펌프는 3개월마다 점검한다.');

  it('keeps the sentence that shares words with the question, however far behind', () => {
    expect(selectEvidence([filler, [answer]], '냉각수 펌프는 얼마나 자주 점검하나요?', [], 200)).toContain(answer);
  });

  it('stays within the budget and the number of sentences', () => {
    const chosen = selectEvidence([filler, [answer]], '냉각수 펌프', [], 100_000);
    expect(chosen.length).toBe(mostSentences);
    const few = selectEvidence([filler, [answer]], '냉각수 펌프', [], 120);
    expect(few.reduce((sum, { shown }) => sum + estimateTokens(shown), 0)).toBeLessThanOrEqual(120);
  });

  it('keeps the order of the text and says nothing twice', () => {
    const [first, second] = [evidenceOf('먼저 전원을 끈다.'), evidenceOf('다음에 뚜껑을 연다.')];
    const again = evidenceOf('먼저 전원을 끈다.');
    expect(selectEvidence([[first, second], [again]], '뚜껑은 언제 여나요?', [], 500)).toEqual([first, second]);
  });
});

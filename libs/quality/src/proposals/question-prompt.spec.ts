import { describe, expect, it } from '@jest/globals';
import type { ChatModel } from '@onggi/models';
import { askableSentences } from './askable-sentence.js';
import { isNearDuplicate } from './near-duplicate.js';
import { proposeQuestion } from './question-prompt.js';

const passage = {
  documentId: 'd',
  title: '보일러 점검 지침',
  heading: '',
  text: '보일러 안전밸브는 6개월마다 점검하고 기록을 3년 동안 보관한다.',
  language: 'ko' as const,
};

async function proposed(text: string, finishReason: 'stop' | 'length' = 'stop') {
  const model = {
    complete: async () => ({ text, finishReason, model: 'scripted', usage: { promptTokens: 1, completionTokens: 1 } }),
  } as unknown as ChatModel;
  const proposal = await proposeQuestion(model, 'one', passage, new AbortController().signal);
  return 'proposed' in proposal ? proposal.proposed : proposal.discarded;
}
const written = (question: string, answer: string) => JSON.stringify({ question, answer });

describe('a question that a model proposes', () => {
  it('is taken when the passage holds its answer', async () => {
    expect(await proposed(written('보일러 안전밸브는 얼마마다 점검하나요?', '6 개월'))).toEqual({
      text: '보일러 안전밸브는 얼마마다 점검하나요?',
      language: 'ko',
      answer: '6 개월',
    });
  });

  it.each([
    [
      'its answer is not in the passage',
      'ANSWER_NOT_IN_PASSAGE',
      written('보일러 안전밸브는 얼마마다 점검하나요?', '9개월'),
    ],
    [
      'its answer is all of the sentence',
      'ANSWER_NOT_IN_PASSAGE',
      written('보일러 안전밸브는 어떻게 하나요?', passage.text),
    ],
    ['it says its answer', 'ANSWER_IN_QUESTION', written('보일러 안전밸브는 6개월마다 무엇을 하나요?', '6개월')],
    ['it points at the text', 'POINTS_AT_TEXT', written('이 글에서 안전밸브는 얼마마다 점검하나요?', '6개월')],
    ['it points at what is not named', 'POINTS_AT_TEXT', written('이 지침에서 점검은 얼마마다 하나요?', '6개월')],
    ['it names nothing of the passage', 'NAMES_NOTHING', written('얼마나 자주 해야 하나요?', '6개월')],
    ['it is a statement', 'NO_QUESTION', written('보일러 안전밸브는 몇 개월마다 점검한다?', '6개월')],
    ['it is in the other language', 'OTHER_LANGUAGE', written('How often is the boiler valve inspected?', '6개월')],
    ['it is nothing', 'NO_QUESTION', written('  ', '6개월')],
    ['it is no JSON', 'NOT_JSON', 'Question: …'],
  ])('is dropped when %s: %s', async (_, reason, text) => {
    expect(await proposed(text)).toBe(reason);
  });

  it('is dropped when it was cut off', async () => {
    expect(await proposed(written('보일러 안전밸브는 얼마마다 점검하나요?', '6개월'), 'length')).toBe('CUT_OFF');
  });
});

describe('what is asked about', () => {
  it('is a sentence that stands for itself, with a figure first, and no table', () => {
    const text =
      '# 점검\n\n| 부품 | 수명 |\n이 지침은 2026년 1월부터 시행한다.\n펌프는 담당자가 닦는다.\n씰은 3년마다 바꾸고 기록한다.\n';
    expect(askableSentences({ text, language: 'ko' })).toEqual([
      '씰은 3년마다 바꾸고 기록한다.',
      '펌프는 담당자가 닦는다.',
      '이 지침은 2026년 1월부터 시행한다.',
    ]);
    expect(askableSentences({ text: '| a | b |\n|---|---|\n| 1 | 2 |', language: 'en' })).toEqual([]);
  });
});

describe('a near duplicate', () => {
  const known = ['보일러 안전밸브는 얼마마다 점검하나요?', 'How often is pump P-101 greased?'];
  it.each([
    ['보일러 안전 밸브는 얼마마다 점검하나요', true],
    ['How often is the pump P-101 greased?', true],
    ['How often is pump P-102 greased?', false],
    ['보일러 기록은 몇 년 동안 보관하나요?', false],
  ])('%s: %p', (text, expected) => {
    expect(isNearDuplicate(text, known)).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ChatModel } from '@onggi/models';
import { proposeQuestion } from './question-prompt.js';

const passage = {
  documentId: 'd',
  title: '보일러 점검 지침',
  text: '보일러 안전밸브는 6개월마다 점검하고 기록을 3년 동안 보관한다.',
  language: 'ko' as const,
};

async function proposed(text: string, finishReason: 'stop' | 'length' = 'stop') {
  const model = {
    complete: async () => ({ text, finishReason, model: 'scripted', usage: { promptTokens: 1, completionTokens: 1 } }),
  } as unknown as ChatModel;
  return (await proposeQuestion(model, 'one', passage, new AbortController().signal)).proposed;
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
    ['its answer is not in the passage', written('보일러 안전밸브는 얼마마다 점검하나요?', '9개월')],
    ['it points at the text', written('이 글에서 안전밸브는 얼마마다 점검하나요?', '6개월')],
    ['it is in the other language', written('How often is the boiler valve inspected?', '6개월')],
    ['it is nothing', written('  ', '6개월')],
    ['it is no JSON', 'Question: …'],
  ])('is dropped when %s', async (_, text) => {
    expect(await proposed(text)).toBeUndefined();
  });

  it('is dropped when it was cut off', async () => {
    expect(await proposed(written('보일러 안전밸브는 얼마마다 점검하나요?', '6개월'), 'length')).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ChatModel, ChatRequest } from '@onggi/models';
import { keepsFigures, questionVariants } from './question-variants.js';

const question = 'LG-W2024-B의 필터는 3개월마다 바꾸나요?';
const good = {
  paraphrase: 'LG-W2024-B 필터의 교체 주기는 3개월인가요?',
  translation: 'Is the filter of the LG-W2024-B replaced every 3 months?',
  keywords: 'LG-W2024-B 필터 교체 3개월',
};

function modelWriting(text: string): ChatModel & { asked: ChatRequest[] } {
  const asked: ChatRequest[] = [];
  return {
    asked,
    contextTokens: 4_096,
    writesProse: true,
    async complete(request) {
      asked.push(request);
      return { text, finishReason: 'stop', model: 'm', usage: { promptTokens: 9, completionTokens: 3 } };
    },
    stream: () => {
      throw new Error('is not streamed');
    },
  };
}
const written = (model: ChatModel, asked = question) =>
  questionVariants(model, 'alpha', asked, new AbortController().signal);

describe('the variants of a question', () => {
  it('are written in one call within a budget', async () => {
    const model = modelWriting(JSON.stringify(good));
    expect((await written(model)).variants).toEqual(Object.values(good));
    expect(model.asked).toHaveLength(1);
    expect(model.asked[0]).toMatchObject({ maxTokens: 400, schema: { name: 'question_variants' } });
  });

  it.each([
    ['lose the code', { ...good, keywords: '필터 교체 3개월' }, 2],
    ['say the question again, or the same twice', { ...good, paraphrase: question, keywords: good.translation }, 1],
    ['are not what was asked for', { paraphrase: 'x' }, 0],
  ])('are refused where they %s', async (_, reply, kept) => {
    expect((await written(modelWriting(JSON.stringify(reply)))).variants).toHaveLength(kept);
  });

  it('are none where the model writes no JSON', async () => {
    expect((await written(modelWriting('Sure!'))).variants).toEqual([]);
  });

  it('of a question that leaves them no room cost no call', async () => {
    const model = modelWriting(JSON.stringify(good));
    expect((await written(model, `${question} `.repeat(20))).variants).toEqual([]);
    expect(model.asked).toEqual([]);
  });
});

describe('a variant', () => {
  it.each([
    [good.translation, question, true],
    ['LG-W2024-B 필터 3주', question, false],
    ['LG-W2024-B 필터 교체', question, false],
    ['LG-W2024-A 필터 3개월', question, false],
    ['LG-W2024-B 필터 3개월 12개월', question, false],
    ['Who may rest for three months?', '석 달 동안 쉴 수 있는 사람은?', true],
    ['RFC 8446 handshake', 'What does RFC 8446 say about resumption?', true],
    ['TLS handshake', 'What does RFC 8446 say about resumption?', false],
    ['leave policy', 'How long is the leave?', true],
    ['신입 사원은 며칠 쉬나요?', 'How many days off do new employees get?', true],
  ])('%s of %s: %s', (variant, of, isKept) => expect(keepsFigures(variant, of)).toBe(isKept));
});

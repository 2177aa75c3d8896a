import { describe, expect, it, jest } from '@jest/globals';
import { ModelBusyError, type ChatModel, type ChatRequest } from '@onggi/models';
import { keepsWhatWasAsked, standAloneQuestion } from './stand-alone.js';

const earlier = 'LG-W2024-B의 필터는 몇 개월마다 바꾸나요?';

function modelThat(writes: (signal: AbortSignal) => Promise<string>): ChatModel & { asked: ChatRequest[] } {
  const asked: ChatRequest[] = [];
  return {
    asked,
    contextTokens: 4_096,
    writesProse: true,
    async complete(request, signal) {
      asked.push(request);
      const usage = { promptTokens: 9, completionTokens: 3 };
      return { text: await writes(signal), finishReason: 'stop', model: 'm', usage };
    },
    stream: () => {
      throw new Error('is not streamed');
    },
  };
}
const saying = (question: string) => modelThat(async () => JSON.stringify({ question }));
const made = (model: ChatModel, question: string, signal = new AbortController().signal) =>
  standAloneQuestion(model, 'alpha', { question, earlier }, signal);

describe('a follow-up', () => {
  it('is rewritten by the model, within a budget', async () => {
    const model = saying('LG-W2024-B의 필터는 얼마인가요?');
    expect(await made(model, '그건 얼마인가요?')).toEqual({
      question: 'LG-W2024-B의 필터는 얼마인가요?',
      usage: { promptTokens: 9, completionTokens: 3 },
    });
    expect(model.asked[0]).toMatchObject({ maxTokens: 120, schema: { name: 'stand_alone' } });
  });

  it('that stands alone costs no call', async () => {
    const model = saying('x');
    expect(await made(model, '육아휴직은 며칠인가요?')).toBeUndefined();
    expect(model.asked).toEqual([]);
  });

  it.each([
    ['is busy', modelThat(() => Promise.reject(new ModelBusyError('m', 1_000)))],
    ['writes no JSON', modelThat(async () => 'Sure!')],
    ['loses the code', saying('필터는 얼마인가요?')],
  ])('takes the words of the earlier question where the model %s', async (_, model) => {
    expect((await made(model, '그건 얼마인가요?'))?.question).toBe('LG-W2024-B의 필터는 그건 얼마인가요?');
  });

  it('of a small model is put together without a call', async () => {
    const model = { ...saying('x'), writesProse: false };
    expect((await made(model, '왜요?'))?.question).toBe('LG-W2024-B의 필터는 왜요?');
    expect((await made(model, 'LG-W2024-A는?'))?.question).toBe(`${earlier} LG-W2024-A는?`);
    expect(model.asked).toEqual([]);
  });

  it('goes on without a model that is too slow', async () => {
    jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort(new DOMException('late', 'TimeoutError')));
    const slow = {
      ...saying('x'),
      complete: (_: ChatRequest, signal: AbortSignal) => Promise.reject(signal.reason as Error),
    };
    expect((await made(slow, '왜요?'))?.question).toBe('LG-W2024-B의 필터는 왜요?');
  });

  it('ends with its asker', async () => {
    const asker = new AbortController();
    const never = modelThat(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const waiting = made(never, '왜?', asker.signal);
    asker.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});

describe('a rewritten question', () => {
  it.each([
    ['LG-W2024-B의 필터는 얼마인가요?', '그건 얼마인가요?', true],
    ['LG-W2024-A의 필터는 몇 개월마다 바꾸나요?', 'LG-W2024-A는?', true],
    ['LG-W2024-C의 필터는 얼마인가요?', '그건 얼마인가요?', false],
    ['What does the filter of the LG-W2024-B cost?', '그건 얼마인가요?', false],
    ['LG-W2024-B의 보증 기간은 서울 본사에서 정하나요?', '그건 얼마인가요?', false],
    [earlier, '보증은?', false],
    ['그건 얼마인가요?', '그건 얼마인가요?', false],
    ['', '왜?', false],
  ])('%s for %s: %s', (rewritten, question, isKept) =>
    expect(keepsWhatWasAsked(rewritten, { question, earlier })).toBe(isKept),
  );
});

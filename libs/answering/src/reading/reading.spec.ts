import { describe, expect, it } from '@jest/globals';
import type { ChatCompletion, ChatModel, ChatRequest } from '@onggi/models';
import { evidenceOf } from '../evidence/evidence.fixture.js';
import { estimateTokens } from '../evidence/select-evidence.js';
import { promptBudget, type PromptParts } from './prompt-parts.js';
import { readOneByOne } from './read-one-by-one.js';
import { readTogether } from './read-together.js';
import { answerMessages, readingMessages } from './reading-prompt.js';

const flow = evidenceOf('코드: E-23 | 의미: 유량 부족', { title: '오븐 매뉴얼', section: '오븐 매뉴얼 › 고장' });
const fan = evidenceOf('팬은 매주 청소한다.', { title: '오븐 매뉴얼' });
const pump = evidenceOf('펌프는 3개월마다 점검한다.', { title: '오븐 매뉴얼' });

const parts = (question: string, evidence = [flow]): PromptParts => ({
  question,
  language: 'ko',
  evidence,
  terms: [],
  persona: '',
});
const signal = new AbortController().signal;

/** A model whose probability of yes depends on what it is shown; undefined: it tells no probabilities and says yes. */
function modelSaying(share: (shown: string) => number | undefined): ChatModel & { asked: ChatRequest[] } {
  const asked: ChatRequest[] = [];
  const complete = async (request: ChatRequest): Promise<ChatCompletion> => {
    asked.push(request);
    const yes = share(request.messages.at(-1)!.content);
    return {
      text: 'yes',
      finishReason: 'stop',
      model: 'fake',
      usage: { promptTokens: 1, completionTokens: 1 },
      ...(yes === undefined ? {} : { choiceProbabilities: { yes, no: 1 - yes } }),
    };
  };
  return { asked, complete } as unknown as ChatModel & { asked: ChatRequest[] };
}

describe('the prompt of one sentence', () => {
  const [one, other] = [
    { question: '왜?', terms: [], sentence: flow },
    { question: '왜?', terms: [], sentence: fan },
  ];

  it('goes on from the reading to the answer, so that a server evaluates only the new turn', () => {
    const [reading, first, again] = [
      readingMessages(one),
      answerMessages(one, 'ko', false),
      answerMessages(one, 'ko', true),
    ];
    expect(first.slice(0, reading.length)).toEqual(reading);
    expect(again.slice(0, -1)).toEqual(first.slice(0, -1));
  });

  it('differs between two sentences only behind the question', () => {
    const [left, right] = [readingMessages(one), readingMessages(other)];
    expect(left.slice(0, -1)).toEqual(right.slice(0, -1));
    expect(left.at(-1)!.content.split('\n\n')[0]).toBe(right.at(-1)!.content.split('\n\n')[0]);
  });

  it('shows the heading without the title twice', () => {
    expect(readingMessages(one).at(-1)?.content).toContain('[오븐 매뉴얼 › 고장] 코드: E-23');
  });
});

describe('the budget of a prompt', () => {
  it('has room for the longest question', () => {
    const budget = promptBudget('가'.repeat(4_000), 4_096, 560);
    expect(estimateTokens(budget.question) + budget.evidenceTokens).toBeLessThan(3_000);
    expect(budget.evidenceTokens).toBe(560);
    expect(promptBudget('왜?', 4_096, 560)).toEqual({ question: '왜?', evidenceTokens: 560 });
  });
});

describe('reading one by one', () => {
  const question = '얼마나 자주 하나요?';

  it('keeps what the model takes for the answer, the surest first', async () => {
    const model = modelSaying((shown) => (shown.includes('3개월') ? 0.8 : shown.includes('매주') ? 0.7 : 0.1));
    const reading = await readOneByOne(model, 't', parts(question, [fan, pump]), signal);
    expect(reading.answerable).toBe(true);
    expect(reading.evidence).toEqual([pump, fan]);
    expect(reading.usage.promptTokens).toBe(2);
  });

  it('has no answer when the model doubts each', async () => {
    const reading = await readOneByOne(
      modelSaying(() => 0.3),
      't',
      parts(question, [fan, pump]),
      signal,
    );
    expect(reading).toMatchObject({ answerable: false, evidence: [] });
  });

  it('has to be the surer the less a sentence has of the question, where words can be compared', async () => {
    const answerable = async (asked: string, share: number) =>
      (
        await readOneByOne(
          modelSaying(() => share),
          't',
          parts(asked, [fan]),
          signal,
        )
      ).answerable;
    expect(await answerable('팬은 얼마나 자주 청소하나요?', 0.5)).toBe(true);
    expect(await answerable('지붕은 얼마나 자주 칠하나요?', 0.7)).toBe(false);
    expect(await answerable('How often is the fan cleaned?', 0.5)).toBe(false);
    expect(await answerable('How often is the fan cleaned?', 0.7)).toBe(true);
  });

  it('does not read what states another kind of thing than is asked', async () => {
    const model = modelSaying(() => 0.9);
    await readOneByOne(model, 't', parts('한 대의 가격은 얼마인가요?', [fan, pump]), signal);
    expect(model.asked).toEqual([]);
  });

  it('looks no further once it is certain', async () => {
    const model = modelSaying(() => 0.97);
    expect((await readOneByOne(model, 't', parts(question, [fan, pump]), signal)).evidence).toEqual([fan]);
    expect(model.asked.length).toBe(1);
  });

  it('takes the word of a server that tells no probabilities', async () => {
    const reading = await readOneByOne(
      modelSaying(() => undefined),
      't',
      parts(question, [fan]),
      signal,
    );
    expect(reading.answerable).toBe(true);
  });
});

describe.each([
  ['one by one', readOneByOne],
  ['together', readTogether],
])('reading %s', (_, read) => {
  it('has to be surer of a name that the passages do not have', async () => {
    const answerable = async (question: string) =>
      (
        await read(
          modelSaying(() => 0.7),
          't',
          parts(question),
          signal,
        )
      ).answerable;
    expect(await answerable('E-23의 의미는?')).toBe(true);
    expect(await answerable('E-29의 의미는?')).toBe(false);
    expect(await answerable('C 등급의 의미는?')).toBe(false);
    expect(await answerable('What does lamp C mean?')).toBe(false);
    expect(await answerable('What is a DVD?')).toBe(false);
  });
});

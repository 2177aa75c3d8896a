import { describe, expect, it } from '@jest/globals';
import type { ChatCompletion, ChatModel } from '@onggi/models';
import { evidenceOf } from '../evidence/evidence.fixture.js';
import { estimateTokens } from '../evidence/select-evidence.js';
import { askGate } from './evidence-gate.js';
import { gateMessages, promptBudget, writeMessages, type PromptParts } from './prompt.js';

const parts = (question: string): PromptParts => ({
  question,
  language: 'ko',
  evidence: [evidenceOf('코드: E-23 | 의미: 유량 부족', { title: '오븐 매뉴얼', section: '오븐 매뉴얼 › 고장' })],
  terms: [],
  persona: '당신은 기술자입니다. 친절하게 답합니다.',
});

describe('the prompt', () => {
  it('goes on from the gate to the answer, so that a server evaluates only the new turn', () => {
    const [gate, write, again] = [
      gateMessages(parts('왜?')),
      writeMessages(parts('왜?'), false),
      writeMessages(parts('왜?'), true),
    ];
    expect(write.slice(0, gate.length)).toEqual(gate);
    expect(again.slice(0, -1)).toEqual(write.slice(0, -1));
  });

  it('differs between two questions in its last turn only', () => {
    const [one, other] = [gateMessages(parts('하나?')), gateMessages(parts('둘?'))];
    expect(one.slice(0, -1)).toEqual(other.slice(0, -1));
  });

  it('shows the heading once, without the title twice, and the evidence by letter', () => {
    expect(gateMessages(parts('왜?')).at(-1)?.content).toMatch(/^\[오븐 매뉴얼 › 고장\]\nA\. 코드: E-23/);
  });

  it('has room for the longest question', () => {
    const budget = promptBudget('가'.repeat(4_000), 4_096, 560);
    expect(estimateTokens(budget.question) + budget.evidenceTokens).toBeLessThan(3_000);
    expect(budget.evidenceTokens).toBe(560);
    expect(promptBudget('왜?', 4_096, 560)).toEqual({ question: '왜?', evidenceTokens: 560 });
  });
});

describe('the gate', () => {
  const ask = async (question: string, yes: number | undefined, text = 'yes') => {
    const completion: ChatCompletion = {
      text,
      finishReason: 'stop',
      model: 'fake',
      usage: { promptTokens: 1, completionTokens: 1 },
      ...(yes === undefined ? {} : { choiceProbabilities: { yes, no: 0.96 - yes } }),
    };
    const model = { complete: async () => completion } as unknown as ChatModel;
    return (await askGate(model, 't', parts(question), new AbortController().signal)).answerable;
  };

  it('opens when the model does not clearly say no', async () => {
    expect(await ask('고장의 의미는?', 0.6)).toBe(true);
    expect(await ask('고장의 의미는?', 0.3)).toBe(false);
  });

  it('has to be surer of a code that the evidence does not have', async () => {
    expect(await ask('E-23의 의미는?', 0.6)).toBe(true);
    expect(await ask('E-29의 의미는?', 0.6)).toBe(false);
    expect(await ask('C 등급의 의미는?', 0.6)).toBe(false);
    expect(await ask('How many DVDs are there?', 0.6)).toBe(false);
    expect(await ask('What does lamp C mean?', 0.6)).toBe(false);
  });

  it('takes the word of a server that tells no probabilities', async () => {
    expect(await ask('고장의 의미는?', undefined, 'yes')).toBe(true);
    expect(await ask('고장의 의미는?', undefined, 'no')).toBe(false);
  });
});

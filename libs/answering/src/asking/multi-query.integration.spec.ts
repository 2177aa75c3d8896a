import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ChatCompletion, ChatModel, ChatRequest } from '@onggi/models';
import { AnsweringWorld, told } from '../answering-world.fixture.js';
import { UnrecordedAnswers } from '../answers/unrecorded-answers.js';

const question = 'How many days off do new employees get?';
const page = 'The annual leave entitlement of new employees is 15 working days.';
const variants = {
  paraphrase: 'What is the annual leave entitlement in working days?',
  translation: '신규 직원은 며칠 쉴 수 있나요?',
  keywords: 'vacation policy',
};

/** Says yes to evidence with the page and answers with it. */
class RewritingModel implements ChatModel {
  readonly contextTokens = 4_096;
  writesProse = true;
  writesVariants: (signal: AbortSignal) => Promise<string> = async () => JSON.stringify(variants);
  asked: ChatRequest[] = [];

  async complete(request: ChatRequest, signal: AbortSignal): Promise<ChatCompletion> {
    this.asked.push(request);
    if (request.schema) return completion(await this.writesVariants(signal));
    return completion(request.messages.at(-1)?.content.includes(page) ? 'yes' : 'no');
  }

  async *stream({ messages }: ChatRequest): AsyncGenerator<string, ChatCompletion> {
    const [, number] = /\[(\d+)\] \([^)]*\) The annual leave/.exec(messages.at(-1)?.content ?? '') ?? [];
    yield `${page} [${number}]`;
    return completion('');
  }

  get calls(): string[] {
    return this.asked.map(({ schema }) => schema?.name ?? 'gate');
  }
}

function completion(text: string): ChatCompletion {
  return { text, finishReason: 'stop', model: 'scripted', usage: { promptTokens: 10, completionTokens: 2 } };
}

const model = new RewritingModel();
let world: AnsweringWorld;

beforeAll(async () => {
  world = await AnsweringWorld.create(['one'], model);
  for (let number = 1; number <= 16; number++) {
    await world.publish('one', `Notice ${number}`, [`New employees get ${number} badges on days off.`]);
  }
  await world.publish('one', 'Staff handbook', [page], { groups: ['staff'] });
});
afterAll(() => world.close());
beforeEach(() => {
  model.asked = [];
  model.writesProse = true;
  model.writesVariants = async () => JSON.stringify(variants);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const asked = (groups = ['staff']) => world.ask(world.person('one', 'reader', groups), question);

describe('a question whose words find no answer', () => {
  it('is searched in other words, once, and answered', async () => {
    const { answer, events } = await asked();
    expect(told(answer)).toEqual(['GENERATED', `supported: ${page}`]);
    expect(answer.searched.variants).toEqual(Object.values(variants));
    expect(answer.passages.map(({ text }) => text)).toContain(page);
    expect(answer.usage.promptTokens).toBeGreaterThanOrEqual(30);
    expect(model.calls).toEqual(['gate', 'question_variants', 'gate']);
    expect(events.filter(({ event }) => event === 'passages')).toHaveLength(2);
  });

  it('finds no more than its asker may read', async () => {
    const { answer } = await asked([]);
    expect(told(answer)).toEqual(['ABSTAINED']);
    expect(JSON.stringify(answer.passages)).not.toContain(page);
  });

  it.each([
    ['writes no JSON', async () => 'Sure!'],
    ['writes other JSON', async () => '{"variants":[]}'],
    ['takes too long', (signal: AbortSignal) => late(signal)],
  ])('abstains in time where the model %s', async (_, writes) => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms / 100));
    model.writesVariants = writes;
    const { answer } = await asked();
    expect(told(answer)).toEqual(['ABSTAINED']);
    expect(answer.searched.variants).toBeUndefined();
    expect(answer.timings.variantsMs).toBeLessThan(1_000);
    expect(model.calls).toEqual(['gate', 'question_variants']);
  });
});

describe('other words are never asked for', () => {
  it('where the first search answers', async () => {
    const { answer } = await world.ask(world.person('one', 'reader', ['staff']), variants.paraphrase);
    expect(answer.status).toBe('GENERATED');
    expect(model.calls).toEqual(['gate']);
  });

  it('of a small model', async () => {
    model.writesProse = false;
    expect((await asked()).answer.status).toBe('ABSTAINED');
    expect(model.calls).not.toContain('question_variants');
  });

  it('where they are off', async () => {
    const answers = new UnrecordedAnswers(world.database, world.search, model, 'off');
    const context = world.person('one', 'reader', ['staff']);
    const { status } = await answers.answer(context, question, undefined, new AbortController().signal);
    expect(status).toBe('ABSTAINED');
    expect(model.calls).toEqual(['gate']);
  });
});

function late(signal: AbortSignal): Promise<string> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnsweringWorld } from '../answering-world.fixture.js';

let world: AnsweringWorld;
beforeAll(async () => {
  world = await AnsweringWorld.create(['one']);
  await world.publish('one', 'Oven manual', [
    'The oven LG-W2024-B costs 900 euros.',
    'The oven LG-W2024-B is cleaned every 3 months.',
  ]);
});
afterAll(() => world.close());
beforeEach(() => {
  world.model.writesProse = false;
});

describe('a question that goes on a conversation', () => {
  it('is searched and read as it is meant, and says so', async () => {
    world.model.writesProse = true;
    const first = await world.ask(world.person('one'), 'How often is the oven LG-W2024-B cleaned?');
    expect(first.answer.searched.question).toBeUndefined();
    const { conversationId } = first.answer;
    world.model.rewritten = 'What does the oven LG-W2024-B cost?';
    const next = await world.ask(world.person('one'), 'And what does it cost?', { conversationId });
    expect(next.answer.searched).toMatchObject({ question: world.model.rewritten, documents: 1 });
    expect(next.answer.question).toBe('And what does it cost?');
    expect(next.answer.passages[0]?.text).toContain('900 euros');
    expect(world.model.asked.some(({ messages }) => messages.at(-1)?.content.includes(world.model.rewritten))).toBe(
      true,
    );
  });

  it('leans on the one before it as that one was meant', async () => {
    world.model.writesProse = true;
    const { answer } = await world.ask(world.person('one'), 'How often is the oven LG-W2024-B cleaned?');
    const { conversationId } = answer;
    world.model.rewritten = 'What does the oven LG-W2024-B cost?';
    await world.ask(world.person('one'), 'And what does it cost?', { conversationId });
    await world.ask(world.person('one'), 'Why?', { conversationId });
    const asked = world.model.asked.findLast(({ schema }) => schema?.name === 'stand_alone');
    expect(asked?.messages.at(-1)?.content).toContain(world.model.rewritten);
  });
});

describe('with a small model, a follow-up', () => {
  beforeAll(async () => {
    await world.publish('one', 'X7 scooter', ['The battery of the X7 lasts 4 hours.', 'A new X7 costs 310 euros.']);
    await world.publish('one', 'X9 scooter', ['The battery of the X9 lasts 6 hours.', 'A new X9 costs 450 euros.']);
    await world.publish('one', '구내식당', ['구내식당 점심은 11시 30분부터, 저녁은 6시부터입니다.']);
    await world.publish('one', '주차장', ['주차장 요금은 하루 5,000원, 정기권은 80,000원입니다.']);
    await world.publish('one', '야간 근무', ['야간 근무자는 저녁 수당을 받습니다. 정기권은 없습니다.']);
  });

  it.each([
    ['How long does the battery of the X7 last?', 'And what does it cost?', 'X7 scooter'],
    ['How long does the battery of the X7 last?', 'And the X9?', 'X9 scooter'],
    ['구내식당 점심은 몇 시부터인가요?', '저녁은?', '구내식당'],
    ['주차장 요금은 하루에 얼마인가요?', '그럼 정기권은요?', '주차장'],
  ])('after "%s": "%s" finds its document', async (earlier, question, title) => {
    world.model.gate = 'no';
    const { conversationId } = (await world.ask(world.person('one'), earlier)).answer;
    const { answer } = await world.ask(world.person('one'), question, { conversationId });
    expect(answer.passages.slice(0, 2).map((passage) => passage.title)).toContain(title);
  });
});

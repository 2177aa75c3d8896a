import { describe, expect, it } from '@jest/globals';
import { ChatQueue } from './chat-queue.js';

const prompt = (content: string, cacheSalt?: string) => ({ messages: [{ role: 'user', content }], cacheSalt });
const evidence = 'the evidence, which is long. '.repeat(30);

describe('the order of prompts', () => {
  it('is first come, first served', () => {
    const queue = new ChatQueue();
    const [first, second] = [prompt('about a'), prompt('something else')];
    queue.add(first);
    queue.add(second);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([first, second, undefined]);
  });

  it('lets a prompt go first that continues the one just evaluated', () => {
    const queue = new ChatQueue();
    const [gate, other, answer] = [prompt(`${evidence}gate`), prompt('other'), prompt(`${evidence}answer`)];
    queue.add(gate);
    queue.take();
    queue.add(other);
    expect(queue.hasContinuation()).toBe(false);
    queue.add(answer);
    expect(queue.hasContinuation()).toBe(true);
    expect([queue.take(), queue.take()]).toEqual([answer, other]);
  });

  it('favours no prompt of another cache salt: its state is not shared', () => {
    const queue = new ChatQueue();
    queue.add(prompt(`${evidence}gate`, 'one tenant'));
    queue.take();
    queue.add(prompt(`${evidence}answer`, 'another tenant'));
    expect(queue.hasContinuation()).toBe(false);
    queue.add(prompt(`${evidence}answer`, 'one tenant'));
    expect(queue.hasContinuation()).toBe(true);
  });

  it('does not let continuations pass the others for ever', () => {
    const queue = new ChatQueue();
    queue.add(prompt(`${evidence}0`));
    queue.take();
    const other = prompt('other');
    queue.add(other);
    for (let i = 1; i < 8; i++) queue.add(prompt(`${evidence}${i}`));
    const order = Array.from({ length: 5 }, () => queue.take());
    expect(order.indexOf(other)).toBe(3);
  });
});

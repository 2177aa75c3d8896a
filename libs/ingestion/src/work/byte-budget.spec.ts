import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a byte budget', () => {
  it('lets in what fits, in the order of asking, and gives room back even when work fails', async () => {
    const budget = new ByteBudget(10);
    const entered: string[] = [];
    const leave = new Map<string, (error?: Error) => void>();
    const hold = (name: string, bytes: number) =>
      budget
        .hold(bytes, () => {
          entered.push(name);
          return new Promise<void>((resolve, reject) =>
            leave.set(name, (error) => (error ? reject(error) : resolve())),
          );
        })
        .catch(() => undefined);
    const held = [hold('a', 6), hold('b', 6), hold('c', 1), hold('huge', 100), hold('d', 1)];
    await soon();
    expect(entered).toEqual(['a']);
    leave.get('a')?.(new Error('failed'));
    await soon();
    expect(entered).toEqual(['a', 'b', 'c']);
    leave.get('b')?.();
    leave.get('c')?.();
    await soon();
    expect(entered).toEqual(['a', 'b', 'c', 'huge']);
    leave.get('huge')?.();
    await soon();
    leave.get('d')?.();
    await Promise.all(held);
    expect(entered).toEqual(['a', 'b', 'c', 'huge', 'd']);
  });
});

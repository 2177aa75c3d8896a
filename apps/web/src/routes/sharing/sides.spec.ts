import { describe, expect, it } from '@jest/globals';
import type { Share } from '../../api/types.js';
import { dayAfter, endOfDay, sidesOf } from './sides.js';

const share = (id: string, status: Share['status'], owner = 'ours') =>
  ({ id, status, owner, receiver: owner === 'ours' ? 'theirs' : 'ours' }) as Share;

describe('the sides of sharing', () => {
  it('puts each share where one would look for it', () => {
    const sides = sidesOf(
      [
        share('a', 'offered'),
        share('b', 'offered', 'theirs'),
        share('c', 'active'),
        share('d', 'scheduled', 'theirs'),
        share('e', 'ended', 'theirs'),
        share('f', 'expired'),
      ],
      'ours',
    );
    const ids = Object.fromEntries(Object.entries(sides).map(([side, of]) => [side, of.map(({ id }: Share) => id)]));
    expect(ids).toEqual({ sent: ['a'], received: ['b'], running: ['c', 'd'], past: ['e', 'f'] });
  });

  it('lets a share run to the end of its last day', () => {
    const end = new Date(endOfDay('2027-02-28'));
    expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours()]).toEqual([2027, 1, 28, 23]);
  });

  it('counts days over the end of a month', () => {
    expect(dayAfter(new Date(2026, 11, 1, 9), 90)).toBe('2027-03-01');
    expect(dayAfter(new Date(2026, 1, 28), 1)).toBe('2026-03-01');
  });
});

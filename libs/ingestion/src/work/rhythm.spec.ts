import { expect, it } from '@jest/globals';
import { Rhythm } from './rhythm.js';

it('lets a key through once in each period', () => {
  let now = 0;
  const rhythm = new Rhythm(100, () => now);
  const at = (time: number, key: string) => ((now = time), rhythm.due(key));
  expect([at(0, 'a'), at(50, 'a'), at(50, 'b'), at(100, 'a'), at(199, 'a'), at(200, 'a')]).toEqual([
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
});

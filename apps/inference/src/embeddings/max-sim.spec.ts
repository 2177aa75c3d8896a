import { describe, expect, it } from '@jest/globals';
import { maxSim, unitTokens } from './max-sim.js';

const vectors = (...numbers: number[]) => Float32Array.from(numbers);

describe('unit tokens', () => {
  it('are those of one text without its begin and end', () => {
    const hidden = vectors(9, 9, 3, 4, 0, 2, 9, 9, 7, 7);
    expect([...unitTokens(hidden, 0, 4, 2)]).toEqual([0.6, 0.8, 0, 1].map((value) => expect.closeTo(value)));
    expect(unitTokens(hidden, 3, 2, 2)).toHaveLength(0);
  });
});

describe('late interaction', () => {
  it('is the mean over the question’s tokens of the nearest in the passage', () => {
    const question = vectors(1, 0, 0, 1);
    expect(maxSim(question, vectors(1, 0, 0.6, 0.8), 2)).toBeCloseTo(0.9);
    expect(maxSim(question, vectors(-1, 0), 2)).toBeCloseTo(-0.5);
  });

  it('is 0 without tokens', () => {
    expect(maxSim(vectors(), vectors(1, 0), 2)).toBe(0);
    expect(maxSim(vectors(1, 0), vectors(), 2)).toBe(0);
  });
});

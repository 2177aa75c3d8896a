import { describe, expect, it } from '@jest/globals';
import { maxSim, questionTables } from './max-sim.js';

/** Numbers that look random and are the same each time. */
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(seed * 12.9898 + index * 78.233));
const packed = (values: Float32Array) => {
  const bytes = new Uint8Array(values.length / 8);
  values.forEach((value, index) => (bytes[index >> 3]! |= value > 0 ? 1 << (index & 7) : 0));
  return bytes;
};

/** As it is defined, number by number. */
function plainMaxSim(question: Float32Array, passage: Float32Array, dimensions: number): number {
  let sum = 0;
  for (let asked = 0; asked < question.length; asked += dimensions) {
    let best = -Infinity;
    for (let told = 0; told < passage.length; told += dimensions) {
      let dot = 0;
      for (let i = 0; i < dimensions; i++) dot += question[asked + i]! * Math.sign(passage[told + i]!);
      best = Math.max(best, dot / Math.sqrt(dimensions));
    }
    sum += best;
  }
  return sum / (question.length / dimensions);
}

describe('late interaction with packed tokens', () => {
  it.each([
    [1, 1],
    [7, 30],
    [12, 211],
  ])('of %d question tokens and %d passage tokens is what the signs give one by one', (asked, told) => {
    const question = numbers(asked * 384, 1);
    const passage = numbers(told * 384, 2);
    const score = maxSim(questionTables(question, 384), packed(passage));
    expect(score).toBeCloseTo(plainMaxSim(question, passage, 384), 4);
  });

  it('is 1 for a token whose every number has the same size and the sign that is kept', () => {
    const token = numbers(16, 3).map((value) => Math.sign(value) / 4);
    expect(maxSim(questionTables(token, 16), packed(token))).toBeCloseTo(1);
    expect(maxSim(questionTables(token, 16), packed(token.map((value) => -value)))).toBeCloseTo(-1);
  });

  it('is 0 without tokens', () => {
    expect(maxSim(questionTables(new Float32Array(), 16), packed(numbers(16, 1)))).toBe(0);
    expect(maxSim(questionTables(numbers(16, 1), 16), new Uint8Array())).toBe(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ModelSelfTestError } from '../inference-errors.js';
import { checkKnownCosines, compareVariants, knownCosines } from './embedding-self-test.js';

/** Vectors in a plane with these cosines to the first. */
function vectorsWith(cosines: readonly number[]): Float32Array[] {
  return [1, ...cosines].map((value) => Float32Array.of(value, Math.sqrt(1 - value * value)));
}

describe('the self-test of the embeddings', () => {
  it('accepts the known cosines', () => {
    expect(checkKnownCosines(vectorsWith(knownCosines))).toHaveLength(3);
  });

  it.each([
    ['a cosine that is off', [0.789, 0.74, 0.902]],
    ['vectors that are not numbers', [Number.NaN, 0.734, 0.902]],
  ])('refuses %s', (_, cosines) => {
    expect(() => checkKnownCosines(vectorsWith(cosines))).toThrow(ModelSelfTestError);
  });

  it('lets variants share an index only when all their vectors agree', () => {
    const reference = vectorsWith([0.5]);
    expect(compareVariants(reference, reference).agree).toBe(true);
    expect(compareVariants(reference, vectorsWith([0.7])).agree).toBe(false);
  });
});

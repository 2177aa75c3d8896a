import { describe, expect, it } from '@jest/globals';
import { centredPassage, centredQuery, normalised, uncentredPassage, uncentredQuery } from './centre.js';
import { multilingualE5Small } from './embedding-profile.js';

const { dimensions } = multilingualE5Small;
const centring = multilingualE5Small.centring!;
const anyVector = Float32Array.from({ length: dimensions }, (_, index) => Math.sin(index * 1.7) * 3 + 0.5);

/** norm(v̂ − μ), in double precision. */
function formula(vector: Float32Array, mean: readonly number[]): number[] {
  const unit = (values: readonly number[]) => {
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  return unit(unit([...vector]).map((value, index) => value - mean[index]!));
}

function expectEqual(actual: Float32Array, expected: readonly number[]): void {
  expect(Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)))).toBeLessThan(1e-6);
}

describe('centring', () => {
  it.each(['ko', 'en'] as const)('of a %s passage takes away the mean of its language’s passages', (language) => {
    expectEqual(centredPassage(anyVector, language, centring), formula(anyVector, centring.passage[language]));
  });

  it.each(['ko', 'en'] as const)('of a %s question takes away the point half-way between the two means', (language) => {
    const mean = centring.query[language].map((value, index) => (value + centring.passage[language][index]!) / 2);
    expectEqual(centredQuery(anyVector, language, centring), formula(anyVector, mean));
  });

  it('does not ask how long the model’s vector is', () => {
    const longer = anyVector.map((value) => value * 7);
    expectEqual(centredPassage(longer, 'ko', centring), [...centredPassage(anyVector, 'ko', centring)]);
  });

  it.each(['ko', 'en'] as const)('of %s texts can be undone', (language) => {
    const unit = [...normalised(anyVector)];
    expectEqual(uncentredPassage(centredPassage(anyVector, language, centring), language, centring), unit);
    expectEqual(uncentredQuery(centredQuery(anyVector, language, centring), language, centring), unit);
  });

  it('refuses a vector that has no direction', () => {
    expect(() => normalised(new Float32Array(3))).toThrow(RangeError);
    expect(() => normalised(Float32Array.of(1, Number.NaN))).toThrow(RangeError);
  });
});

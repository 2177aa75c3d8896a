import { ModelSelfTestError } from '../inference-errors.js';

/** Texts with cosines that the model is known to give. */
export const knownTexts = [
  'query: 배터리 정격 전압은 얼마인가?',
  'passage: The rated voltage of the battery cell is 3.7 V.',
  'passage: 서울의 날씨는 맑다.',
  'passage: 배터리 셀의 정격 전압은 3.7V이다.',
] as const;

/** Cosine of the question with each passage, q4a4; fp32 differs by less than a thousandth. */
export const knownCosines = [0.789, 0.734, 0.902] as const;
const tolerance = 0.005;

/** int8-row and q4a4 agree to 0.998 even on CPUs that round 16-bit sums; what saturates badly falls far below. */
const leastAgreement = 0.995;

/** Product of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/**
 * @param vectors of knownTexts.
 * @returns the cosines found.
 * @throws ModelSelfTestError when one is off by more than 0.005: then nothing of this model may be served.
 */
export function checkKnownCosines(vectors: readonly Float32Array[]): number[] {
  const [question, ...passages] = vectors as [Float32Array, ...Float32Array[]];
  const found = passages.map((passage) => cosine(question, passage));
  const wrong = found.some((value, i) => !(Math.abs(value - (knownCosines[i] as number)) <= tolerance));
  if (wrong) throw new ModelSelfTestError('known texts have other vectors', { expected: knownCosines, found });
  return found;
}

/** Least cosine between the vectors that two variants give the same texts, and whether they may share an index. */
export function compareVariants(
  reference: readonly Float32Array[],
  other: readonly Float32Array[],
): { leastCosine: number; agree: boolean } {
  const leastCosine = Math.min(...reference.map((vector, i) => cosine(vector, other[i] as Float32Array)));
  return { leastCosine, agree: leastCosine >= leastAgreement };
}

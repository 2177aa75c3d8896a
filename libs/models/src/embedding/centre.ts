import type { Language } from '@onggi/platform';
import type { CentringConstants } from './embedding-profile.js';

/**
 * A passage's vector without what all passages of its language share: norm(p̂ − μ_passage[language]). The model ranks
 * every page of the question's language before any other; this one subtraction lets a page in the other language win
 * (recall@10 from Korean to English in a mixed index: 4 % → 72 %).
 * @param constants undefined where nobody has computed them: p̂ itself
 */
export function centredPassage(
  vector: Float32Array,
  language: Language,
  constants: CentringConstants | undefined,
): Float32Array {
  const unit = normalised(vector);
  if (!constants) return unit;
  const mean = constants.passage[language];
  return normalised(unit.map((value, index) => value - (mean[index] ?? 0)));
}

/** A question's: norm(q̂ − (μ_query[language] + μ_passage[language]) / 2). The half-way point was measured best. */
export function centredQuery(
  vector: Float32Array,
  language: Language,
  constants: CentringConstants | undefined,
): Float32Array {
  const unit = normalised(vector);
  if (!constants) return unit;
  const centre = queryCentre(language, constants);
  return normalised(unit.map((value, index) => value - (centre[index] ?? 0)));
}

/** What is subtracted from questions of a language. */
export function queryCentre(language: Language, { query, passage }: CentringConstants): number[] {
  return query[language].map((value, index) => (value + (passage[language][index] ?? 0)) / 2);
}

/** The vector with length 1. @throws RangeError when it has no direction */
export function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > 0 && Number.isFinite(length)))
    throw new RangeError('a vector without direction can not be normalised');
  return vector.map((value) => value / length);
}

/** The model's own unit vector p̂, from the one that centredPassage gives: for measuring what centring does. */
export function uncentredPassage(
  centred: Float32Array,
  language: Language,
  constants: CentringConstants | undefined,
): Float32Array {
  return constants ? uncentred(centred, constants.passage[language]) : centred;
}

/** The model's own unit vector q̂, from the one that centredQuery gives. */
export function uncentredQuery(
  centred: Float32Array,
  language: Language,
  constants: CentringConstants | undefined,
): Float32Array {
  return constants ? uncentred(centred, queryCentre(language, constants)) : centred;
}

/** u of length 1 with norm(u − μ) = v: u = t·v + μ, where t is the positive root of t² + 2t·(v·μ) + |μ|² = 1. */
function uncentred(centred: Float32Array, mean: readonly number[]): Float32Array {
  let [along, squares] = [0, 0];
  mean.forEach((value, index) => {
    along += value * (centred[index] ?? 0);
    squares += value * value;
  });
  const length = Math.sqrt(along * along + 1 - squares) - along;
  return centred.map((value, index) => length * value + (mean[index] ?? 0));
}

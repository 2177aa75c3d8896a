import { createHash } from 'node:crypto';
import type { Language } from '@onggi/platform';
import { centredPassage, centredQuery, normalised } from '../embedding/centre.js';
import type { CosineSpread } from '../embedding/embedder.js';
import type { CentringConstants, EmbeddingModelProfile } from '../embedding/embedding-profile.js';

/** Raw vectors of one language. The first passages belong to the questions of the same place; more may follow. */
export interface LanguageSample {
  questions: Float32Array[];
  passages: Float32Array[];
}

type Sample = Record<Language, LanguageSample>;

const languages: readonly Language[] = ['ko', 'en'];

/** The constants of an embedding model from a sample of its vectors. The version is a digest of the numbers. */
export function constantsOf(sample: Sample): Required<Pick<EmbeddingModelProfile, 'centring' | 'unrelated'>> {
  const means: CentringConstants = {
    query: { ko: meanOf(sample.ko.questions), en: meanOf(sample.en.questions) },
    passage: { ko: meanOf(sample.ko.passages), en: meanOf(sample.en.passages) },
  };
  const version = createHash('sha256').update(JSON.stringify(means)).digest('hex').slice(0, 8);
  const spreads = (question: Language) => ({
    ko: unrelatedSpread(sample, question, 'ko', means),
    en: unrelatedSpread(sample, question, 'en', means),
  });
  return { centring: { version, ...means }, unrelated: { ko: spreads('ko'), en: spreads('en') } };
}

/** The mean of the unit vectors, to six digits: that is far below what the model's own rounding changes. */
function meanOf(vectors: readonly Float32Array[]): number[] {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) normalised(vector).forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  return Array.from(sum, (value) => Number((value / vectors.length).toFixed(6)));
}

/** Cosines of every question with every passage but its own. */
function unrelatedSpread(
  sample: Sample,
  question: Language,
  passage: Language,
  means: CentringConstants,
): CosineSpread {
  const questions = sample[question].questions.map((vector) => centredQuery(vector, question, means));
  const passages = sample[passage].passages
    .slice(0, questions.length)
    .map((vector) => centredPassage(vector, passage, means));
  const cosines = questions.flatMap((asked, row) =>
    passages.filter((_, column) => column !== row).map((told) => dot(asked, told)),
  );
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length;
  return { mean: Number(mean.toFixed(4)), deviation: Number(Math.sqrt(variance).toFixed(4)) };
}

/** Share of questions whose own passage is the nearest of its language, for each pair of languages: a check of the result. */
export function nearestShare(sample: Sample, means: CentringConstants): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const question of languages) {
    for (const passage of languages) {
      const asked = sample[question].questions.map((vector) => centredQuery(vector, question, means));
      const told = sample[passage].passages.slice(0, asked.length).map((each) => centredPassage(each, passage, means));
      const right = asked.filter((vector, row) => {
        const own = dot(vector, told[row] ?? vector);
        return told.every((other, column) => column === row || dot(vector, other) < own);
      });
      shares[`${question}-${passage}`] = Number((right.length / asked.length).toFixed(3));
    }
  }
  return shares;
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

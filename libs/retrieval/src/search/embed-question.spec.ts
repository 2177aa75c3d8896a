import { describe, expect, it } from '@jest/globals';
import { EmbedderRegistry } from '@onggi/models';
import { bagOfWords, wordEmbedder } from '../search-world.fixture.js';
import { embedQuestion } from './embed-question.js';

const embedded = async (renamed?: string): Promise<Float32Array> => {
  const sets = [{ tenant: 'alpha', setId: 1, profile: wordEmbedder.profile }];
  const question = { query: '솔바람 요금은?', renamed };
  const { vectors } = await embedQuestion(
    EmbedderRegistry.single(wordEmbedder),
    sets,
    question,
    new AbortController().signal,
  );
  return vectors[0]!.vector;
};
const cosine = (left: Float32Array, right: Float32Array): number =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0);

describe('the vector of a question', () => {
  it('lies between what was asked and what its glossary calls it, at length 1', async () => {
    const vector = await embedded('Blue Line 요금은?');
    const [own, other] = [bagOfWords('솔바람 요금은?'), bagOfWords('Blue Line 요금은?')];
    expect(cosine(vector, vector)).toBeCloseTo(1);
    expect(cosine(vector, own)).toBeCloseTo(cosine(vector, other));
    expect(cosine(vector, other)).toBeGreaterThan(cosine(own, other));
  });

  it('is that of the question where there is no other name', async () =>
    expect(cosine(await embedded(), bagOfWords('솔바람 요금은?'))).toBeCloseTo(1));
});

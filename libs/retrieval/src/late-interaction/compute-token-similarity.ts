/**
 * Computes how like a question's tokens those of usual candidates are, and writes it into the profile of the embedding model:
 *
 *     node libs/retrieval/dist/late-interaction/compute-token-similarity.js [MODEL_SERVER_URL] [PROFILE]
 *
 * from libs/models/centring/texts.jsonl, after the centring constants, with the model server running (default
 * http://127.0.0.1:3100). PROFILE is the path of a profile (default: multilingual-e5-small). The constants belong to the model,
 * not to anyone's documents, and nothing has to be embedded again when they change.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createEmbedder,
  longPassages,
  readEmbeddingProfile,
  readTopics,
  type CosineSpread,
  type LongPassage,
  type PassageEmbedding,
  type QueryEmbedding,
  type TokenEmbedder,
} from '@onggi/models';
import type { Language } from '@onggi/platform';
import { maxSim, questionTables } from './max-sim.js';

/** Candidates of a question and language: the passages nearest to it by their vectors, those that answer left out. */
const candidates = 10;

interface Sample {
  questions: QueryEmbedding[];
  passages: (LongPassage & PassageEmbedding)[];
}

const models = (path: string): string => fileURLToPath(new URL(`../../../models/${path}`, import.meta.url));
const [, , url = 'http://127.0.0.1:3100', profilePath = models('src/embedding/profiles/multilingual-e5-small.json')] =
  process.argv;
const profile = readEmbeddingProfile(profilePath);
const embedder = createEmbedder({ url, profile });
const topics = readTopics(models('centring/texts.jsonl'));
if (!embedder.withTokens) throw new Error(`${profilePath} is of a model without token vectors`);

const sample = { ko: await sampleOf(embedder.withTokens, 'ko'), en: await sampleOf(embedder.withTokens, 'en') };
const spreads = (asked: Language) => ({
  ko: spreadOf(sample[asked].questions, sample.ko.passages),
  en: spreadOf(sample[asked].questions, sample.en.passages),
});
const tokenSimilarity = { ko: spreads('ko'), en: spreads('en') };
const written = JSON.parse(readFileSync(profilePath, 'utf8')) as object;
writeFileSync(profilePath, `${JSON.stringify({ ...written, tokenSimilarity }, undefined, 2)}\n`);
process.stdout.write(`${JSON.stringify({ topics: topics.length, tokenSimilarity }, undefined, 2)}\n`);

async function sampleOf(tokens: TokenEmbedder, language: Language): Promise<Sample> {
  const { signal } = new AbortController();
  const questions: QueryEmbedding[] = [];
  for (const { question } of topics) questions.push(await tokens.embedQuery(question[language], language, signal));
  const passages = longPassages(topics, language);
  const embedded = await tokens.embedPassages(
    passages.map(({ text }) => ({ text, language })),
    signal,
  );
  const whole = passages.flatMap((passage, place) => {
    const vectors = embedded[place];
    return vectors ? [{ ...passage, ...vectors }] : [];
  });
  return { questions, passages: whole };
}

/** Mean of MaxSim, and its mean deviation among the candidates of one question. */
function spreadOf(questions: Sample['questions'], passages: Sample['passages']): CosineSpread {
  const spreadsOfOne = questions.map(({ vector, tokens }, place) => {
    const table = questionTables(tokens ?? new Float32Array(), vector.length);
    const near = passages
      .filter((passage) => !passage.topics.some((topic) => topic === topics[place]))
      .map((passage) => ({ passage, cosine: dot(vector, passage.vector) }))
      .sort((left, right) => right.cosine - left.cosine)
      .slice(0, candidates)
      .map(({ passage }) => maxSim(table, passage.tokens ?? new Uint8Array()));
    const mean = average(near);
    return { mean, deviation: Math.sqrt(average(near.map((value) => (value - mean) ** 2))) };
  });
  return {
    mean: Number(average(spreadsOfOne.map(({ mean }) => mean)).toFixed(4)),
    deviation: Number(average(spreadsOfOne.map(({ deviation }) => deviation)).toFixed(4)),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

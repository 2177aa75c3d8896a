/**
 * Computes the centring constants of an embedding model and writes them into its profile:
 *
 *     node libs/models/dist/centring/compute-constants.js [MODEL_SERVER_URL] [PROFILE]
 *
 * from libs/models/centring/texts.jsonl, with the model server running (default http://127.0.0.1:3100). PROFILE is the
 * name of one of Onggi's profiles (default multilingual-e5-small) or the path of your own. Constants are properties of the
 * model, not of anyone's documents. New ones get a new version, and what was embedded with old ones has to be embedded
 * again.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from '@onggi/platform';
import { readEmbeddingProfile } from '../embedding/embedding-profile.js';
import { vectorsOf } from '../embedding/embedding-reply.js';
import { ModelEndpoint } from '../openai/model-endpoint.js';
import { longPassages, passageOf, readTopics, type CentringTopic } from './centring-texts.js';
import { constantsOf, nearestShare, type LanguageSample } from './constants.js';

const textsPath = fileURLToPath(new URL('../../centring/texts.jsonl', import.meta.url));
const [, , url = 'http://127.0.0.1:3100', named = 'multilingual-e5-small'] = process.argv;
const profilePath = named.endsWith('.json')
  ? named
  : fileURLToPath(new URL(`../../src/embedding/profiles/${named}.json`, import.meta.url));
const profile = readEmbeddingProfile(profilePath);
const textsPerCall = 64;

const endpoint = new ModelEndpoint({ url });
const signal = new AbortController().signal;

async function embed(model: string, texts: readonly string[]): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += textsPerCall) {
    const input = texts.slice(from, from + textsPerCall);
    const reply = await endpoint.postForJson(
      '/v1/embeddings',
      { model, input, encoding_format: 'base64' },
      model,
      signal,
    );
    vectors.push(...vectorsOf(reply, { model, texts: input.length, dimensions: profile.dimensions }));
  }
  return vectors;
}

async function sampleOf(topics: readonly CentringTopic[], language: Language): Promise<LanguageSample> {
  const questions = topics.map((topic) => profile.queryPrefix + topic.question[language]);
  const passages = [
    ...topics.map((topic) => passageOf(topic, language)),
    ...longPassages(topics, language).map(({ text }) => text),
  ];
  return {
    questions: await embed(profile.queryModel, questions),
    passages: await embed(
      profile.passageModel,
      passages.map((passage) => profile.passagePrefix + passage),
    ),
  };
}

const topics = readTopics(textsPath);
const sample = { ko: await sampleOf(topics, 'ko'), en: await sampleOf(topics, 'en') };
const { centring, unrelated } = constantsOf(sample);
const written = JSON.parse(readFileSync(profilePath, 'utf8')) as object;
writeFileSync(profilePath, `${JSON.stringify({ ...written, centring, unrelated }, undefined, 2)}\n`);
process.stdout.write(
  `${JSON.stringify({ topics: topics.length, version: centring.version, unrelated, nearest: nearestShare(sample, centring) }, undefined, 2)}\n`,
);

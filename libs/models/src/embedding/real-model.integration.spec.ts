import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Language } from '@onggi/platform';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';
import { passageOf, readTopics } from '../centring/centring-texts.js';
import type { Embedder } from './embedder.js';
import { multilingualE5Small } from './embedding-profile.js';
import { createTokenCounter } from './http-token-counter.js';
import { createEmbedder } from './openai-embedder.js';

const minutes = 60_000;
jest.setTimeout(2 * minutes);
const never = new AbortController().signal;
const topics = readTopics(fileURLToPath(new URL('../../centring/texts.jsonl', import.meta.url)));

let server: ServerProcess;
let embedder: Embedder;
beforeAll(async () => {
  server = await startServer(
    { ONGGI_CHAT_MODEL_PATH: '/nowhere/chat.gguf' },
    (_status, body) => body.embeddings.status !== 'starting',
  );
  embedder = createEmbedder({ url: server.url });
}, 5 * minutes);
afterAll(() => server.stop());

const dot = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0);
const passages = (texts: string[], language: Language) =>
  embedder.embedPassages(
    texts.map((text) => ({ text, language })),
    never,
  );
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('centred vectors of the real model', () => {
  it('have length 1 and the dimensions that the profile says', async () => {
    const vectors = [
      await embedder.embedQuery('배터리 전압은?', 'ko', never),
      ...(await passages(['The battery has 3.7 V.'], 'en')),
    ];
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.profile.dimensions);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
    }
  });

  it('of translations are nearer than of unrelated sentences, and no language is nearer to a question than the other', async () => {
    const sample = topics.filter((_, index) => index % 8 === 0);
    const vectors = {
      ko: await passages(
        sample.map((topic) => passageOf(topic, 'ko')),
        'ko',
      ),
      en: await passages(
        sample.map((topic) => passageOf(topic, 'en')),
        'en',
      ),
    };
    const nearest = vectors.ko.filter((vector, row) => {
      const own = dot(vector, vectors.en[row]!);
      return vectors.en.every((other, column) => column === row || dot(vector, other) < own);
    });
    expect(nearest.length / sample.length).toBeGreaterThan(0.8);
    const question = await embedder.embedQuery('회사 차를 빌리려면 무엇을 해야 합니까?', 'ko', never);
    const towards = (language: Language) => mean(vectors[language].map((vector) => dot(question, vector)));
    expect(Math.abs(towards('ko') - towards('en'))).toBeLessThan(0.06);
  });

  it('need the prefixes: a question sent as a passage stands out less from the rest', async () => {
    const sample = topics.filter((_, index) => index % 8 === 0);
    const told = await passages(
      sample.map((topic) => passageOf(topic, 'ko')),
      'ko',
    );
    const asked = await Promise.all(sample.map((topic) => embedder.embedQuery(topic.question.ko, 'ko', never)));
    const margins = (questions: Float32Array[]) =>
      mean(
        questions.map(
          (question, row) => dot(question, told[row]!) - mean(told.map((passage) => dot(question, passage))),
        ),
      );
    const confused = createEmbedder({
      url: server.url,
      profile: { ...multilingualE5Small, queryPrefix: multilingualE5Small.passagePrefix },
    });
    const wrong = await Promise.all(sample.map((topic) => confused.embedQuery(topic.question.ko, 'ko', never)));
    expect(margins(asked)).toBeGreaterThan(margins(wrong));
  });
});

describe('tokens of the real model', () => {
  const signs = (numbers: Float32Array, bits: Uint8Array) =>
    mean(Array.from(numbers, (value, index) => (value > 0 === (bits[index >> 3]! >> (index & 7)) % 2 > 0 ? 1 : 0)));

  it('are those of the words, come with the same vector, and are alike in question and passage', async () => {
    const text = '배터리 셀의 정격 전압은 3.7V이다!';
    const [alone] = await passages([text], 'ko');
    const [told] = await embedder.withTokens!.embedPassages([{ text, language: 'ko' }], never);
    expect(dot(told!.vector, alone!)).toBeCloseTo(1, 5);
    const counter = createTokenCounter({ url: server.url });
    const [all] = await counter.countTokens([text], never);
    const [punctuation] = await counter.countTokens(['!'], never);
    expect(punctuation).toBeGreaterThan(0);
    expect(told!.tokens!.length / 48).toBeGreaterThan(0);
    expect(told!.tokens!.length / 48).toBeLessThan(all!);

    const asked = await embedder.withTokens!.embedQuery(text, 'ko', never);
    expect(asked.tokens!.length / 384).toBe(told!.tokens!.length / 48);
    expect(dot(asked.vector, await embedder.embedQuery(text, 'ko', never))).toBeCloseTo(1, 5);
    const [other] = await embedder.withTokens!.embedPassages(
      [{ text: '서울의 날씨는 오늘도 맑고 덥다', language: 'ko' }],
      never,
    );
    const width = Math.min(told!.tokens!.length, other!.tokens!.length);
    const first = asked.tokens!.subarray(0, width * 8);
    expect(signs(first, told!.tokens!)).toBeGreaterThan(0.75);
    expect(signs(first, told!.tokens!)).toBeGreaterThan(signs(first, other!.tokens!) + 0.1);
  });
});

describe('token counts of the real model', () => {
  it('are those of the text alone, without prefix and special tokens', async () => {
    const counter = createTokenCounter({ url: server.url });
    expect(await counter.countTokens(['hello world', ''], never)).toEqual([expect.any(Number), 0]);
    const [whole, one, two] = await counter.countTokens(['정격 전압은 3.7V이다.', '정격 전압은', '3.7V이다.'], never);
    expect(whole).toBe(one! + two!);
  });
});

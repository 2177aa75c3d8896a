import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelBusyError, ModelRefusedError, ModelReplyError, ModelUnavailableError } from '../model-errors.js';
import { FakeModelServer, json, nothing, type ReceivedRequest } from '../openai/fake-model-server.fixture.js';
import { centredPassage, centredQuery, normalised } from './centre.js';
import { multilingualE5Small } from './embedding-profile.js';
import { createTokenCounter } from './http-token-counter.js';
import { createEmbedder } from './openai-embedder.js';

let server: FakeModelServer;
beforeAll(async () => {
  server = await FakeModelServer.start();
});
afterAll(() => server.stop());

const never = new AbortController().signal;
const { centring, dimensions } = multilingualE5Small;
const vectorOf = (seed: number) => Float32Array.from({ length: dimensions }, (_, index) => Math.sin(seed + index));
const base64 = (vector: Float32Array) => Buffer.from(vector.buffer).toString('base64');
const inputOf = (request: ReceivedRequest) => request.body['input'] as string[];

/** Answers each text with a vector that tells its length. */
const embeddings: Parameters<FakeModelServer['answer']>[0] = (response, request) =>
  json({
    data: inputOf(request)
      .map((text, index) => ({ object: 'embedding', index, embedding: base64(vectorOf(text.length)) }))
      .reverse(),
  })(response, request);

const passage = (text: string) => ({ text, language: 'ko' as const });

describe('passages', () => {
  it('go with their prefix to the ingest lane and come back centred, in order', async () => {
    server.answer(embeddings);
    const embedder = createEmbedder({ url: `${server.url}/v1/`, key: 'secret' });
    const passages = Array.from({ length: 70 }, (_, index) => passage('가'.repeat(index + 1)));
    const vectors = await embedder.embedPassages(passages, never);
    expect(vectors).toEqual(
      passages.map(({ text }) => centredPassage(vectorOf(`passage: ${text}`.length), 'ko', centring)),
    );
    expect(server.received.map((request) => inputOf(request).length)).toEqual([64, 6]);
    expect(server.received[0]).toMatchObject({
      path: '/v1/embeddings',
      headers: { authorization: 'Bearer secret' },
      body: { model: 'multilingual-e5-small:int8-row', encoding_format: 'base64' },
    });
  });

  it('come with their tokens, measured from the centre of their language, where the server gives them', async () => {
    const tokens = Buffer.alloc(2 * 48, 0b1010_0101).toString('base64');
    server.answer((response, request) =>
      json({
        data: inputOf(request).map((text, index) => ({
          index,
          embedding: base64(vectorOf(text.length)),
          ...(index === 0 && { token_vectors: tokens }),
        })),
      })(response, request),
    );
    const { withTokens } = createEmbedder({ url: server.url });
    const passages = [passage('하나'), { text: 'two', language: 'en' as const }];
    const [first, second] = await withTokens!.embedPassages(passages, never);
    expect(first).toEqual({
      vector: centredPassage(vectorOf('passage: 하나'.length), 'ko', centring),
      tokens: new Uint8Array(96).fill(0b1010_0101),
    });
    expect(second).not.toHaveProperty('tokens');
    expect(server.received.at(-1)?.body['token_vectors']).toEqual({
      form: 'bits',
      prefix: 'passage: ',
      centres: (['ko', 'en'] as const).map((language) => base64(Float32Array.from(centring!.passage[language]))),
      centre_of: [0, 1],
    });
  });

  it('have no tokens when it is told so, nor of a model without', () => {
    expect(createEmbedder({ url: server.url, tokenVectors: false }).withTokens).toBeUndefined();
    const profile = { ...multilingualE5Small, tokenVectors: false };
    expect(createEmbedder({ url: server.url, profile }).withTokens).toBeUndefined();
  });

  it('are refused with tokens of another width', async () => {
    server.answer(json({ data: [{ index: 0, embedding: base64(vectorOf(1)), token_vectors: 'AAAA' }] }));
    const { withTokens } = createEmbedder({ url: server.url });
    await expect(withTokens!.embedPassages([passage('하나')], never)).rejects.toThrow(ModelReplyError);
  });

  it('wait while the model is away, starting or busy', async () => {
    server.answer(
      (response) => response.destroy(),
      json({}, 503),
      json({}, 429, { 'retry-after': '0' }),
      json({}, 500),
      embeddings,
    );
    const vectors = await createEmbedder({ url: server.url }).embedPassages([passage('하나')], never);
    expect(vectors).toHaveLength(1);
    expect(server.received).toHaveLength(5);
  });

  it('wait for a server that is not there, until they are called off', async () => {
    const gone = await FakeModelServer.start();
    const { url } = gone;
    await gone.stop();
    const controller = new AbortController();
    const waiting = createEmbedder({ url }).embedPassages([passage('하나')], controller.signal);
    controller.abort(new Error('called off'));
    await expect(waiting).rejects.toThrow('called off');
  });

  it('are not sent for ever to a server that fails on them', async () => {
    server.answer(json({ error: 'boom' }, 500));
    await expect(createEmbedder({ url: server.url }).embedPassages([passage('하나')], never)).rejects.toThrow(
      ModelUnavailableError,
    );
    expect(server.received).toHaveLength(3);
  });

  it.each([
    ['away', json({}, 503), ModelUnavailableError],
    ['busy', json({}, 429), ModelBusyError],
  ])('wait for nothing when they are told so and the model is %s', async (_, answer, failure) => {
    server.answer(answer);
    const embedder = createEmbedder({ url: server.url });
    await expect(embedder.embedPassages([passage('하나')], never, { waits: false })).rejects.toThrow(failure);
    expect(server.received).toHaveLength(1);
  });

  it('name the model that the server does not serve', async () => {
    server.answer(json({ error: { message: 'no such model' } }, 404));
    await expect(createEmbedder({ url: server.url }).embedPassages([passage('하나')], never)).rejects.toMatchObject({
      code: 'EMBEDDING_MODEL_NOT_SERVED',
      data: { model: 'multilingual-e5-small:int8-row' },
    });
  });

  it('of a profile without constants come back as they are, but of length 1', async () => {
    server.answer(embeddings);
    const embedder = createEmbedder({ url: server.url, profile: { ...multilingualE5Small, centring: undefined } });
    const [vector] = await embedder.embedPassages([passage('하나')], never);
    expect(embedder.profile.centringVersion).toBe('none');
    expect(vector).toEqual(normalised(vectorOf('passage: 하나'.length)));
  });

  it('are refused for good when the request is wrong', async () => {
    server.answer(json({ error: { message: 'no such key' } }, 401));
    const refused = createEmbedder({ url: server.url }).embedPassages([passage('하나')], never);
    await expect(refused).rejects.toMatchObject({ data: { status: 401, detail: expect.stringContaining('no such') } });
    await expect(refused).rejects.toThrow(ModelRefusedError);
  });
});

describe('a reply', () => {
  const one = (embedding: unknown) => json({ data: [{ index: 0, embedding }] });
  it.each([
    ['of the wrong dimension', one(base64(new Float32Array(383).fill(1)))],
    ['that is not finite', one(base64(vectorOf(1).fill(Number.NaN, 0, 1)))],
    ['of zeros', one(base64(new Float32Array(dimensions)))],
    ['with too few vectors', json({ data: [] })],
    ['of another shape', json({ vectors: [] })],
    ['that is no JSON', (response: Parameters<typeof nothing>[0]) => void response.end('<html>')],
  ])('%s is never taken for a vector', async (_, answer) => {
    server.answer(answer);
    await expect(createEmbedder({ url: server.url }).embedPassages([passage('하나')], never)).rejects.toThrow(
      ModelReplyError,
    );
  });

  it('may be numbers where the server knows no base64', async () => {
    server.answer(one([...vectorOf(3)]));
    const [vector] = await createEmbedder({ url: server.url }).embedPassages([passage('하나')], never);
    expect(vector).toEqual(centredPassage(vectorOf(3), 'ko', centring));
  });
});

describe('a question', () => {
  it('goes with its prefix to the query lane and comes back centred', async () => {
    server.answer(embeddings);
    const vector = await createEmbedder({ url: server.url }).embedQuery('전압은?', 'ko', never);
    expect(vector).toEqual(centredQuery(vectorOf('query: 전압은?'.length), 'ko', centring));
    expect(server.received[0]?.body).toMatchObject({ model: 'multilingual-e5-small', input: ['query: 전압은?'] });
  });

  it.each([
    ['away', json({}, 503), ModelUnavailableError],
    ['busy', json({}, 429, { 'retry-after': '7' }), ModelBusyError],
    ['cut off', (response: Parameters<typeof nothing>[0]) => void response.destroy(), ModelUnavailableError],
  ])('fails at once when the model is %s', async (_, answer, failure) => {
    server.answer(answer);
    await expect(createEmbedder({ url: server.url }).embedQuery('q', 'en', never)).rejects.toThrow(failure);
    expect(server.received).toHaveLength(1);
  });

  it('says when a busy model may be asked again', async () => {
    server.answer(json({}, 429, { 'retry-after': '7' }));
    await expect(createEmbedder({ url: server.url }).embedQuery('q', 'en', never)).rejects.toMatchObject({
      retryAfterMs: 7_000,
    });
  });

  it('is given up when the model is silent', async () => {
    server.answer(nothing);
    const asked = createEmbedder({ url: server.url, queryTimeoutMs: 30 }).embedQuery('q', 'en', never);
    await expect(asked).rejects.toThrow(ModelUnavailableError);
  });
});

describe('counting tokens', () => {
  it('gives one number a text, begin and end not counted', async () => {
    server.answer(json({ counts: [3, 5] }));
    expect(await createTokenCounter({ url: server.url }).countTokens(['a', 'b'], never)).toEqual([1, 3]);
    expect(server.received[0]).toMatchObject({ path: '/tokenize', body: { input: ['a', 'b'] } });
  });

  it('asks nobody about nothing, and takes no other number of counts', async () => {
    server.answer(json({ counts: [3] }));
    const counter = createTokenCounter({ url: server.url });
    expect(await counter.countTokens([], never)).toEqual([]);
    expect(server.received).toHaveLength(0);
    await expect(counter.countTokens(['a', 'b'], never)).rejects.toThrow(ModelReplyError);
  });
});

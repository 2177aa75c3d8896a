import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelReplyError, ModelUnavailableError } from '../model-errors.js';
import { FakeModelServer, json, nothing } from '../openai/fake-model-server.fixture.js';
import { createReranker } from './http-reranker.js';

let server: FakeModelServer;
beforeAll(async () => {
  server = await FakeModelServer.start();
});
afterAll(() => server.stop());

const never = new AbortController().signal;
const rerank = (documents: string[], signal = never) =>
  createReranker({ url: server.url, model: 'spec', key: 'k' }).rerank('물음', documents, signal);
const scores = (...results: [number, number][]) =>
  json({ results: results.map(([index, relevance_score]) => ({ index, relevance_score })) });

describe('reranking', () => {
  it('sends question and documents, and gives the scores in their order', async () => {
    server.answer(scores([1, 0.9], [0, -0.1]));
    expect(await rerank(['가', '나'])).toEqual([-0.1, 0.9]);
    expect(server.received[0]).toMatchObject({
      path: '/v1/rerank',
      headers: { authorization: 'Bearer k' },
      body: { model: 'spec', query: '물음', documents: ['가', '나'], top_n: 2 },
    });
  });

  it('asks nobody about nothing', async () => {
    server.answer(scores());
    expect(await rerank([])).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it.each([
    ['one is missing', scores([0, 1])],
    ['one comes twice', scores([0, 1], [0, 2])],
    ['one is of no document', scores([0, 1], [2, 1])],
    ['one comes twice beside all', scores([0, 1], [1, 1], [1, 2])],
    ['there are none', json({ data: [] })],
  ])('refuses scores of which %s', async (_, answer) => {
    server.answer(answer);
    await expect(rerank(['가', '나'])).rejects.toThrow(ModelReplyError);
  });

  it('does not wait for a server that is away, and ends with its caller', async () => {
    server.answer(json({}, 503));
    await expect(rerank(['가'])).rejects.toThrow(ModelUnavailableError);
    server.answer(nothing);
    await expect(rerank(['가'], AbortSignal.timeout(30))).rejects.toThrow(/timeout/);
  });
});

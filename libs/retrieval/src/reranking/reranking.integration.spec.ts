import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReranker, lateInteractionModel } from '@onggi/models';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';
import { noAnalyzer, SearchWorld } from '../search-world.fixture.js';
import { Reranking } from './reranking.js';

const minutes = 60_000;
const right = '배터리 셀의 정격 전압은 3.7V이다.';
const query = '배터리 정격 전압은 얼마인가?';

let server: ServerProcess;
let world: SearchWorld;
beforeAll(async () => {
  [server, world] = await Promise.all([
    startServer({ ONGGI_INFERENCE_CHAT: 'off' }, (_status, body) => body.embeddings.status === 'ready'),
    SearchWorld.create(['alpha']),
  ]);
  await world.publish('alpha', ['배터리 정격 표의 목차는 얼마인가를 묻지 않는다.', '서울의 날씨는 맑다.', right]);
}, 5 * minutes);
afterAll(() => Promise.all([server.stop(), world.close()]));

/** With a weight that lets the second stage decide. */
const searchWith = (url: string) =>
  world.searchWith(
    noAnalyzer,
    new Reranking(createReranker({ url, model: lateInteractionModel }), {
      purposes: ['answer'],
      weight: 100,
      budgetMs: minutes,
    }),
  );
const find = (url: string, rerank?: boolean) =>
  searchWith(url).search(world.caller('alpha'), { query, first: 3, trace: true, rerank });

describe('a reranked search', () => {
  it('has the passage first whose words answer, and shows the scores', async () => {
    const { passages, trace, timings } = await find(server.url, true);
    expect(passages[0]?.text).toBe(right);
    expect(timings.rerankMs).toBeGreaterThan(0);
    expect(trace?.rerank).toMatchObject({ outcome: 'reranked', model: lateInteractionModel });
    expect(trace?.rerank).toHaveProperty('candidates.0.chunkId', passages[0]?.chunkId);
  });

  it('is the first stage’s while the model is away, or where it is not asked for', async () => {
    const plain = await find(server.url);
    expect(plain.trace).not.toHaveProperty('rerank');
    const away = await find('http://127.0.0.1:9', true);
    expect(away.passages).toEqual(plain.passages);
    expect(away.trace?.rerank).toMatchObject({ outcome: 'skipped', reason: 'MODEL_UNAVAILABLE' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';

const minutes = 60_000;
const noOtherModel = { ONGGI_CHAT_MODEL_PATH: '/nowhere/chat.gguf', ONGGI_EMBEDDING_MODEL_PATH: '/nowhere/e5.bin' };

async function post(server: ServerProcess, body: object): Promise<Response> {
  return fetch(`${server.url}/morphemes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('morphemes', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer(noOtherModel, (_status, body) => body.morphology.status !== 'starting');
  }, 2 * minutes);
  afterAll(() => server.stop());

  it('are forms in the dictionary with part of speech and place', async () => {
    const response = await post(server, { input: ['필터를 걸었다.', ''] });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      analyzer: 'kiwi-0.23.0/kiwi-model-0.24.0',
      data: [
        [
          ['필터', 'NNG', 0, 2],
          ['를', 'JKO', 2, 1],
          ['걸', 'VV', 4, 1],
          ['었', 'EP', 5, 1],
          ['다', 'EF', 6, 1],
          ['.', 'SF', 7, 1],
        ],
        [],
      ],
    });
  });

  it('of a long text are placed in the whole of it', async () => {
    const text = `${'정기 점검을 한다. '.repeat(300)}필터`;
    const { data } = (await (await post(server, { input: [text] })).json()) as {
      data: [string, string, number, number][][];
    };
    for (const [form, tag, start, length] of data[0]!.filter(([, each]) => each === 'NNG')) {
      expect([tag, text.slice(start, start + length)]).toEqual(['NNG', form]);
    }
    expect(data[0]!.at(-1)).toEqual(['필터', 'NNG', text.length - 2, 2]);
  });

  it(
    'of a question come before those of many passages',
    async () => {
      let finished = false;
      const many = Array.from({ length: 80 }, (_, index) => `${index}번 구역의 밸브와 배관을 점검한다. `.repeat(20));
      const passages = post(server, { input: many }).finally(() => (finished = true));
      const { data } = (await (await post(server, { input: ['점검'], purpose: 'question' })).json()) as {
        data: unknown[];
      };
      expect(data).toEqual([[['점검', 'NNG', 0, 2]]]);
      expect(finished).toBe(false);
      expect((await passages).status).toBe(200);
    },
    2 * minutes,
  );
});

describe('a server without its files', () => {
  it('says that it has no morphemes, and why', async () => {
    const server = await startServer(
      { ...noOtherModel, ONGGI_MORPHOLOGY_MODEL_PATH: '/nowhere/kiwi' },
      (_status, body) => body.morphology.status !== 'starting',
    );
    expect((await post(server, { input: ['하나'] })).status).toBe(404);
    const health = (await (await fetch(`${server.url}/health/ready`)).json()) as object;
    expect(health).toMatchObject({ morphology: { status: 'failed', code: 'MODEL_FILE_MISSING' } });
    await server.stop();
  });
});

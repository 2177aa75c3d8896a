import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createEmbedder, type Embedder } from '@onggi/models';
import type { Language } from '@onggi/platform';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';
import { passageOf, readTopics, type CentringTopic } from '../../../models/src/centring/centring-texts.js';
import { SearchWorld } from '../search-world.fixture.js';

const minutes = 60_000;
jest.setTimeout(2 * minutes);
const topics = readTopics(fileURLToPath(new URL('../../../models/centring/texts.jsonl', import.meta.url))).filter(
  (_, index) => index % 3 !== 0,
);
/** Every sixth subject is asked about. */
const asked = topics.filter((_, index) => index % 6 === 0);

/** The same text in another tenant is not computed again. */
function remembering(embedder: Embedder): Embedder {
  const known = new Map<string, Float32Array>();
  return {
    profile: embedder.profile,
    unrelated: embedder.unrelated,
    embedQuery: (text, language, signal) => embedder.embedQuery(text, language, signal),
    async embedPassages(passages, signal) {
      const unknown = passages.filter(({ text }) => !known.has(text));
      const vectors = await embedder.embedPassages(unknown, signal);
      unknown.forEach(({ text }, index) => known.set(text, vectors[index]!));
      return passages.map(({ text }) => known.get(text)!);
    },
  };
}

let server: ServerProcess;
let world: SearchWorld;
beforeAll(async () => {
  server = await startServer(
    { ONGGI_CHAT_MODEL_PATH: '/nowhere/chat.gguf' },
    (_status, body) => body.embeddings.status !== 'starting',
  );
  world = await SearchWorld.create(['both', 'korean', 'english'], remembering(createEmbedder({ url: server.url })));
  for (const language of ['ko', 'en'] as const) await publish('both', topics, language);
  // In these the subjects asked about are left in the other language only.
  const rest = topics.filter((topic) => !asked.includes(topic));
  await publish('korean', rest, 'ko');
  await publish('korean', asked, 'en');
  await publish('english', rest, 'en');
  await publish('english', asked, 'ko');
}, 5 * minutes);
afterAll(async () => {
  await world.close();
  await server.stop();
});

async function publish(tenant: string, of: readonly CentringTopic[], language: Language): Promise<void> {
  const texts = of.map((topic) => passageOf(topic, language));
  for (let from = 0; from < texts.length; from += 4) await world.publish(tenant, texts.slice(from, from + 4));
  await world.index.refreshStatistics(world.service(tenant));
}

/** Share of the questions whose subject is among the first. */
async function found(tenant: string, language: Language, first: number): Promise<number> {
  let right = 0;
  for (const topic of asked) {
    const query = topic.question[language];
    const { passages } = await world.search.search(world.caller(tenant), { query, first });
    const wanted = [passageOf(topic, 'ko'), passageOf(topic, 'en')];
    if (passages.some((passage) => wanted.includes(passage.text))) right++;
  }
  return right / asked.length;
}

describe('with the real model, a question', () => {
  it.each(['ko', 'en'] as const)('in %s finds its page first where it exists in both languages', async (language) => {
    expect(await found('both', language, 1)).toBeGreaterThan(0.9);
  });

  it.each([
    ['ko', 'korean'],
    ['en', 'english'],
  ] as const)(
    'in %s finds the page that exists in the other language only, among pages of its own',
    async (language, tenant) => {
      expect(await found(tenant, language, 10)).toBeGreaterThan(0.7);
    },
  );
});

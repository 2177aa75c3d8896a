import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { noAnalyzer, SearchWorld, wordEmbedder } from '../../../retrieval/src/search-world.fixture.js';
import { postgresFullText } from './postgres-full-text.js';
import { WorldReader } from './read-world.js';

let server: SearchWorld;
beforeAll(async () => {
  server = await SearchWorld.create(['alpha', 'beta']);
});
afterAll(() => server.close());

it('reads the live passages of one corpus, by which PostgreSQL’s own search finds them', async () => {
  const { documentId } = await server.publish('alpha', ['The pump is greased.', 'Doors open.'], { title: 'Manual' });
  await server.publish('alpha', ['Another pump.'], { corpus: 'attic' });
  await server.publish('alpha', ['A pump to come.'], { live: false });
  await server.publish('beta', ['A foreign pump.']);
  const query = { id: 'q', text: 'How are pumps greased?', language: 'en', answers: [], unanswerable: false } as const;
  const set = { documents: [], queries: [query], judgements: new Map(), ignoredJudgements: 0, glossary: [] };
  const reader = new WorldReader(server.admin, wordEmbedder, noAnalyzer);
  const place = { tenant: 'alpha', corpus: 'library', setIds: new Map([[documentId, 'd1']]) };
  const world = await reader.read(set, place);
  expect(world.chunks.map(({ document, searchText }) => [document, searchText]).sort()).toEqual([
    ['d1', 'Manual\nPart 1\nThe pump is greased.'],
    ['d1', 'Manual\nPart 2\nDoors open.'],
  ]);
  const session = await server.admin.connect();
  const schemes = await postgresFullText(session, world);
  const pump = world.chunks.findIndex(({ searchText }) => searchText.includes('pump'));
  for (const { rank } of schemes) expect(await rank(world.queries[0]!)).toEqual([pump]);
  session.release(true);
});

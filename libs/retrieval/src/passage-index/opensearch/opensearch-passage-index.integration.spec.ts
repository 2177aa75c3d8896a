import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bagOfWords, noAnalyzer, SearchWorld, wordEmbedder } from '../../search-world.fixture.js';
import { itFindsPassages } from '../passage-index-contract.fixture.js';
import { OpenSearchPassageIndex, type OpenSearchOptions } from './opensearch-passage-index.js';

jest.setTimeout(60_000);

const url = process.env['ONGGI_TEST_OPENSEARCH_URL'];
const tenants = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const impatience = { attempts: 2, pauseMs: 10, timeoutMs: 300 };

const worldAt = (at: string, options?: OpenSearchOptions) => {
  const settings = { url: at, account: undefined, prefix: `spec-${randomBytes(6).toString('hex')}` };
  return SearchWorld.create(
    tenants,
    wordEmbedder,
    noAnalyzer,
    (database) => new OpenSearchPassageIndex(database, settings, options),
  );
};

if (url === undefined) {
  it.skip('against OpenSearch: ONGGI_TEST_OPENSEARCH_URL is not set', () => undefined);
} else {
  const worlds: SearchWorld[] = [];
  const kept = async (world: Promise<SearchWorld>) => {
    worlds.push(await world);
    return world;
  };
  afterAll(async () => {
    for (const { index } of worlds) for (const tenant of tenants) await index.removeTenant(tenant);
  });

  describe('all visible passages scored', () => itFindsPassages(() => kept(worldAt(url))));
  describe('the graph searched', () => itFindsPassages(() => kept(worldAt(url, { exactUpTo: 0 }))));

  describe('the rows in the engine', () => {
    let world: SearchWorld;
    beforeAll(async () => {
      world = await kept(worldAt(url));
    });
    afterAll(() => world.close());
    const countOf = async (version: string): Promise<number> => {
      const index = `${prefixOf(world)}.passages.alpha`;
      await fetch(`${url}/${index}/_refresh`, { method: 'POST' });
      const reply = await fetch(`${url}/${index}/_count?q=version:%22${version}%22`);
      return ((await reply.json()) as { count: number }).count;
    };

    it('of a document that is gone are swept though its removal was broken off', async () => {
      const [gone, kept] = [await world.publish('alpha', ['pump', 'valve']), await world.publish('alpha', ['seal'])];
      await world.admin.query('DELETE FROM onggi.document WHERE document_id = $1', [gone.documentId]);
      expect(await countOf(gone.versionId)).toBe(2);
      await world.index.refreshStatistics(world.service('alpha'));
      expect(await countOf(gone.versionId)).toBe(0);
      expect(await countOf(kept.versionId)).toBe(1);
    });

    it('hold neither text nor word', async () => {
      await world.publish('alpha', ['Confidential gasket of graphite']);
      const reply = await fetch(`${url}/${prefixOf(world)}.passages.alpha/_search?size=100`);
      expect(await reply.text()).not.toMatch(/gasket|graphite/i);
    });

    it('go with their tenant, and come again', async () => {
      const { versionId } = await world.publish('alpha', ['pump']);
      await world.index.removeTenant('alpha');
      await world.index.removeTenant('alpha');
      expect(await world.found(world.caller('alpha'), 'pump')).toEqual([]);
      await world.publish('alpha', ['pump again']);
      expect(await countOf(versionId)).toBe(0);
      expect(await world.found(world.caller('alpha'), 'pump')).toEqual(['pump again']);
    });
  });
}

const prefixOf = (world: SearchWorld): string =>
  (world.index as unknown as { settings: { prefix: string } }).settings.prefix;

describe('an engine that', () => {
  const query = { vectors: [{ tenant: 'alpha', setId: 1, vector: bagOfWords('pump') }], terms: [], perLeg: 10 };
  let answer: (response: import('node:http').ServerResponse) => void;
  const server = createServer((_request, response) => answer(response));
  let world: SearchWorld;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    world = await worldAt(`http://127.0.0.1:${port}`, { patience: impatience });
  });
  afterAll(async () => {
    await world.close();
    server.closeAllConnections();
    server.close();
  });
  const chunks = () => world.chunksOf(['pump']);

  it.each<[string, typeof answer]>([
    ['says nothing', () => undefined],
    ['is overloaded', (response) => response.writeHead(429).end('{"error":{"type":"circuit_breaking_exception"}}')],
    ['refuses the account', (response) => response.writeHead(401).end('Unauthorized')],
    ['breaks off', (response) => response.socket?.destroy()],
    ['says what is no JSON', (response) => response.end('<html>')],
  ])('%s is named, and may come back', async (_, reply) => {
    answer = reply;
    const error = { code: 'SEARCH_ENGINE_UNAVAILABLE', httpStatus: 503, retryable: true };
    const staging = world.database.run(world.service('alpha'), async (transaction) =>
      world.index.stage(transaction, '00000000-0000-7000-8000-000000000000', await chunks()),
    );
    await expect(staging).rejects.toMatchObject(error);
    const searching = world.database.run(world.caller('alpha'), (transaction) =>
      world.index.search(transaction, query),
    );
    await expect(searching).rejects.toMatchObject(error);
  });
});

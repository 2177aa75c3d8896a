import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { ApiWorld, type Reply } from '../api.fixture.js';
import type { SeededDocument } from '../../../../libs/tenancy/src/two-tenants.fixture.js';

let world: ApiWorld;
let [owner, receiver, third, member]: string[] = [];
let document: SeededDocument;

beforeAll(async () => {
  world = await ApiWorld.create();
  await world.tenants.addTenant('gamma');
  owner = await world.key('alpha', { role: 'admin' });
  receiver = await world.key('beta', { role: 'admin' });
  third = await world.key('gamma', { role: 'admin' });
  member = await world.key('beta');
  document = await world.tenants.publish('alpha', 'The shared text', { groups: ['everyone'], label: 'O' });
});
afterAll(() => world.close());

const offer = (over: object = {}) => ({
  corpus: document.corpusId,
  receiver: 'beta',
  purpose: 'Joint maintenance',
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...over,
});
const post = (url: string, key: string | undefined, body: object) => world.call('POST', url, { key: key!, body });
const withoutRequestId = ({ status, body }: Reply) => [status, body.replace(/"requestId":"[^"]+"/, '')];
const idIn = ({ body }: Reply) => (JSON.parse(body) as { id: string }).id;

describe('sharing a corpus over REST', () => {
  it('takes an offer and its acceptance, shows the text, and takes it away again', async () => {
    const offered = await post('/api/v1/corpus-shares', owner, offer());
    expect(offered.status).toBe(201);
    const url = `/api/v1/documents/${document.documentId}/pages/1`;
    expect((await world.call('GET', url, { key: member! })).status).toBe(404);
    const accepted = await post(`/api/v1/corpus-shares/${idIn(offered)}/accept`, receiver, {});
    expect([accepted.status, JSON.parse(accepted.body)]).toEqual([200, expect.objectContaining({ status: 'active' })]);
    expect(await world.call('GET', url, { key: member! })).toMatchObject({ status: 200 });
    expect((await world.call('GET', url, { key: third! })).status).toBe(404);
    expect((await world.call('DELETE', `/api/v1/corpus-shares/${idIn(offered)}`, { key: receiver! })).status).toBe(204);
    expect((await world.call('GET', url, { key: member! })).status).toBe(404);
  });

  it('is refused to members', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/corpus-shares'],
      ['GET', '/api/v1/posts'],
    ] as const) {
      expect((await world.call(method, path, { key: member! })).status).toBe(403);
    }
    expect((await post('/api/v1/corpus-shares', member, offer())).status).toBe(403);
  });

  it('answers another’s share as one that does not exist, to the byte', async () => {
    const id = idIn(await post('/api/v1/corpus-shares', owner, offer()));
    const asked = async (share: string) => [
      withoutRequestId(await post(`/api/v1/corpus-shares/${share}/accept`, third, {})),
      withoutRequestId(await post(`/api/v1/posts/${share}/accept`, third, {})),
      withoutRequestId(await world.call('DELETE', `/api/v1/corpus-shares/${share}`, { key: third! })),
    ];
    const random = await asked(newId());
    expect(await asked(id)).toEqual(random);
    expect(random.map(([status]) => status)).toEqual([404, 404, 404]);
  });

  it('answers an offer of another’s corpus as one of none, to the byte', async () => {
    const offering = async (corpus: string) =>
      withoutRequestId(await post('/api/v1/corpus-shares', third, offer({ corpus })));
    const random = await offering(newId());
    expect(random[0]).toBe(404);
    expect(await offering(document.corpusId)).toEqual(random);
  });

  it('wants an end within five years, and a tenant that is another', async () => {
    for (const over of [
      { expiresAt: new Date(Date.now() - 1_000).toISOString() },
      { expiresAt: 'whenever' },
      { expiresAt: new Date(Date.now() + 6 * 366 * 24 * 3_600_000).toISOString() },
      { opens: ['nobody-knows'] },
    ]) {
      expect((await post('/api/v1/corpus-shares', owner, offer(over))).status).toBe(400);
    }
    for (const other of ['alpha', 'nowhere']) {
      expect((await post('/api/v1/corpus-shares', owner, offer({ receiver: other }))).status).toBe(404);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type { SeededDocument } from '../../../../libs/tenancy/src/two-tenants.fixture.js';
import { ApiWorld } from '../api.fixture.js';

let world: ApiWorld;
let foreign: SeededDocument;
let auditor: string;
beforeAll(async () => {
  world = await ApiWorld.create();
  foreign = await world.tenants.publish('beta', 'beta-text', { groups: ['everyone'], label: 'O' });
  auditor = await world.key('alpha', { role: 'auditor' });
});
afterAll(() => world.close());

interface Event {
  sequence: number;
  principal: string;
  action: string;
  target: string;
  outcome: string;
  detail: Record<string, unknown>;
}

async function list(query = '', key = auditor): Promise<{ events: Event[]; next: number | null }> {
  const reply = await world.call('GET', `/api/v1/audit${query}`, { key });
  expect(reply.status).toBe(200);
  return JSON.parse(reply.body) as { events: Event[]; next: number | null };
}

const refusals = async () => (await list('?action=permission.denied&outcome=denied')).events;

describe('what a caller is refused', () => {
  it('by their role is in the trail of their tenant, by the guard', async () => {
    const member = await world.key('alpha');
    await world.call('DELETE', `/api/v1/documents/${foreign.documentId}`, { key: member });
    await world.call('POST', '/graphql', { key: member, body: { query: `{ job(id: "${newId()}") { id } }` } });
    expect((await refusals()).slice(0, 2)).toMatchObject([
      { detail: { operation: 'Query.job', code: 'FORBIDDEN' } },
      { target: foreign.documentId, detail: { operation: 'DELETE /api/v1/documents/:document', code: 'FORBIDDEN' } },
    ]);
  });

  it.each([
    ['foreign', () => foreign.documentId],
    ['random', () => newId()],
  ])('because the id is %s is there too, and reads the same', async (_, idOf) => {
    const id = idOf();
    await world.call('GET', `/api/v1/documents/${id}`, { key: await world.key('alpha') });
    const [newest] = await refusals();
    expect(newest).toMatchObject({
      target: id,
      outcome: 'denied',
      detail: { operation: 'GET /api/v1/documents/:document', code: 'NOT_FOUND' },
    });
  });

  it('is in no other tenant’s trail', async () => {
    await world.call('GET', `/api/v1/documents/${foreign.documentId}`, { key: await world.key('alpha') });
    const beta = await world.key('beta', { role: 'auditor' });
    expect((await list('?action=permission.', beta)).events).toEqual([]);
  });

  it('with a body that cannot be read leaves none', async () => {
    const before = (await refusals()).length;
    await world.call('POST', '/api/v1/search', { key: await world.key('alpha'), body: {} });
    expect(await refusals()).toHaveLength(before);
  });
});

describe('the audit trail', () => {
  it('is read by auditors and administrators, page by page, and says so itself', async () => {
    const first = await list('?first=2');
    expect(first.events).toHaveLength(2);
    expect(first.events[0]).toMatchObject({ action: 'audit.read' });
    const second = await list(`?first=2&after=${first.next}`);
    expect(second.events[0]?.sequence).toBe(first.events[1]!.sequence - 1);
    await list('', await world.key('alpha', { role: 'admin' }));
    for (const query of ['?first=0', '?after=x', '?outcome=maybe', '?from=yesterday', '?since=1']) {
      expect((await world.call('GET', `/api/v1/audit${query}`, { key: auditor })).status).toBe(400);
    }
  });

  it('is proven to its auditors and to the platform, which sees no event', async () => {
    const own = await world.call('GET', '/api/v1/audit/verification', { key: auditor });
    const proof = JSON.parse(own.body) as { events: number; head: { sequence: number; hash: string } };
    expect(proof).toMatchObject({ tenant: 'alpha', findings: [], head: { sequence: proof.events } });
    const { hash, sequence } = proof.head;
    const url = `/api/v1/platform/tenants/alpha/audit/verification?head=${sequence}:${hash}`;
    const again = await world.call('GET', url, { key: ApiWorld.machineKey });
    expect(JSON.parse(again.body)).toMatchObject({ findings: [] });
    const forged = url.replace(
      hash,
      hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    );
    const refuted = JSON.parse((await world.call('GET', forged, { key: ApiWorld.machineKey })).body);
    expect(refuted.findings).toMatchObject([{ kind: 'altered', sequence }]);
    const nowhere = '/api/v1/platform/tenants/nowhere/audit/verification';
    expect((await world.call('GET', nowhere, { key: ApiWorld.machineKey })).status).toBe(404);
  });

  it('that a superuser tampered with is found out over the api', async () => {
    const [victim] = (await list('?action=audit.read&first=1')).events;
    const client = await world.tenants.admin.connect();
    try {
      await client.query(`BEGIN; SET LOCAL session_replication_role = replica`);
      await client.query(
        `UPDATE onggi.audit_event SET principal = 'person:nobody' WHERE (tenant_id, event_id) IN
           (SELECT tenant_id, event_id FROM onggi.audit_link WHERE tenant_id = 'alpha' AND sequence = $1)`,
        [victim!.sequence],
      );
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    const { body } = await world.call('GET', '/api/v1/audit/verification', { key: auditor });
    expect(JSON.parse(body).findings).toMatchObject([{ kind: 'altered', sequence: victim!.sequence }]);
  });
});

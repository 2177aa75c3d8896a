import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations } from '@onggi/identity';
import { newId } from '@onggi/platform';
import { sql } from '@onggi/tenancy';
import type { SeededDocument } from '../../../../libs/tenancy/src/two-tenants.fixture.js';
import { ApiWorld } from '../api.fixture.js';

const reason = 'Ticket 4711: the index of HR answers wrongly';

let world: ApiWorld;
let secretOfHr: SeededDocument;
let foreign: SeededDocument;
beforeAll(async () => {
  world = await ApiWorld.create();
  await world.key('alpha', { groups: ['hr'] });
  secretOfHr = await world.tenants.publish('alpha', 'alpha-hr-secret', { groups: ['hr'], label: 'C' });
  foreign = await world.tenants.publish('beta', 'beta-text', { groups: ['everyone'], label: 'O' });
});
afterAll(() => world.close());

interface Opened {
  key: string;
  grant: { id: string; expiresAt: string; openedAt: string };
}

async function open(more: object = {}): Promise<Opened> {
  const reply = await world.call('POST', '/api/v1/platform/break-glass', {
    key: ApiWorld.machineKey,
    body: { tenant: 'alpha', reason, minutes: 30, ...more },
  });
  expect(reply.status).toBe(201);
  return JSON.parse(reply.body) as Opened;
}

const read = (key: string, document = secretOfHr.documentId) =>
  world.call('GET', `/api/v1/documents/${document}`, { key });

async function events(of: { principal: string }): Promise<{ action: string; target: string; detail: object }[]> {
  const key = await world.key('alpha', { role: 'auditor' });
  const reply = await world.call('GET', `/api/v1/audit?principal=${of.principal}`, { key });
  return (JSON.parse(reply.body) as { events: { action: string; target: string; detail: object }[] }).events;
}

describe('the platform', () => {
  it('opens no content with its own key', async () => {
    expect((await read(ApiWorld.machineKey)).status).toBe(403);
  });

  it.each([
    ['a short reason', { reason: 'because' }],
    ['a reason of blanks', { reason: '                     ' }],
    ['no time', { minutes: 0 }],
    ['more than four hours', { minutes: 241 }],
  ])('is let in for no %s', async (_, more) => {
    const body = { tenant: 'alpha', reason, minutes: 30, ...more };
    const reply = await world.call('POST', '/api/v1/platform/break-glass', { key: ApiWorld.machineKey, body });
    expect(reply.status).toBe(400);
  });

  it('is let into no tenant that is not there', async () => {
    const body = { tenant: 'nowhere', reason, minutes: 30 };
    const reply = await world.call('POST', '/api/v1/platform/break-glass', { key: ApiWorld.machineKey, body });
    expect(reply.status).toBe(404);
  });

  it('reads by a grant what any reader of the tenant may read, and of no other tenant', async () => {
    const { key } = await open();
    const own = await read(key);
    expect(own.status).toBe(200);
    expect(own.body).toContain('alpha-hr-secret');
    const other = await read(key, foreign.documentId);
    const random = await read(key, newId());
    expect([other.status, random.status]).toEqual([404, 404]);
  });
});

describe('whoever comes by break-glass', () => {
  it('may what the table calls reading, and nothing else', async () => {
    const { key } = await open();
    const reading = Object.entries(operations).filter(([, operation]) => operation.breakGlass);
    for (const [name] of reading) expect(name).toMatch(/^(GET|Query\.|POST \/api\/v1\/search$)/);
    for (const [method, url, body] of [
      ['DELETE', `/api/v1/documents/${secretOfHr.documentId}`, undefined],
      ['PUT', `/api/v1/documents/${secretOfHr.documentId}/access`, { groups: ['everyone'], label: 'O' }],
      ['POST', '/api/v1/corpora', { key: 'mine' }],
      ['POST', '/api/v1/keys', { name: 'mine', role: 'member' }],
      ['POST', '/api/v1/platform/break-glass', { tenant: 'alpha', reason, minutes: 240 }],
      ['POST', '/api/v1/platform/tenants/alpha/keys', { name: 'mine', role: 'admin' }],
      ['GET', '/api/v1/audit', undefined],
      ['POST', '/api/v1/answers', { question: 'What is secret?' }],
    ] as const) {
      const reply = await world.call(method, url, { key, ...(body && { body }) });
      expect([method, url, reply.status]).toEqual([method, url, 403]);
    }
  });

  it('is seen by the tenant at each thing it reads and each thing it was refused', async () => {
    const { key, grant } = await open();
    await read(key);
    await world.call('GET', `/api/v1/documents/${secretOfHr.documentId}/pages/1`, { key });
    await read(key, foreign.documentId);
    await world.call('DELETE', `/api/v1/documents/${secretOfHr.documentId}`, { key });
    const seen = await events({ principal: `breakglass:${grant.id}` });
    expect(seen.map(({ action, target }) => [action, target]).reverse()).toEqual([
      ['break-glass.use', secretOfHr.documentId],
      ['break-glass.use', secretOfHr.documentId],
      ['document.read', secretOfHr.documentId],
      ['break-glass.use', foreign.documentId],
      ['permission.denied', foreign.documentId],
      ['permission.denied', secretOfHr.documentId],
    ]);
  });
});

describe('a grant', () => {
  it('and its reason are seen by administrators and auditors of the tenant, and by nobody of another', async () => {
    const { grant } = await open();
    for (const role of ['admin', 'auditor'] as const) {
      const list = await world.call('GET', '/api/v1/break-glass', { key: await world.key('alpha', { role }) });
      expect(list.body).toContain(grant.id);
      expect(list.body).toContain(reason);
      expect(list.body).not.toMatch(/secret_?hash|breakglass_/i);
    }
    for (const role of ['member', 'curator'] as const) {
      const key = await world.key('alpha', { role });
      expect((await world.call('GET', '/api/v1/break-glass', { key })).status).toBe(403);
    }
    const beta = await world.key('beta', { role: 'admin' });
    expect((await world.call('GET', '/api/v1/break-glass', { key: beta })).body).toBe('{"grants":[]}');
    expect((await events({ principal: 'machine' })).map(({ action, target }) => [action, target])).toContainEqual([
      'break-glass.open',
      grant.id,
    ]);
  });

  it('is known to everyone of the tenant while it is open, and to nobody of another', async () => {
    const { grant } = await open();
    const openGrants = async (tenant: string, role: 'member' | 'curator' | 'auditor' | 'admin' = 'member') => {
      const reply = await world.call('GET', '/api/v1/break-glass/open', { key: await world.key(tenant, { role }) });
      return (JSON.parse(reply.body) as { grants: { id: string }[] }).grants;
    };
    const { id, openedAt, expiresAt } = grant;
    for (const role of ['member', 'curator', 'auditor', 'admin'] as const) {
      const listed = (await openGrants('alpha', role)).find((one) => one.id === id);
      expect(listed).toEqual({ id, reason, openedBy: 'machine', openedAt, expiresAt });
    }
    expect(await openGrants('beta', 'admin')).toEqual([]);
    const url = `/api/v1/break-glass/${id}`;
    expect((await world.call('DELETE', url, { key: await world.key('alpha') })).status).toBe(403);
    await world.call('DELETE', url, { key: await world.key('alpha', { role: 'admin' }) });
    expect((await openGrants('alpha')).map((one) => one.id)).not.toContain(id);
    const seen = await world.tenants.database.run(world.tenants.caller('alpha'), (transaction) =>
      transaction.rows(sql`SELECT state FROM (SELECT CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END AS state,
        expires_at > now() AS ahead FROM onggi.break_glass_grant) AS g WHERE state = 'closed' OR NOT ahead`),
    );
    expect(seen).toEqual([]);
  });

  it('keeps the hash of its secret from every query of the application', async () => {
    for (const role of ['member', 'admin', 'platform'] as const) {
      const reading = world.tenants.database.run(world.tenants.caller('alpha', { role }), (transaction) =>
        transaction.rows(sql`SELECT secret_hash FROM onggi.break_glass_grant`),
      );
      await expect(reading).rejects.toMatchObject({ cause: { code: '42501' } });
    }
  });

  it('is ended at once by an administrator of the tenant, not by another’s', async () => {
    const { key, grant } = await open();
    const url = `/api/v1/break-glass/${grant.id}`;
    const beta = await world.key('beta', { role: 'admin' });
    const foreignReply = await world.call('DELETE', url, { key: beta });
    const randomReply = await world.call('DELETE', `/api/v1/break-glass/${newId()}`, { key: beta });
    const shape = ({ status, body }: { status: number; body: string }) => [
      status,
      body.replace(/"requestId":"[^"]+"/, ''),
    ];
    expect(shape(foreignReply)).toEqual(shape(randomReply));
    expect((await read(key)).status).toBe(200);
    const auditor = await world.key('alpha', { role: 'auditor' });
    expect((await world.call('DELETE', url, { key: auditor })).status).toBe(403);
    const admin = await world.key('alpha', { role: 'admin' });
    expect((await world.call('DELETE', url, { key: admin })).status).toBe(204);
    expect((await read(key)).status).toBe(401);
    expect((await world.call('DELETE', url, { key: admin })).status).toBe(204);
    expect((await world.call('GET', '/api/v1/break-glass', { key: admin })).body).toMatch(/"state":"closed"/);
  });

  it('is ended by the platform', async () => {
    const { key, grant } = await open();
    const url = `/api/v1/platform/tenants/alpha/break-glass/${grant.id}`;
    expect((await world.call('DELETE', url, { key: ApiWorld.machineKey })).status).toBe(204);
    expect((await read(key)).status).toBe(401);
  });

  it('ends by itself', async () => {
    const { key, grant } = await open({ minutes: 1 });
    await world.tenants.admin.query(
      `UPDATE onggi.break_glass_grant SET opened_at = opened_at - interval '1 minute', expires_at = expires_at - interval '1 minute'
       WHERE grant_id = $1`,
      [grant.id],
    );
    expect((await read(key)).status).toBe(401);
    const admin = await world.key('alpha', { role: 'admin' });
    const list = JSON.parse((await world.call('GET', '/api/v1/break-glass', { key: admin })).body);
    expect(list.grants.find(({ id }: { id: string }) => id === grant.id)).toMatchObject({ state: 'expired' });
  });

  it('opens nothing with another secret', async () => {
    const { key } = await open();
    const other = await open();
    expect((await read(`${key.slice(0, -43)}${other.key.slice(-43)}`)).status).toBe(401);
  });
});

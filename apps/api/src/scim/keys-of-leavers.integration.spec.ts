import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FederationWorld } from '../federation/federation.fixture.js';
import { ScimWorld } from './scim.fixture.js';

let clients: ScimWorld;
let world: FederationWorld;
beforeAll(async () => {
  clients = await ScimWorld.create();
  world = clients.world;
});
afterAll(() => world.close());

const asAdmin = { name: '한도윤', roles: ['onggi-admin'], groups: ['/legal'] };

/** Somebody whom the directory keeps signs in as an administrator and makes a key. */
async function maker(subject: string) {
  const { id } = await clients.user('alpha', { externalId: subject });
  const browser = await world.signIn('alpha', subject, asAdmin);
  const response = await browser.request(`${world.api.origin}/api/v1/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-onggi-request': '1' },
    body: JSON.stringify({ name: 'spec', role: 'admin', groups: ['legal'] }),
  });
  return { id, ...((await response.json()) as { key: string; keyId: string }) };
}

const me = (key: string) => world.api.call('GET', '/api/v1/me', { key });

async function noted(keyId: string): Promise<string[]> {
  const { rows } = await world.api.tenants.admin.query<{ action: string }>(
    `SELECT action FROM onggi.audit_event WHERE target = $1 AND action IN ('key.narrow', 'key.end') ORDER BY event_id`,
    [keyId],
  );
  return rows.map(({ action }) => action);
}

describe('the key of a person whom the directory', () => {
  it('switches off opens nothing', async () => {
    const { id, key, keyId } = await maker('leaver-1');
    expect((await me(key)).status).toBe(200);
    await clients.patch(`Users/${id}`, { op: 'replace', value: { active: false } });
    expect((await me(key)).status).toBe(401);
    expect(await noted(keyId)).toEqual(['key.end']);
  });

  it('takes away opens nothing', async () => {
    const { id, key, keyId } = await maker('leaver-2');
    await clients.scim('alpha', 'DELETE', `Users/${id}`);
    expect((await me(key)).status).toBe(401);
    expect(await noted(keyId)).toEqual(['key.end']);
  });

  it('takes out of a group loses it', async () => {
    const group = await clients.group('alpha', { displayName: 'Legal' });
    const { id, key, keyId } = await maker('leaver-3');
    // The provider gave the group as well, until now.
    await clients.patch(`Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: id }] });
    await world.signIn('alpha', 'leaver-3', { ...asAdmin, groups: [] });
    expect((await me(key)).body).toContain('"legal"');
    await clients.patch(`Groups/${group.id}`, { op: 'remove', path: 'members' });
    expect((await me(key)).body).not.toContain('"legal"');
    expect(await noted(keyId)).toEqual(['key.narrow']);
  });

  it('calls a member from now on, at the next sign-in, is a member’s', async () => {
    const { key, keyId } = await maker('leaver-4');
    await world.signIn('alpha', 'leaver-4', { ...asAdmin, roles: [] });
    expect(JSON.parse((await me(key)).body)).toMatchObject({ role: 'member' });
    expect((await world.api.call('GET', '/api/v1/people', { key })).status).toBe(403);
    expect(await noted(keyId)).toEqual(['key.narrow']);
  });
});

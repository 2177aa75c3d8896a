import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type { FederationWorld } from '../federation/federation.fixture.js';
import { patchOf, ScimWorld, type Resource } from './scim.fixture.js';

let clients: ScimWorld;
let world: FederationWorld;
beforeAll(async () => {
  clients = await ScimWorld.create();
  world = clients.world;
});
afterAll(() => world.close());

const scim: ScimWorld['scim'] = (...call) => clients.scim(...call);
const user: ScimWorld['user'] = (...of) => clients.user(...of);
const patchUser = (id: string, ...operations: object[]) => clients.patch(`Users/${id}`, ...operations);

async function statusOf(id: string): Promise<string> {
  const { rows } = await world.api.tenants.admin.query<{ status: string }>(
    'SELECT status FROM onggi.person WHERE person_id = $1',
    [id],
  );
  return rows[0]!.status;
}

describe('a SCIM client', () => {
  it('learns what the server can do', async () => {
    const { body } = await scim('alpha', 'GET', 'ServiceProviderConfig');
    expect(body).toMatchObject({ patch: { supported: true }, filter: { supported: true }, bulk: { supported: false } });
    for (const list of ['ResourceTypes', 'Schemas']) {
      const { Resources } = (await scim('alpha', 'GET', list)).body as unknown as { Resources: Resource[] };
      expect(Resources).toHaveLength(2);
      for (const { id } of Resources) expect((await scim('alpha', 'GET', `${list}/${id}`)).body.id).toBe(id);
    }
  });

  it('is told of its faults in SCIM’s form', async () => {
    const refused = await fetch(`${world.api.origin}/scim/v2/Users`, { headers: { authorization: 'Bearer x' } });
    expect(refused.headers.get('content-type')).toContain('application/scim+json');
    const body = (await refused.json()) as object;
    expect({ status: refused.status, body }).toMatchObject({
      status: 401,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' },
    });
    expect((await scim('alpha', 'GET', 'Users?filter=userName co "a"')).body).toMatchObject({
      status: '400',
      scimType: 'invalidFilter',
    });
    expect((await scim('alpha', 'POST', 'Users', { userName: '' })).body).toMatchObject({ scimType: 'invalidValue' });
    expect((await scim('alpha', 'GET', 'Nothing')).body).toMatchObject({ status: '404' });
  });

  it('may send and is sent application/scim+json', async () => {
    const response = await fetch(`${world.api.origin}/scim/v2/Users`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await world.api.key('alpha', { role: 'admin' })}`,
        'content-type': 'application/scim+json; charset=utf-8',
      },
      body: JSON.stringify({ userName: 'typed@acme.test' }),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toContain('application/scim+json');
    const { meta } = (await response.json()) as { meta: { location: string } };
    expect(response.headers.get('location')).toBe(meta.location);
  });

  it('needs a key with the scope scim, which opens nothing else', async () => {
    const key = await world.api.key('alpha', { role: 'service', scopes: ['scim'] });
    expect((await world.api.call('GET', '/scim/v2/Users', { key })).status).toBe(200);
    for (const path of ['keys', 'people', 'identity-provider', 'corpora', 'experts', 'audit']) {
      expect({ path, ...(await world.api.call('GET', `/api/v1/${path}`, { key })) }).toMatchObject({
        path,
        status: 403,
      });
    }
    const other = await world.api.key('alpha', { role: 'admin', scopes: ['admin'] });
    expect((await world.api.call('GET', '/scim/v2/Users', { key: other })).status).toBe(403);
  });
});

describe('a user', () => {
  it('is made, read, found and replaced', async () => {
    const emails = [{ value: 'a@acme.test', type: 'work', primary: true }];
    const made = await user('alpha', {
      userName: 'Full@acme.test',
      externalId: 'e-1',
      title: '엔지니어',
      name: { givenName: '지우', familyName: '김' },
      emails,
      password: 'secret',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'R&D' },
    });
    expect(made).toMatchObject({ userName: 'Full@acme.test', active: true, emails, meta: { resourceType: 'User' } });
    expect(JSON.stringify(made)).not.toContain('secret');
    expect((await scim('alpha', 'GET', `Users/${made.id}`)).body).toEqual(made);
    const found = await scim(
      'alpha',
      'GET',
      `Users?filter=${encodeURIComponent('userName eq "full@ACME.test" and active eq true')}`,
    );
    expect(found.body).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id: made.id }] });
    const replaced = await scim('alpha', 'PUT', `Users/${made.id}`, { userName: 'full@acme.test', externalId: 'e-2' });
    expect(replaced.body).toMatchObject({ externalId: 'e-2', active: true });
    expect(replaced.body).not.toHaveProperty('title');
    expect((await scim('alpha', 'GET', 'Users?filter=externalId eq "e-1"')).body).toMatchObject({ totalResults: 0 });
    expect((await scim('alpha', 'GET', 'Users?filter=externalId eq "e-2"')).body).toMatchObject({ totalResults: 1 });
  });

  it('has a name of its own in the tenant, whatever its capitals', async () => {
    await user('alpha', { userName: 'taken@acme.test' });
    const again = await scim('alpha', 'POST', 'Users', { userName: 'TAKEN@acme.test' });
    expect(again.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const other = await user('alpha');
    const renamed = await patchUser(other.id, { op: 'replace', path: 'userName', value: 'taken@acme.test' });
    expect(renamed.status).toBe(409);
    await user('beta', { userName: 'taken@acme.test' });
  });

  it('is listed page by page', async () => {
    for (let n = 0; n < 5; n++) await user('beta');
    const total = (await scim('beta', 'GET', 'Users?count=0')).body['totalResults'] as number;
    const seen: string[] = [];
    for (let start = 1; start <= total; start += 2) {
      const { body } = await scim('beta', 'GET', `Users?startIndex=${start}&count=2`);
      expect(body['totalResults']).toBe(total);
      seen.push(...(body['Resources'] as Resource[]).map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(total);
    expect((await scim('beta', 'GET', 'Users?startIndex=-3&count=-1')).body).toMatchObject({
      startIndex: 1,
      itemsPerPage: 0,
    });
  });

  it.each<[string, object[], object]>([
    ['Okta switches it off', [{ op: 'replace', value: { active: false } }], { active: false }],
    ['Entra ID switches it off', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }],
    ['Entra ID switches it off without a path', [{ op: 'Replace', value: { active: 'False' } }], { active: false }],
    [
      'Entra ID names parts by dots',
      [{ op: 'Add', value: { 'name.givenName': 'J', 'name.familyName': 'K' } }],
      { name: { givenName: 'J', familyName: 'K' } },
    ],
    [
      'Entra ID sets a first e-mail by its type',
      [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'w@acme.test' }],
      { emails: [{ type: 'work', value: 'w@acme.test' }] },
    ],
    [
      'an e-mail changes by its type',
      [
        {
          op: 'add',
          path: 'emails',
          value: [
            { type: 'work', value: 'w@acme.test' },
            { type: 'home', value: 'h@acme.test' },
          ],
        },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@acme.test' },
      ],
      {
        emails: [
          { type: 'work', value: 'new@acme.test' },
          { type: 'home', value: 'h@acme.test' },
        ],
      },
    ],
    [
      'an e-mail goes by its type',
      [
        {
          op: 'add',
          path: 'emails',
          value: [
            { type: 'work', value: 'w@acme.test' },
            { type: 'home', value: 'h@acme.test' },
          ],
        },
        { op: 'remove', path: 'emails[type eq "work"]' },
      ],
      { emails: [{ type: 'home', value: 'h@acme.test' }] },
    ],
    [
      'the schema stands before the attribute',
      [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:title', value: 'T' }],
      { title: 'T' },
    ],
    [
      'attributes of other schemas are passed over',
      [
        { op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'R' },
        { op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager': 'x', title: 'T' } },
        { op: 'replace', path: 'addresses[type eq "work"].country', value: 'KR' },
      ],
      { title: 'T' },
    ],
  ])('changes when %s', async (_, operations, expected) => {
    const { id } = await user('alpha');
    const { status, body } = await patchUser(id, ...operations);
    expect(status).toBe(200);
    expect(body).toMatchObject(expected);
    expect((await scim('alpha', 'GET', `Users/${id}`)).body).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['no operation', { schemas: [], Operations: [] }],
    ['an operation that there is not', patchOf({ op: 'move', path: 'title', value: 'x' })],
    ['a removal of nothing', patchOf({ op: 'remove' })],
    ['a path that is none', patchOf({ op: 'replace', path: 'emails[', value: 'x' })],
    ['a value of the wrong type', patchOf({ op: 'replace', path: 'active', value: 'perhaps' })],
    ['no userName afterwards', patchOf({ op: 'remove', path: 'userName' })],
    ['a NUL in a text', patchOf({ op: 'replace', path: 'title', value: 'a\u0000b' })],
  ])('does not change by %s', async (_, message) => {
    const made = await user('alpha');
    expect((await scim('alpha', 'PATCH', `Users/${made.id}`, message)).status).toBe(400);
    expect((await scim('alpha', 'GET', `Users/${made.id}`)).body).toEqual(made);
  });

  it('of another tenant is not there, as one that never was', async () => {
    const { id } = await user('beta');
    for (const [method, body] of [
      ['GET'],
      ['PUT', { userName: 'x' }],
      ['PATCH', patchOf({ op: 'add', path: 'title', value: 'x' })],
      ['DELETE'],
    ] as const) {
      const replies = await Promise.all(
        [id, newId(), 'none'].map(async (one) => {
          const reply = await world.admin('alpha', method, `/scim/v2/Users/${one}`, body);
          return `${reply.status} ${reply.body.replace(/"requestId":"[^"]*"/, '')}`;
        }),
      );
      expect(new Set(replies).size).toBe(1);
      expect(replies[0]).toMatch(/^404 /);
    }
    expect((await scim('beta', 'GET', `Users/${id}`)).status).toBe(200);
  });

  it('that is gone is suspended, and gone for SCIM', async () => {
    const { id } = await user('alpha', { userName: 'gone@acme.test' });
    expect((await scim('alpha', 'DELETE', `Users/${id}`)).status).toBe(204);
    expect((await scim('alpha', 'GET', `Users/${id}`)).status).toBe(404);
    expect((await scim('alpha', 'DELETE', `Users/${id}`)).status).toBe(404);
    expect(await statusOf(id)).toBe('suspended');
    expect((await user('alpha', { userName: 'gone@acme.test' })).id).not.toBe(id);
  });
});

describe('a user and the account that signs in', () => {
  it('are one person when externalId is the subject, whichever comes first', async () => {
    const provisioned = await user('alpha', { externalId: 'subject-1', displayName: '디렉터리 이름' });
    const browser = await world.signIn('alpha', 'subject-1', { name: 'Name of the provider' });
    expect((await world.me(browser))!.person).toMatchObject({ id: provisioned.id, name: { ko: '디렉터리 이름' } });

    const signedIn = await world.me(await world.signIn('alpha', 'subject-2', {}));
    expect((await user('alpha', { externalId: 'subject-2' })).id).toBe(signedIn!.person.id);
  });

  it('are one person by preferred_username only where the tenant wants it so', async () => {
    const provisioned = await user('alpha', { userName: 'minjun' });
    const apart = await world.me(await world.signIn('alpha', 'subject-3', { preferred_username: 'minjun' }));
    expect(apart!.person.id).not.toBe(provisioned.id);
    await world.configure('alpha', { scimMatch: 'user_name' });
    const together = await world.me(await world.signIn('alpha', 'subject-4', { preferred_username: 'MinJun' }));
    expect(together!.person.id).toBe(provisioned.id);
    const third = await world.me(await world.signIn('alpha', 'subject-5', { preferred_username: 'minjun' }));
    expect(third!.person.id).not.toBe(provisioned.id);
    await world.configure('alpha');
  });

  it('are never one person by e-mail, nor across tenants', async () => {
    const email = 'same@acme.test';
    const { id } = await user('alpha', { externalId: 'subject-6', emails: [{ value: email }] });
    expect((await world.me(await world.signIn('alpha', 'subject-7', { email })))!.person.id).not.toBe(id);
    expect((await world.me(await world.signIn('beta', 'subject-6', { email })))!.person.id).not.toBe(id);
  });

  it('are signed out at once when the user is switched off, and let in again when switched on', async () => {
    const { id } = await user('alpha', { externalId: 'subject-8' });
    const browser = await world.signIn('alpha', 'subject-8', {});
    expect(await world.me(browser)).toBeDefined();
    await patchUser(id, { op: 'Replace', path: 'active', value: 'False' });
    expect(await world.me(browser)).toBeUndefined();
    await expect(world.signIn('alpha', 'subject-8', {})).rejects.toThrow(/403 .*ACCOUNT_SUSPENDED/s);
    await patchUser(id, { op: 'Replace', path: 'active', value: 'True' });
    expect(await world.me(browser)).toBeUndefined();
    expect((await world.me(await world.signIn('alpha', 'subject-8', {})))!.person.id).toBe(id);
  });

  it('of a person suspended here stay out, whatever the directory repeats', async () => {
    const { id } = await user('alpha', { userName: 'by-hand', externalId: 'subject-9' });
    await world.api.tenants.admin.query(`UPDATE onggi.person SET status = 'suspended' WHERE person_id = $1`, [id]);
    await scim('alpha', 'PUT', `Users/${id}`, { userName: 'by-hand', externalId: 'subject-9', active: true });
    expect(await statusOf(id)).toBe('suspended');
  });

  it('are the same person again for who leaves and comes back', async () => {
    const { id } = await user('alpha', { userName: 'back', externalId: 'subject-10' });
    const browser = await world.signIn('alpha', 'subject-10', {});
    await scim('alpha', 'DELETE', `Users/${id}`);
    expect(await world.me(browser)).toBeUndefined();
    await expect(world.signIn('alpha', 'subject-10', {})).rejects.toThrow('ACCOUNT_SUSPENDED');
    expect((await user('alpha', { userName: 'back', externalId: 'subject-10' })).id).toBe(id);
    expect((await world.me(await world.signIn('alpha', 'subject-10', {})))!.person.id).toBe(id);
  });
});

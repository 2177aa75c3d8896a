import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type { FederationWorld } from '../federation/federation.fixture.js';
import { ScimWorld } from './scim.fixture.js';

let clients: ScimWorld;
let world: FederationWorld;
beforeAll(async () => {
  clients = await ScimWorld.create();
  world = clients.world;
});
afterAll(() => world.close());

const scim: ScimWorld['scim'] = (...call) => clients.scim(...call);
const user: ScimWorld['user'] = (...of) => clients.user(...of);
const group: ScimWorld['group'] = (...of) => clients.group(...of);
const patchGroup = (id: string, ...operations: object[]) => clients.patch(`Groups/${id}`, ...operations);
const membersOf = async (id: string) =>
  ((await scim('alpha', 'GET', `Groups/${id}`)).body['members'] as { value: string }[])
    .map(({ value }) => value)
    .sort();

describe('a group', () => {
  it('opens what its access group opens, from the next request on, beside what the provider and people here say', async () => {
    const { id } = await user('alpha', { externalId: 'subject-20' });
    const browser = await world.signIn('alpha', 'subject-20', { groups: ['/hr'] });
    const groups = async () => (await world.me(browser))!.groups.map(({ key }) => key).sort();
    const made = await group('alpha', { displayName: 'R&D Center', members: [{ value: id }] });
    expect(await groups()).toEqual(['everyone', 'hr', 'r-d-center']);
    expect((await scim('alpha', 'GET', `Users/${id}`)).body).toMatchObject({
      groups: [{ value: made.id, display: 'R&D Center' }],
    });
    await world.signIn('alpha', 'subject-20', {}, browser);
    expect(await groups()).toEqual(['everyone', 'r-d-center']);
    await patchGroup(made.id, { op: 'replace', path: 'displayName', value: 'Research' });
    expect(await groups()).toEqual(['everyone', 'r-d-center']);
    expect((await scim('alpha', 'DELETE', `Groups/${made.id}`)).status).toBe(204);
    expect(await groups()).toEqual(['everyone']);
    expect((await scim('alpha', 'GET', `Groups/${made.id}`)).status).toBe(404);
  });

  it('takes up the access group that has its name already', async () => {
    const { id } = await user('alpha', { externalId: 'subject-21' });
    const browser = await world.signIn('alpha', 'subject-21', {});
    await group('alpha', { displayName: 'Legal', members: [{ value: id }] });
    expect((await world.me(browser))!.groups.map(({ key }) => key)).toContain('legal');
    expect((await scim('alpha', 'POST', 'Groups', { displayName: 'LEGAL' })).body).toMatchObject({
      scimType: 'uniqueness',
    });
  });

  it.each(['everyone', 'Everyone', '!!!'])('cannot be called %p', async (displayName) => {
    expect((await scim('alpha', 'POST', 'Groups', { displayName })).body).toMatchObject({ scimType: 'invalidValue' });
  });

  it('is found by name, id and member, and shown without members to who asks so', async () => {
    const { id: member } = await user('alpha');
    const made = await group('alpha', { externalId: 'g-1', members: [{ value: member }] });
    for (const filter of [
      `displayName eq "${made['displayName'] as string}"`,
      'externalId eq "g-1"',
      `id eq "${made.id}" and members eq "${member}"`,
      `members.value eq "${member}"`,
    ]) {
      const { body } = await scim(
        'alpha',
        'GET',
        `Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`,
      );
      expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: made.id }] });
      expect((body['Resources'] as object[])[0]).not.toHaveProperty('members');
    }
    expect((await scim('alpha', 'GET', `Groups/${made.id}?excludedAttributes=members`)).body).not.toHaveProperty(
      'members',
    );
    expect(await membersOf(made.id)).toEqual([member]);
  });

  it('changes its members as Entra ID and Okta say it', async () => {
    const ids = (await Promise.all([1, 2, 3].map(() => user('alpha')))).map(({ id }) => id).sort();
    const [a, b, c] = ids as [string, string, string];
    const { id } = await group('alpha');
    const steps: [object, string[]][] = [
      [{ op: 'Add', path: 'members', value: [{ value: a }, { value: b }] }, [a, b]],
      [{ op: 'add', path: 'members', value: [{ value: b, display: 'x' }] }, [a, b]],
      [{ op: 'Remove', path: `members[value eq "${a}"]` }, [b]],
      [{ op: 'add', value: { members: [{ value: c }] } }, [b, c]],
      [{ op: 'Remove', path: 'members', value: [{ value: b }] }, [c]],
      [{ op: 'replace', path: 'members', value: [{ value: a }, { value: b }] }, [a, b]],
      [{ op: 'replace', value: { id, displayName: 'Okta renames', members: [{ value: c }] } }, [c]],
      [{ op: 'remove', path: `members[value eq "${newId()}"]` }, [c]],
      [{ op: 'remove', path: 'members' }, []],
    ];
    for (const [operation, members] of steps) {
      const { status } = await patchGroup(id, operation);
      expect({ operation, status, members: await membersOf(id) }).toEqual({ operation, status: 200, members });
    }
    expect((await scim('alpha', 'GET', `Groups/${id}`)).body).toMatchObject({ displayName: 'Okta renames' });
  });

  it('takes in no user of another tenant, in the same words as one that does not exist', async () => {
    const { id: foreign } = await user('beta');
    const { id } = await group('alpha');
    const replies = await Promise.all(
      [foreign, newId(), 'none'].map(async (value) => {
        const { status, body } = await patchGroup(id, { op: 'add', path: 'members', value: [{ value }] });
        return `${status} ${JSON.stringify(body).replace(/"requestId":"[^"]*"/, '')}`;
      }),
    );
    expect(new Set(replies).size).toBe(1);
    expect(replies[0]).toMatch(/^400 /);
    expect(await membersOf(id)).toEqual([]);
  });

  it('of another tenant is not there', async () => {
    const { id } = await group('beta');
    expect((await scim('alpha', 'GET', `Groups/${id}`)).status).toBe(404);
    expect((await scim('alpha', 'DELETE', `Groups/${id}`)).status).toBe(404);
    expect((await scim('beta', 'GET', `Groups/${id}`)).status).toBe(200);
  });

  it('loses nobody’s change when many come at a time', async () => {
    const ids = (await Promise.all(Array.from({ length: 8 }, () => user('alpha')))).map(({ id }) => id).sort();
    const { id } = await group('alpha');
    await Promise.all(ids.map((value) => patchGroup(id, { op: 'add', path: 'members', value: [{ value }] })));
    expect(await membersOf(id)).toEqual(ids);
  });
});

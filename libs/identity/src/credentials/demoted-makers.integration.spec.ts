import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { IdentityWorld } from '../identity-world.fixture.js';
import type { PersonRequest } from '../people/people.service.js';
import { platformContext } from './keys.service.js';

let world: IdentityWorld;
let maker: TenantContext;
beforeAll(async () => {
  world = await IdentityWorld.create();
});
afterAll(() => world.close());

const email = 'maker@alpha.test';
const whole = { role: 'admin', groups: ['legal', 'hr'], label: 'C' } as const;
/** What the maker may from now on. */
const become = (over: Partial<PersonRequest>) => world.person('alpha', email, { ...whole, ...over });
beforeEach(async () => {
  await become({});
  maker = (await world.signedIn('alpha', email)).caller.context;
});

async function opened(key: string) {
  const { role, grants } = await world.contextOf(key);
  const { groups, label, manage } = grants.find(({ tenant }) => tenant === 'alpha')!;
  return { role, groups, label, manage };
}
const refused = (key: string) => expect(world.contextOf(key)).rejects.toBeInstanceOf(UnauthenticatedError);

async function noted(keyId: string) {
  const { rows } = await world.admin.query(
    `SELECT action, detail FROM onggi.audit_event WHERE target = $1 AND action IN ('key.narrow', 'key.end') ORDER BY event_id`,
    [keyId],
  );
  return rows as { action: string; detail: Record<string, unknown> }[];
}

describe('a key whose maker may less than before', () => {
  it('opens no more than its maker, and all again when the maker does', async () => {
    const { key } = await world.key('alpha', whole, maker);
    expect(await opened(key)).toMatchObject({ role: 'admin', label: 'C', manage: true });
    await become({ role: 'curator', label: 'S' });
    expect(await opened(key)).toMatchObject({ role: 'curator', label: 'S' });
    await become({ role: 'member', groups: ['hr'], label: 'O' });
    const rest = await opened(key);
    expect(rest).toMatchObject({ role: 'member', label: 'O', manage: false });
    expect([rest.groups.includes('hr'), rest.groups.includes('legal')]).toEqual([true, false]);
    await become({});
    expect(await opened(key)).toMatchObject({ role: 'admin', label: 'C', manage: true });
  });

  it('is listed with what it was given and what it opens', async () => {
    const [{ keyId }, auditing] = [
      await world.key('alpha', whole, maker),
      await world.key('alpha', { role: 'auditor' }, maker),
    ];
    await become({ role: 'curator', groups: ['hr'] });
    const listed = await world.keys.list(platformContext('alpha'));
    expect(listed.find(({ id }) => id === keyId)).toMatchObject({
      ...whole,
      opens: { role: 'curator', groups: ['hr'], label: 'C' },
    });
    expect(listed.find(({ id }) => id === auditing.keyId)).toMatchObject({ role: 'auditor', opens: null });
  });

  it('gets nothing beyond what it was given, whatever its maker becomes', async () => {
    const { key } = await world.key('alpha', { role: 'member', groups: ['hr'], label: 'O' }, maker);
    await become({ role: 'curator' });
    const { groups, ...others } = await opened(key);
    expect(others).toEqual({ role: 'member', label: 'O', manage: false });
    expect(groups).not.toContain('legal');
  });

  it('opens nothing where they have nothing in common: an auditor sees no content, a reader no trail', async () => {
    const [reading, auditing] = [
      await world.key('alpha', { role: 'curator' }, maker),
      await world.key('alpha', { role: 'auditor' }, maker),
    ];
    await become({ role: 'auditor' });
    await refused(reading.key);
    expect(await opened(auditing.key)).toMatchObject({ role: 'auditor' });
    await become({ role: 'curator' });
    expect(await opened(reading.key)).toMatchObject({ role: 'curator' });
    await refused(auditing.key);
  });

  it('narrows the keys that were made with it', async () => {
    const parent = await world.key('alpha', whole, maker);
    const child = await world.key('alpha', { role: 'curator', label: 'C' }, await world.contextOf(parent.key));
    await become({ role: 'member', label: 'S' });
    expect(await opened(child.key)).toMatchObject({ role: 'member', label: 'S' });
  });

  it('has a secret of its own for whoever rotated it: that one is held to the other maker', async () => {
    const { key, keyId } = await world.key('alpha', whole, maker);
    await world.person('alpha', 'second@alpha.test', whole);
    const second = (await world.signedIn('alpha', 'second@alpha.test')).caller.context;
    const rotated = await world.keys.rotate(second, keyId, 3_600);
    await become({ role: 'member' });
    expect([(await opened(key)).role, (await opened(rotated.key)).role]).toEqual(['member', 'admin']);
  });

  it('ends what it is doing', async () => {
    const { key } = await world.key('alpha', whole, maker);
    const watched = world.rights.watch(await world.contextOf(key));
    await world.rights.look();
    expect(watched.signal.aborted).toBe(false);
    await become({ groups: ['hr'] });
    await world.rights.look();
    expect(watched.signal.reason).toMatchObject({ code: 'RIGHTS_ENDED' });
    watched.stop();
  });

  it('is named in the trail with what it opened and opens', async () => {
    const [{ keyId }, auditing] = [
      await world.key('alpha', { ...whole, groups: ['legal'] }, maker),
      await world.key('alpha', { role: 'auditor' }, maker),
    ];
    await become({ title: { ko: '팀장', en: 'Lead' } });
    expect(await noted(keyId)).toEqual([]);
    await become({ role: 'curator', groups: [] });
    expect(await noted(keyId)).toEqual([
      {
        action: 'key.narrow',
        detail: {
          opened: { role: 'admin', label: 'C', groups: ['legal'] },
          opens: { role: 'curator', label: 'C', groups: [] },
        },
      },
    ]);
    expect(await noted(auditing.keyId)).toMatchObject([{ action: 'key.end', detail: { opens: null } }]);
  });

  it('is not held to anybody where the installation has made it', async () => {
    const { key } = await world.key('alpha', whole, platformContext('alpha'));
    await become({ role: 'member', groups: [], label: 'O' });
    expect(await opened(key)).toMatchObject({ role: 'admin', label: 'C' });
  });
});

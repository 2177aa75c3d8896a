import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { IdentityWorld } from '../identity-world.fixture.js';
import { platformContext } from './keys.service.js';
import { RightsEndedError } from './rights-watch.js';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.create();
});
afterAll(() => world.close());

const platform = platformContext('alpha');

/** Whether work for the caller goes on after something has happened. */
async function goesOnAfter(
  { context, sessionId }: { context: TenantContext; sessionId?: string },
  happens: () => Promise<unknown>,
): Promise<boolean> {
  const { signal, stop } = world.rights.watch(context, sessionId);
  await world.rights.look();
  expect(signal.aborted).toBe(false);
  await happens();
  await world.rights.look();
  stop();
  if (signal.aborted) expect(signal.reason).toBeInstanceOf(RightsEndedError);
  return !signal.aborted;
}

async function member(email: string, over: Parameters<IdentityWorld['person']>[2] = {}) {
  const id = await world.person('alpha', email, { groups: ['legal', 'hr'], ...over });
  const { token, caller } = await world.signedIn('alpha', email);
  return { id, token, context: caller.context, sessionId: caller.sessionId };
}

describe('the suspension of a person', () => {
  it('ends sessions, keys that they made, and whatever goes on for either', async () => {
    const { id, token, ...caller } = await member('a@alpha.test', { role: 'admin', groups: [] });
    const { key } = await world.key('alpha', {}, caller.context);
    const byKey = { context: await world.contextOf(key) };
    const suspend = () => world.suspension.suspendPerson(platform, id);
    expect(await goesOnAfter(caller, async () => undefined)).toBe(true);
    const stream = world.rights.watch(byKey.context);
    expect(await goesOnAfter(caller, suspend)).toBe(false);
    expect(stream.signal.aborted).toBe(true);
    stream.stop();
    for (const refusal of [world.authentication.bySession(token), world.authentication.byBearer(key)]) {
      await expect(refusal).rejects.toBeInstanceOf(UnauthenticatedError);
    }
    await expect(world.sessions.startForDemoAccount(platform, 'a@alpha.test')).rejects.toBeInstanceOf(
      UnauthenticatedError,
    );
  });

  it('does not bring old sessions back when it is over', async () => {
    const { id, token } = await member('b@alpha.test');
    await world.suspension.suspendPerson(platform, id);
    await world.suspension.resumePerson(platform, id);
    await expect(world.authentication.bySession(token)).rejects.toBeInstanceOf(UnauthenticatedError);
    expect((await world.signedIn('alpha', 'b@alpha.test')).caller.personId).toBe(id);
  });

  it('is no way to lock oneself out', async () => {
    const { id, context } = await member('c@alpha.test', { role: 'admin', groups: [] });
    await expect(world.suspension.suspendPerson(context, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('of another tenant is as impossible as that of nobody', async () => {
    const { id } = await member('d@alpha.test');
    for (const person of [id, '0190a1b2-0000-7000-8000-000000000000', 'x']) {
      await expect(world.suspension.suspendPerson(platformContext('beta'), person)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect((await world.signedIn('alpha', 'd@alpha.test')).caller.personId).toBe(id);
  });
});

describe('the suspension of a key', () => {
  it('ends what goes on for it, as does its revocation and its expiry', async () => {
    const ends: ((keyId: string) => Promise<unknown>)[] = [
      (keyId) => world.keys.suspend(platform, keyId),
      (keyId) => world.keys.revoke(platform, keyId),
      (keyId) =>
        world.admin.query(`UPDATE onggi.api_key SET expires_at = now() - interval '1 second' WHERE key_id = $1`, [
          keyId,
        ]),
    ];
    for (const end of ends) {
      const { key, keyId } = await world.key('alpha');
      expect(await goesOnAfter({ context: await world.contextOf(key) }, () => end(keyId))).toBe(false);
    }
  });

  it('leaves other keys alone', async () => {
    const [one, other] = [await world.key('alpha'), await world.key('alpha')];
    const caller = { context: await world.contextOf(one.key) };
    expect(await goesOnAfter(caller, () => world.keys.suspend(platform, other.keyId))).toBe(true);
  });
});

describe('the suspension of a group', () => {
  it('closes what it opened, for people and keys, and ends what goes on with it', async () => {
    const person = await member('e@alpha.test');
    const { key } = await world.key('alpha', { groups: ['legal', 'hr'] });
    const byKey = { context: await world.contextOf(key) };
    const stream = world.rights.watch(byKey.context);
    expect(await goesOnAfter(person, () => world.suspension.suspendGroup(platform, 'legal'))).toBe(false);
    expect(stream.signal.aborted).toBe(true);
    stream.stop();
    const groupsOf = (context: TenantContext) => context.grants[0]?.groups;
    expect(
      groupsOf(((await world.authentication.bySession(person.token)) as { context: TenantContext }).context),
    ).toEqual(['everyone', 'hr']);
    expect(groupsOf(await world.contextOf(key))).toEqual(['everyone', 'hr']);
    await world.suspension.resumeGroup(platform, 'legal');
    expect(groupsOf(await world.contextOf(key))).toEqual(['everyone', 'hr', 'legal']);
  });

  it('ends nothing for those who are not in it', async () => {
    const person = await member('f@alpha.test', { groups: ['hr'] });
    expect(await goesOnAfter(person, () => world.suspension.suspendGroup(platform, 'legal'))).toBe(true);
    await world.suspension.resumeGroup(platform, 'legal');
  });

  it('of another tenant, and of everyone, is not there', async () => {
    for (const [tenant, group] of [
      ['beta', 'legal'],
      ['alpha', 'everyone'],
      ['alpha', 'nobody'],
    ] as const) {
      await expect(world.suspension.suspendGroup(platformContext(tenant), group)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });
});

describe('what goes on for a caller', () => {
  it.each([
    ['loses a group', { groups: ['legal'] }, false],
    ['loses clearance', { label: 'O' as const }, false],
    ['loses the management of documents', { role: 'member' as const }, false],
    ['gains a group and clearance', { groups: ['legal', 'hr', 'finance'], label: 'C' as const }, true],
    ['becomes an administrator', { role: 'admin' as const }, true],
  ])('who %s, with %p, goes on: %p', async (_, change, expected) => {
    const email = `changing-${Math.random()}@alpha.test`;
    const caller = await member(email, { role: 'curator' });
    const before = { role: 'curator' as const, groups: ['legal', 'hr'] };
    expect(await goesOnAfter(caller, () => world.person('alpha', email, { ...before, ...change }))).toBe(expected);
  });

  it('ends with the session that it began in', async () => {
    const caller = await member('g@alpha.test');
    const other = await world.signedIn('alpha', 'g@alpha.test');
    expect(await goesOnAfter(caller, () => world.sessions.end(platform, other.caller.sessionId))).toBe(true);
    expect(await goesOnAfter(caller, () => world.sessions.end(platform, caller.sessionId))).toBe(false);
  });

  it('is heard of by work that is given the signal, and by nothing else', async () => {
    const { key, keyId } = await world.key('alpha');
    const context = await world.contextOf(key);
    const work = world.rights.during(
      context,
      new AbortController().signal,
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    await world.keys.suspend(platform, keyId);
    await Promise.all([expect(work).rejects.toBeInstanceOf(RightsEndedError), world.rights.look()]);
    expect(await world.rights.during(platform, new AbortController().signal, async () => 'done')).toBe('done');
  });
});

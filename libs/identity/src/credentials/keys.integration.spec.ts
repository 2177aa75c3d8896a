import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError, NotFoundError, UnauthenticatedError, newId } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { IdentityWorld } from '../identity-world.fixture.js';
import { sha256 } from './api-key.js';
import { KeyExceedsMakerError } from './key-rights.js';
import { platformContext } from './keys.service.js';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.create();
});
afterAll(() => world.close());

const refused = (key: string, address?: string) =>
  expect(world.authentication.byBearer(key, address)).rejects.toBeInstanceOf(UnauthenticatedError);
const opens = (key: string, address?: string) =>
  expect(world.authentication.byBearer(key, address)).resolves.toMatchObject({ kind: 'key' });

/** The context of an administrator with this clearance and these groups. */
async function adminOf(tenant: string, email: string, over: { groups?: string[]; label?: 'O' | 'S' | 'C' } = {}) {
  await world.person(tenant, email, { role: 'admin', ...over });
  return (await world.signedIn(tenant, email)).caller.context;
}

describe('a key from a released database', () => {
  it('goes on working, without a checksum, and can be rotated', async () => {
    const [keyId, secret] = [newId(), 'o'.repeat(43)];
    await world.admin.query(
      `INSERT INTO onggi.api_key (tenant_id, key_id, secret_hash, name, role, groups, created_by)
       VALUES ('alpha', $1, $2, 'old', 'curator', '{}', 'machine')`,
      [keyId, sha256(secret)],
    );
    const old = `onggi_${keyId.replaceAll('-', '')}_${secret}`;
    await opens(old);
    const { key } = await world.keys.rotate(platformContext('alpha'), keyId);
    await opens(key);
    await opens(old);
  });
});

describe('the rotation of a key', () => {
  it('leaves both secrets alive until the grace of the former ends', async () => {
    const { key, keyId } = await world.key('alpha');
    const rotated = await world.keys.rotate(platformContext('alpha'), keyId, 3600);
    expect(rotated.previousExpiresAt.getTime() - Date.now()).toBeGreaterThan(3500_000);
    for (const secret of [key, rotated.key]) {
      expect(await world.contextOf(secret)).toMatchObject({ tenant: 'alpha', principal: `key:${keyId}` });
    }
    await world.admin.query(
      `UPDATE onggi.api_key SET previous_expires_at = now() - interval '1 second' WHERE key_id = $1`,
      [keyId],
    );
    await refused(key);
    await opens(rotated.key);
  });

  it('lasts a day unless it is said otherwise', async () => {
    const { keyId } = await world.key('alpha');
    const { previousExpiresAt } = await world.keys.rotate(platformContext('alpha'), keyId);
    expect(Math.round((previousExpiresAt.getTime() - Date.now()) / 3600_000)).toBe(24);
  });

  it('without grace ends the former secret at once', async () => {
    const { key, keyId } = await world.key('alpha');
    const rotated = await world.keys.rotate(platformContext('alpha'), keyId, 0);
    await refused(key);
    await opens(rotated.key);
  });

  it('done twice leaves the last two', async () => {
    const first = await world.key('alpha');
    const second = await world.keys.rotate(platformContext('alpha'), first.keyId);
    const third = await world.keys.rotate(platformContext('alpha'), first.keyId);
    await refused(first.key);
    await opens(second.key);
    await opens(third.key);
  });

  it('stores no secret', async () => {
    const { keyId, key } = await world.key('alpha');
    const rotated = await world.keys.rotate(platformContext('alpha'), keyId);
    const { rows } = await world.admin.query(`SELECT k::text AS row FROM onggi.api_key k WHERE key_id = $1`, [keyId]);
    for (const secret of [key, rotated.key]) expect(rows[0].row).not.toContain(secret.slice(-49, -6));
  });
});

describe('a key bound to addresses', () => {
  it('is refused from elsewhere as an unknown key is', async () => {
    const { key } = await world.key('alpha', { addresses: ['10.1.0.0/16', '2001:db8::1'] });
    await opens(key, '10.1.2.3');
    await opens(key, '::ffff:10.1.2.3');
    await opens(key, '2001:db8::1');
    await refused(key, '10.2.0.1');
    await refused(key, '2001:db8::2');
    await refused(key);
  });

  it('is not made with something that is no block', async () => {
    await expect(world.key('alpha', { addresses: ['everywhere'] })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe('a key', () => {
  it('says to which scopes it is narrowed; one without says nothing', async () => {
    const narrow = await world.key('alpha', { scopes: ['search', 'ask', 'ask'] });
    expect(await world.authentication.byBearer(narrow.key)).toMatchObject({ scopes: ['search', 'ask'] });
    const wide = await world.key('alpha');
    expect(await world.authentication.byBearer(wide.key)).not.toHaveProperty('scopes');
  });

  it('that has expired is refused', async () => {
    const { key, keyId, expiresAt } = await world.key('alpha', { expiresInSeconds: 60 });
    expect(expiresAt).toBeInstanceOf(Date);
    await opens(key);
    await world.admin.query(`UPDATE onggi.api_key SET expires_at = now() - interval '1 second' WHERE key_id = $1`, [
      keyId,
    ]);
    await refused(key);
  });

  it('that is suspended opens nothing until it is resumed', async () => {
    const { key, keyId } = await world.key('alpha');
    expect(await world.keys.suspend(platformContext('alpha'), keyId)).toMatchObject({ status: 'suspended' });
    await refused(key);
    expect(await world.keys.resume(platformContext('alpha'), keyId)).toMatchObject({ status: 'active' });
    await opens(key);
  });

  it('is listed with its last use, until it is revoked, and without its secret', async () => {
    const { key, keyId } = await world.key('alpha', { name: 'listed', role: 'curator', groups: ['hr'], label: 'C' });
    const listed = async () => (await world.keys.list(platformContext('alpha'))).find(({ id }) => id === keyId);
    expect(await listed()).toMatchObject({
      name: 'listed',
      role: 'curator',
      groups: ['hr'],
      label: 'C',
      lastUsedAt: null,
    });
    await opens(key);
    await world.lastUse.settled();
    expect((await listed())?.lastUsedAt).toBeInstanceOf(Date);
    expect(JSON.stringify(await listed())).not.toContain(key.slice(-49, -6));
    await world.keys.revoke(platformContext('alpha'), keyId);
    expect(await listed()).toBeUndefined();
  });

  it('is noted as used once a minute', async () => {
    const { key, keyId } = await world.key('alpha');
    const uses = async () =>
      (await world.admin.query('SELECT last_used_at, xmin FROM onggi.api_key WHERE key_id = $1', [keyId])).rows[0];
    await opens(key);
    await world.lastUse.settled();
    const first = await uses();
    for (let times = 0; times < 3; times++) await opens(key);
    await world.lastUse.settled();
    expect(await uses()).toEqual(first);
  });
});

describe('the keys of another tenant', () => {
  it('cannot be listed or changed, and are no more there than a random one', async () => {
    const { key, keyId } = await world.key('beta');
    const stranger = await adminOf('alpha', 'stranger@alpha.test', { label: 'C' });
    expect((await world.keys.list(stranger)).map(({ id }) => id)).not.toContain(keyId);
    const acts = [
      (id: string) => world.keys.rotate(stranger, id),
      (id: string) => world.keys.suspend(stranger, id),
      (id: string) => world.keys.resume(stranger, id),
      (id: string) => world.keys.revoke(stranger, id),
    ];
    for (const act of acts) {
      for (const id of [keyId, newId(), 'x']) {
        await expect(act(id)).rejects.toEqual(new NotFoundError());
      }
    }
    await opens(key);
  });
});

describe('a key and its maker', () => {
  const make = (by: TenantContext, over: Parameters<IdentityWorld['key']>[1]) => world.key('alpha', over, by);
  const tooMuch = async (by: TenantContext, over: Parameters<IdentityWorld['key']>[1], what: string) =>
    expect(make(by, over)).rejects.toMatchObject({ code: 'KEY_EXCEEDS_MAKER', data: { what } });

  it('who is a person: it gets no role, group or clearance beyond theirs', async () => {
    const admin = await adminOf('alpha', 'legal@alpha.test', { groups: ['legal'] });
    await tooMuch(admin, { groups: ['hr'] }, 'groups');
    await tooMuch(admin, { label: 'C' }, 'label');
    await opens((await make(admin, { role: 'admin', groups: ['legal', 'everyone'], label: 'S' })).key);
    const curator = { ...admin, role: 'curator' as const };
    await tooMuch(curator, { role: 'admin' }, 'role');
  });

  it('who is a key: nor scopes, addresses or a life beyond that one’s', async () => {
    const parent = await world.key('alpha', {
      role: 'admin',
      label: 'O',
      scopes: ['admin', 'search'],
      addresses: ['10.0.0.0/8'],
      expiresInSeconds: 3600,
    });
    const by = await world.contextOf(parent.key, '10.0.0.1');
    await tooMuch(by, { scopes: ['ask'] }, 'scopes');
    await tooMuch(by, { addresses: [] }, 'addresses');
    await tooMuch(by, { addresses: ['0.0.0.0/0'] }, 'addresses');
    await tooMuch(by, { expiresInSeconds: 7200 }, 'expiry');
    await tooMuch(by, { label: 'S' }, 'label');
    const child = await make(by, {});
    expect(child.expiresAt).toEqual(parent.expiresAt);
    await refused(child.key, '192.0.2.1');
    expect(await world.authentication.byBearer(child.key, '10.9.9.9')).toMatchObject({ scopes: ['admin', 'search'] });
  });

  it('is not rotated by those who have less', async () => {
    const { keyId, key } = await world.key('alpha', { label: 'C', role: 'admin' });
    const admin = await adminOf('alpha', 'less@alpha.test');
    await expect(world.keys.rotate(admin, keyId)).rejects.toBeInstanceOf(KeyExceedsMakerError);
    await opens(key);
  });

  it('ends with its maker, through any number of keys', async () => {
    const admin = await adminOf('alpha', 'leaving@alpha.test');
    const first = await make(admin, { role: 'admin' });
    const second = await make(await world.contextOf(first.key), { role: 'admin' });
    const third = await make(await world.contextOf(second.key), {});
    const id = admin.principal.slice('person:'.length);
    await world.suspension.suspendPerson(platformContext('alpha'), id);
    for (const { key } of [first, second, third]) await refused(key);
    await world.suspension.resumePerson(platformContext('alpha'), id);
    for (const { key } of [first, second, third]) await opens(key);
    await world.keys.revoke(platformContext('alpha'), first.keyId);
    for (const { key } of [second, third]) await refused(key);
  });

  it('that was rotated by somebody else keeps the secret of those who stay', async () => {
    const [leaving, staying] = [await adminOf('alpha', 'goes@alpha.test'), await adminOf('alpha', 'stays@alpha.test')];
    const { key, keyId } = await make(leaving, {});
    const rotated = await world.keys.rotate(staying, keyId);
    await world.suspension.suspendPerson(platformContext('alpha'), leaving.principal.slice('person:'.length));
    await refused(key);
    await opens(rotated.key);
  });
});

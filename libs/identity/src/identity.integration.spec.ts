import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError } from '@onggi/platform';
import {
  ContextKeys,
  createPool,
  provisionTenant,
  TenantDb,
  TenantDirectory,
  TenantPrisma,
  type TenantContext,
} from '@onggi/tenancy';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { mintKey, sha256 } from './credentials/api-key.js';
import { AuthenticationService } from './credentials/authentication.service.js';
import { KeysService, platformContext } from './credentials/keys.service.js';
import { LastUse } from './credentials/last-use.js';
import { PeopleService, type PersonRequest } from './people/people.service.js';
import { SessionsService } from './sessions/sessions.service.js';
import { TenantsService } from './tenants.service.js';

const firstSet = { model: 'multilingual-e5-small', variant: 'q4', dimensions: 384, centringVersion: '1' };

let server: TestDatabase;
let pool: ReturnType<typeof createPool>;
let admin: ReturnType<typeof createPool>;
let keys: KeysService;
let sessions: SessionsService;
let people: PeopleService;
let tenants: TenantsService;
let authentication: AuthenticationService;
let lastUse: LastUse;

beforeAll(async () => {
  server = await createTestDatabase();
  pool = createPool({ url: server.urlFor('onggi_app'), max: 4, applicationName: 'spec-app' });
  admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
  const contextKeys = ContextKeys.of({ ONGGI_HOME: server.home });
  const database = new TenantDb(pool, contextKeys);
  const directory = new TenantDirectory(pool);
  keys = new KeysService(database);
  sessions = new SessionsService(database);
  people = new PeopleService(database, new TenantPrisma(pool, contextKeys));
  tenants = new TenantsService(database, directory);
  lastUse = new LastUse(database);
  authentication = new AuthenticationService(directory, sha256('machine-secret'), lastUse);
  for (const tenant of ['alpha', 'beta']) await createTenant(tenant);
});
afterAll(async () => {
  await lastUse.settled();
  await Promise.all([pool.end(), admin.end()]);
  await server.drop();
});

/** Asks for a tenant and plays the worker that makes it. */
async function createTenant(id: string) {
  const provisioner = createPool({
    url: server.urlFor('onggi_provisioner'),
    max: 1,
    applicationName: 'spec-provisioner',
  });
  try {
    const created = tenants.create(id, { ko: `${id} 회사`, en: `${id} inc.` });
    for (let known = false; !known;) known = (await tenants.list()).some((tenant) => tenant.id === id);
    await provisionTenant(provisioner, id, firstSet);
    return await created;
  } finally {
    await provisioner.end();
  }
}

const person = (email: string, over: Partial<PersonRequest> = {}): PersonRequest => ({
  email,
  name: { ko: '김지우', en: 'Jiwoo Kim' },
  title: { ko: '엔지니어', en: 'Engineer' },
  role: 'member',
  groups: [],
  demo: true,
  ...over,
});

const scope = (context: TenantContext) => ({ tenant: context.tenant, role: context.role, grants: context.grants });

async function contextOf(token: string): Promise<TenantContext> {
  const caller = await authentication.byBearer(token);
  if (caller.kind === 'machine') throw new Error('the machine has no context');
  return caller.context;
}

describe('a tenant', () => {
  it('is open once a worker has made its partitions', async () => {
    expect((await tenants.list()).map(({ id, status }) => ({ id, status }))).toEqual([
      { id: 'alpha', status: 'active' },
      { id: 'beta', status: 'active' },
    ]);
  });

  it('is asked for in one job, by the platform', async () => {
    const { rows } = await admin.query(`SELECT payload, key FROM graphile_worker._private_jobs ORDER BY id`);
    expect(rows).toEqual([
      { payload: { tenant: 'alpha' }, key: 'alpha:provision' },
      { payload: { tenant: 'beta' }, key: 'beta:provision' },
    ]);
  });

  it('cannot be made twice, nor under a name that is none', async () => {
    await expect(tenants.create('alpha', { ko: '가', en: 'a' })).rejects.toBeInstanceOf(ConflictError);
    for (const id of ['', 'Alpha', '1st', 'a b', 'a;b', 'é', `a${'b'.repeat(39)}`]) {
      await expect(tenants.create(id, { ko: '가', en: 'a' })).rejects.toBeInstanceOf(InvalidInputError);
    }
  });
});

describe('a tenant that is being removed', () => {
  it('lets nobody in from that moment on, and cannot be made anew before it is gone', async () => {
    await createTenant('leaving');
    const { key } = await keys.create(platformContext('leaving'), { name: 'k', role: 'admin', groups: [] });
    expect((await contextOf(key)).tenant).toBe('leaving');
    await tenants.remove('leaving');
    await expect(contextOf(key)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(tenants.create('leaving', { ko: '가', en: 'a' })).rejects.toBeInstanceOf(ConflictError);
    await expect(tenants.remove('unknown')).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('an API key', () => {
  it('opens nothing once it is revoked, by its own tenant only', async () => {
    const { key, keyId } = await keys.create(platformContext('alpha'), { name: 'k', role: 'member', groups: [] });
    for (const [tenant, id] of [
      ['beta', keyId],
      ['alpha', 'x'],
    ] as const) {
      await expect(keys.revoke(platformContext(tenant), id)).rejects.toBeInstanceOf(NotFoundError);
    }
    expect((await contextOf(key)).tenant).toBe('alpha');
    await keys.revoke(platformContext('alpha'), keyId);
    await expect(contextOf(key)).rejects.toBeInstanceOf(UnauthenticatedError);
  });

  it('makes a caller of its own tenant with its role, groups and clearance', async () => {
    const { key } = await keys.create(platformContext('alpha'), {
      name: 'batch',
      role: 'curator',
      groups: ['legal'],
      label: 'C',
    });
    expect(scope(await contextOf(key))).toEqual({
      tenant: 'alpha',
      role: 'curator',
      grants: [{ tenant: 'alpha', groups: ['everyone', 'legal'], label: 'C', manage: true }],
    });
  });

  it('without groups is a member of everyone only', async () => {
    const { key } = await keys.create(platformContext('beta'), { name: 'plain', role: 'member', groups: [] });
    expect(scope(await contextOf(key)).grants).toEqual([
      { tenant: 'beta', groups: ['everyone'], label: 'S', manage: false },
    ]);
  });

  it('is stored as a hash', async () => {
    const { key, keyId } = await keys.create(platformContext('alpha'), { name: 'hashed', role: 'member', groups: [] });
    const secret = key.slice(-49, -6);
    expect(secret).toHaveLength(43);
    const { rows } = await admin.query(`SELECT k::text AS row FROM onggi.api_key k WHERE key_id = $1`, [keyId]);
    expect(rows[0].row).not.toContain(secret);
  });

  it('that is unknown, forged, expired, revoked or of a suspended tenant is refused, in the same words', async () => {
    const made = await keys.create(platformContext('alpha'), { name: 'known', role: 'member', groups: [] });
    const expired = await keys.create(platformContext('alpha'), {
      name: 'old',
      role: 'member',
      groups: [],
      expiresInSeconds: 3600,
    });
    const revoked = await keys.create(platformContext('alpha'), { name: 'gone', role: 'member', groups: [] });
    await createTenant('closed');
    const suspended = await keys.create(platformContext('closed'), { name: 'k', role: 'admin', groups: [] });
    await admin.query(`UPDATE onggi.api_key SET expires_at = now() - interval '1 second' WHERE key_id = $1`, [
      expired.keyId,
    ]);
    await admin.query(`UPDATE onggi.api_key SET revoked_at = now() WHERE key_id = $1`, [revoked.keyId]);
    await admin.query(`UPDATE tenancy.tenant SET status = 'suspended' WHERE tenant_id = 'closed'`);
    const forged = mintKey(made.keyId).key;
    for (const token of [
      forged,
      mintKey().key,
      expired.key,
      revoked.key,
      suspended.key,
      'onggi_machine_wrong',
      'x',
      '',
    ]) {
      const refusal = authentication.byBearer(token);
      await expect(refusal).rejects.toBeInstanceOf(UnauthenticatedError);
      await expect(refusal).rejects.toMatchObject({ message: new UnauthenticatedError().message });
    }
    await expect(authentication.byBearer(made.key)).resolves.toMatchObject({ kind: 'key' });
  });

  it('of the machine opens no tenant', async () => {
    expect(await authentication.byBearer('onggi_machine_machine-secret')).toEqual({ kind: 'machine' });
  });

  it('leaves an audit row, without the key', async () => {
    const { keyId, key } = await keys.create(platformContext('beta'), { name: 'a', role: 'admin', groups: ['hr'] });
    const { rows } = await admin.query(
      `SELECT e::text AS row, action, principal FROM onggi.audit_event e WHERE target = $1`,
      [keyId],
    );
    expect(rows).toMatchObject([{ action: 'key.create', principal: 'machine' }]);
    expect(rows[0].row).not.toContain(key.slice(-49, -6));
  });

  it('with a group that cannot be one is refused, and not made', async () => {
    const making = keys.create(platformContext('beta'), { name: 'bad group', role: 'member', groups: ['ok', 'a,b'] });
    await expect(making).rejects.toBeInstanceOf(InvalidInputError);
    expect((await admin.query(`SELECT FROM onggi.api_key WHERE name = 'bad group'`)).rowCount).toBe(0);
  });
});

describe('people', () => {
  it('are saved twice without being doubled, and lose the groups they no longer have', async () => {
    const group = { key: 'legal', name: { ko: '법무', en: 'Legal' } };
    await people.save(platformContext('alpha'), [group], [person('Jiwoo@Alpha.test', { groups: ['legal', 'hr'] })]);
    await people.save(
      platformContext('alpha'),
      [group],
      [person('jiwoo@alpha.test', { groups: ['legal'], role: 'curator' })],
    );
    const saved = await people.demoAccounts(platformContext('alpha'));
    expect(saved).toMatchObject([{ email: 'jiwoo@alpha.test', role: 'curator', groups: [group] }]);
  });

  it('of another tenant are not found, and neither is a random one', async () => {
    const [own] = await people.demoAccounts(platformContext('alpha'));
    await expect(people.byId(platformContext('beta'), own!.id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(people.byId(platformContext('beta'), '0190a1b2-0000-7000-8000-000000000000')).rejects.toBeInstanceOf(
      NotFoundError,
    );
    expect(await people.demoAccounts(platformContext('beta'))).toEqual([]);
  });

  it('share the groups of their tenant, everyone first', async () => {
    const groups = await people.groups(platformContext('alpha'));
    expect(groups[0]?.key).toBe('everyone');
    expect(groups.map((one) => one.key)).toEqual(expect.arrayContaining(['legal', 'hr']));
    expect((await people.groups(platformContext('beta'))).map((one) => one.key)).not.toContain('legal');
  });
});

describe('a session', () => {
  const signIn = (tenant: string, email: string) => sessions.startForDemoAccount(platformContext(tenant), email);

  beforeAll(async () => {
    await people.save(
      platformContext('alpha'),
      [],
      [person('member@alpha.test', { groups: ['legal'], label: 'C' }), person('real@alpha.test', { demo: false })],
    );
  });

  it('makes a caller with the person’s groups of today', async () => {
    const { token } = await signIn('alpha', 'MEMBER@alpha.test');
    const caller = await authentication.bySession(token);
    expect(caller).toMatchObject({
      kind: 'person',
      context: {
        tenant: 'alpha',
        role: 'member',
        grants: [{ groups: ['everyone', 'legal'], label: 'C', manage: false }],
      },
    });
    await people.save(platformContext('alpha'), [], [person('member@alpha.test')]);
    expect(await authentication.bySession(token)).toMatchObject({ context: { grants: [{ groups: ['everyone'] }] } });
  });

  it('is only started for a demo account of that tenant', async () => {
    for (const [tenant, email] of [
      ['beta', 'member@alpha.test'],
      ['alpha', 'nobody@alpha.test'],
      ['alpha', 'real@alpha.test'],
      ['nowhere', 'member@alpha.test'],
    ] as const) {
      await expect(signIn(tenant, email)).rejects.toBeInstanceOf(UnauthenticatedError);
    }
  });

  it('ends when it is signed out, expires, or its person is suspended', async () => {
    const out = await signIn('alpha', 'member@alpha.test');
    const caller = await authentication.bySession(out.token);
    if (caller.kind !== 'person') throw new Error('not a person');
    await sessions.end(caller.context, caller.sessionId);
    await expect(authentication.bySession(out.token)).rejects.toBeInstanceOf(UnauthenticatedError);

    const expiring = await signIn('alpha', 'member@alpha.test');
    await admin.query(`UPDATE onggi.session SET expires_at = now() - interval '1 second' WHERE token_hash = $1`, [
      sha256(expiring.token),
    ]);
    await expect(authentication.bySession(expiring.token)).rejects.toBeInstanceOf(UnauthenticatedError);

    const suspended = await signIn('alpha', 'member@alpha.test');
    await admin.query(`UPDATE onggi.person SET status = 'suspended' WHERE email = 'member@alpha.test'`);
    await expect(authentication.bySession(suspended.token)).rejects.toBeInstanceOf(UnauthenticatedError);
  });

  it('cannot be ended by another tenant', async () => {
    await people.save(platformContext('alpha'), [], [person('stays@alpha.test')]);
    const { token } = await signIn('alpha', 'stays@alpha.test');
    const caller = await authentication.bySession(token);
    if (caller.kind !== 'person') throw new Error('not a person');
    await sessions.end(platformContext('beta'), caller.sessionId);
    await expect(authentication.bySession(token)).resolves.toMatchObject({ kind: 'person' });
  });
});

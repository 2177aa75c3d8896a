import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { BreakGlassService, missingFor, operations, scopes, type Operation } from '@onggi/identity';
import { permissionTable } from '../../../../libs/identity/src/permission/permission-table.js';
import { ApiWorld } from '../api.fixture.js';
import { createApplication } from '../application.js';
import { callOf } from './operation-call.fixture.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.create();
});
afterAll(() => world.close());

/** Starts the api as if this were its table. */
const startWith = (table: Readonly<Record<string, Operation>>) =>
  ApiWorld.create((configuration, machineKey) => createApplication(configuration, machineKey, table));

describe('the table of operations', () => {
  it('lets the api start only while each route and field has an entry', async () => {
    const { 'POST /api/v1/search': _, 'Query.search': __, ...incomplete } = operations;
    await expect(startWith(incomplete)).rejects.toThrow(
      /'POST \/api\/v1\/search' has no entry\. Add a line to .*operations\.ts[^]*'Query\.search' has no entry/,
    );
  });

  it('lets the api start only while each entry has an operation', async () => {
    await expect(startWith({ ...operations, 'GET /api/v1/nothing': { requires: 'member' } })).rejects.toThrow(
      /'GET \/api\/v1\/nothing' has an entry in .*operations\.ts, but is not served/,
    );
  });

  it('gives no protection to what is served past the guard, and says so', async () => {
    await expect(startWith({ ...operations, 'GET /api/openapi.json': { requires: 'member' } })).rejects.toThrow(
      "'GET /api/openapi.json' is not public, but served past the guard",
    );
  });

  it('is what docs/permissions.md says', async () => {
    const file = path.resolve(import.meta.dirname, '../../../../docs/permissions.md');
    expect(await readFile(file, 'utf8')).toBe(permissionTable());
  });

  it('asks a scope of every operation on content', () => {
    const unscoped = Object.entries(operations).filter(
      ([, { requires, scope }]) => !['public', 'platform', 'signed-in'].includes(requires) && scope === undefined,
    );
    expect(unscoped).toEqual([]);
  });
});

/** What each role may call: written down apart from the code under test. */
const reach: Record<string, readonly string[]> = {
  anonymous: [],
  platform: ['platform'],
  member: ['signed-in', 'member'],
  curator: ['signed-in', 'member', 'curator'],
  admin: ['signed-in', 'member', 'curator', 'tenant-admin', 'auditor'],
  auditor: ['signed-in', 'auditor'],
  'break-glass': [],
};

/** The code by which REST or GraphQL refused, if that is what happened. */
function refusalOf(body: string): string | undefined {
  const { error, errors } = (body.startsWith('{') ? JSON.parse(body) : {}) as {
    error?: { code: string };
    errors?: { extensions: { code: string } }[];
  };
  const code = error?.code ?? errors?.[0]?.extensions.code;
  return code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' ? code : undefined;
}

async function keyOf(role: string): Promise<string | undefined> {
  if (role === 'anonymous') return undefined;
  if (role === 'platform') return ApiWorld.machineKey;
  if (role !== 'break-glass') return world.key('alpha', { role: role as 'member' });
  const grant = { reason: 'A reason that a spec has', minutes: 5 };
  return (await world.application.get(BreakGlassService, { strict: false }).open('alpha', grant)).key;
}

describe.each(Object.keys(reach))('whoever comes as %s', (role) => {
  let key: string | undefined;
  beforeAll(async () => {
    key = await keyOf(role);
  });

  const callable = Object.entries(operations).filter(([name]) => !name.startsWith('Subscription.'));

  it.each(callable)('gets as far with %s as the table says', async (name, { requires, breakGlass }) => {
    const { schema } = world.application.get(GraphQLSchemaHost);
    const { method, url, body } = callOf(name, schema);
    const reply = await world.call(method, url, { ...(key && { key }), ...(body && { body }) });
    const refusal = refusalOf(reply.body);
    const expected =
      requires === 'public' || reach[role]!.includes(requires) || (role === 'break-glass' && breakGlass)
        ? undefined
        : role === 'anonymous'
          ? 'UNAUTHENTICATED'
          : 'FORBIDDEN';
    expect({ refusal, served: reply.status !== 401 && reply.status !== 403 }).toEqual({
      refusal: expected,
      served: expected === undefined,
    });
  });
});

describe('a key with scopes', () => {
  it.each(scopes)('of %s alone may only what belongs to it', (scope) => {
    const permitted = Object.entries(operations).filter(
      ([, operation]) => missingFor(operation, { role: 'admin', scopes: [scope] }) === undefined,
    );
    expect(permitted.length).toBeGreaterThan(0);
    expect(
      permitted.filter(([, { requires, scope: own }]) => own !== scope && !['public', 'signed-in'].includes(requires)),
    ).toEqual([]);
  });

  it('is asked for as a service, and gets the least role that its scopes need', async () => {
    for (const [of, role] of [
      [['search'], 'member'],
      [['ask', 'documents:read'], 'member'],
      [['documents:write', 'search'], 'curator'],
      [['audit'], 'auditor'],
      [['admin', 'ask'], 'admin'],
    ] as const) {
      const body = { name: 'a system', role: 'service', scopes: of };
      const made = await world.call('POST', '/api/v1/platform/tenants/alpha/keys', { key: ApiWorld.machineKey, body });
      const { key } = JSON.parse(made.body) as { key: string };
      const me = await world.call('GET', '/api/v1/me', { key });
      expect((JSON.parse(me.body) as { role: string }).role).toBe(role);
      expect((await world.call('GET', '/api/v1/evaluation-sets', { key })).status).toBe(403);
    }
  });

  it.each([{}, { scopes: ['audit', 'search'] }])('is refused as a service with %p', async (more) => {
    const body = { name: 'a system', role: 'service', ...more };
    const made = await world.call('POST', '/api/v1/platform/tenants/alpha/keys', { key: ApiWorld.machineKey, body });
    expect(made.status).toBe(400);
  });

  it('may be asked for as tenant-admin', async () => {
    const body = { name: 'a person', role: 'tenant-admin' };
    const made = await world.call('POST', '/api/v1/platform/tenants/alpha/keys', { key: ApiWorld.machineKey, body });
    const { key } = JSON.parse(made.body) as { key: string };
    expect((await world.call('GET', '/api/v1/keys', { key })).status).toBe(200);
  });
});

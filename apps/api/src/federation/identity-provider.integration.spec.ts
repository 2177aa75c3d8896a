import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openidClient } from '../../../../test/support/openid-provider.mjs';
import { FederationWorld } from './federation.fixture.js';

let world: FederationWorld;
beforeAll(async () => {
  world = await FederationWorld.create();
});
afterAll(() => world.close());

const put = (tenant: string, body: object) => world.admin(tenant, 'PUT', '/api/v1/identity-provider', body);

describe('the identity provider of a tenant', () => {
  it('is shown with what has to be registered there, and never with its secret', async () => {
    const { status, body } = await world.admin('alpha', 'GET', '/api/v1/identity-provider');
    expect(status).toBe(200);
    expect(body).not.toContain(openidClient.clientSecret);
    expect(JSON.parse(body)).toMatchObject({
      issuer: world.providers.alpha.issuer,
      hasClientSecret: true,
      status: 'active',
      defaultRole: 'member',
      addresses: {
        redirectUri: world.callback,
        postLogoutRedirectUri: `${world.api.origin}/sign-in`,
        backchannelLogoutUri: `${world.api.origin}/api/v1/session/oidc/alpha/backchannel-logout`,
        scim: `${world.api.origin}/scim/v2`,
      },
    });
  });

  it('lies in the database with its secret sealed, for this tenant alone', async () => {
    const { rows } = await world.api.tenants.admin.query<{ tenant_id: string; client_secret: string; row: string }>(
      `SELECT tenant_id, client_secret, p::text AS row FROM onggi.identity_provider p ORDER BY tenant_id`,
    );
    for (const { row } of rows) expect(row).not.toContain(openidClient.clientSecret);
    await world.api.tenants.admin.query(
      `UPDATE onggi.identity_provider SET client_secret = $1 WHERE tenant_id = 'beta'`,
      [rows[0]!.client_secret],
    );
    const start = await world.api.call('GET', '/api/v1/session/oidc/beta/start');
    expect(JSON.parse(start.body)).toMatchObject({ error: { code: 'IDENTITY_PROVIDER_MISCONFIGURED' } });
    await world.configure('beta');
  });

  it('keeps its secret when other settings change, and never takes it to another issuer or client', async () => {
    const settings = { issuer: world.providers.alpha.issuer, clientId: openidClient.clientId };
    expect(JSON.parse((await put('alpha', { ...settings, scimMatch: 'none' })).body)).toMatchObject({
      hasClientSecret: true,
      scimMatch: 'none',
    });
    expect(JSON.parse((await put('alpha', { ...settings, clientId: 'x' })).body)).toMatchObject({
      hasClientSecret: false,
    });
    await world.configure('alpha');
    const moved = await put('alpha', { ...settings, issuer: world.providers.beta.issuer });
    expect(JSON.parse(moved.body)).toMatchObject({ hasClientSecret: false });
    await world.configure('alpha');
  });

  it.each<[string, object]>([
    ['link-local addresses', { issuer: 'https://169.254.169.254/latest' }],
    ['link-local addresses in other writing', { issuer: 'https://2852039166/' }],
    ['private addresses that the operator has not named', { issuer: 'https://10.0.0.8/realms/a' }],
    ['IPv6 link-local addresses', { issuer: 'https://[fe80::1]/' }],
    ['plain http', { issuer: 'http://login.example/realms/a' }],
    ['other protocols', { issuer: 'file:///etc/passwd' }],
    ['names and passwords in the address', { issuer: 'https://a:b@login.example/' }],
    ['a role that there is not', { roles: { x: 'platform' } }],
    ['a mapping that is none', { groups: ['legal'] }],
    ['a group key that there cannot be', { groups: { '/x': 'a b' } }],
    ['a scope that breaks out of the list', { scopes: ['a b'] }],
    ['a field that it does not know', { clientSecretFile: '/etc/passwd' }],
  ])('refuses %s', async (_, over) => {
    const { status, body } = await put('alpha', {
      issuer: world.providers.alpha.issuer,
      clientId: openidClient.clientId,
      ...over,
    });
    expect({ status, code: (JSON.parse(body) as { error: { code: string } }).error.code }).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
    });
  });

  it('is set and seen by administrators of the tenant alone', async () => {
    const key = await world.api.key('alpha', { role: 'curator' });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await world.api.call(method, '/api/v1/identity-provider', { key })).status).toBe(403);
    }
  });

  it('signs out whoever it signed in when it is disabled or taken away, and nobody else', async () => {
    const [alpha, beta] = [await world.signIn('alpha', 'a', {}), await world.signIn('beta', 'b', {})];
    await world.configure('alpha', { status: 'disabled' });
    expect(await world.me(alpha)).toBeUndefined();
    expect(await world.me(beta)).toBeDefined();
    expect((await world.api.call('GET', '/api/v1/session/oidc/alpha/start')).status).toBe(404);
    await world.configure('alpha');
    const again = await world.signIn('alpha', 'a', {});
    expect((await world.admin('alpha', 'DELETE', '/api/v1/identity-provider')).status).toBe(204);
    expect(await world.me(again)).toBeUndefined();
    for (const method of ['GET', 'DELETE']) {
      expect((await world.admin('alpha', method, '/api/v1/identity-provider')).status).toBe(404);
    }
  });
});

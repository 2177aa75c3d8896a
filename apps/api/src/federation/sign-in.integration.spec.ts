import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlainBrowser } from '../../../../test/support/plain-browser.mjs';
import { FederationWorld } from './federation.fixture.js';

let world: FederationWorld;
beforeAll(async () => {
  world = await FederationWorld.create();
});
afterAll(() => world.close());

const jiwoo = { name: '김지우', email: 'jiwoo@acme.test', preferred_username: 'jiwoo' };
const groupsOf = (me: { groups: { key: string }[] } | undefined) => me?.groups.map((group) => group.key).sort();

describe('signing in at the provider of a tenant', () => {
  it('leads to the page that was asked for, signed in, with nothing of the provider in the browser', async () => {
    const browser = new PlainBrowser();
    world.providers.alpha.people.set('a-1', jiwoo);
    const callback = await world.untilCallback('alpha', 'a-1', browser, '/library?query=밸브');
    const response = await browser.request(callback);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`/library?query=${encodeURIComponent('밸브')}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const own = browser.cookies.get(world.api.origin);
    expect([...(own?.keys() ?? [])]).toEqual(['onggi_session']);
    for (const line of response.headers.getSetCookie()) expect(line).toMatch(/; HttpOnly; SameSite=Lax/);
    expect(`${await response.text()}${[...(own?.values() ?? [])].join()}`).not.toContain('eyJ');
    expect(await world.me(browser)).toMatchObject({
      tenant: { id: 'alpha' },
      person: { email: 'jiwoo@acme.test', name: { ko: '김지우', en: '김지우' } },
      role: 'member',
    });
  });

  it('asks with PKCE (S256), state and nonce, new each time', async () => {
    const asked = await Promise.all(
      [1, 2].map(async () => {
        const response = await new PlainBrowser().request(world.startUrl('alpha'));
        return new URL(response.headers.get('location')!).searchParams;
      }),
    );
    for (const query of asked) {
      expect(query.get('code_challenge_method')).toBe('S256');
      expect(query.get('response_type')).toBe('code');
      expect(query.get('redirect_uri')).toBe(world.callback);
    }
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(asked[0]!.get(name)!.length).toBeGreaterThanOrEqual(43);
      expect(asked[0]!.get(name)).not.toBe(asked[1]!.get(name));
    }
  });

  it('works at each tenant’s own provider, wherever that puts its claims', async () => {
    const claims = { ...jiwoo, roles: ['onggi-curator'], groups: ['/hr'] };
    for (const tenant of ['alpha', 'beta'] as const) {
      const me = await world.me(await world.signIn(tenant, `${tenant}-2`, claims));
      expect(me).toMatchObject({ tenant: { id: tenant }, role: 'curator', person: { name: { ko: '김지우' } } });
      expect(groupsOf(me)).toEqual(['everyone', 'hr']);
    }
  });

  it('shows on the sign-in page which tenants have one', async () => {
    const reply = await world.api.call('GET', '/api/v1/session/providers');
    const { providers } = JSON.parse(reply.body) as { providers: { tenant: string; name: object }[] };
    expect(providers.map(({ tenant }) => tenant)).toEqual(['alpha', 'beta']);
    expect(providers[0]!.name).toEqual({ ko: 'alpha 계정', en: 'alpha account' });
    expect(reply.body).not.toContain(world.providers.alpha.issuer);
  });

  it('answers alike for a tenant without a provider and one that does not exist', async () => {
    await world.api.tenants.addTenant('gamma');
    const bodies = await Promise.all(
      ['gamma', 'nobody', 'x%27y'].map(async (tenant) => {
        const reply = await world.api.call('GET', `/api/v1/session/oidc/${tenant}/start`);
        return `${reply.status} ${reply.body.replace(/"requestId":"[^"]*"/, '')}`;
      }),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toMatch(/^404 /);
  });
});

describe('an account', () => {
  it('is the issuer and the subject: the same e-mail from another subject is somebody else', async () => {
    const first = await world.me(await world.signIn('alpha', 'a-3', { ...jiwoo, groups: ['/legal'] }));
    const second = await world.me(await world.signIn('alpha', 'a-4', jiwoo));
    expect(second!.person.email).toBe(first!.person.email);
    expect(second!.person.id).not.toBe(first!.person.id);
    expect(groupsOf(second)).toEqual(['everyone']);
  });

  it('is never the local person of the same e-mail, nor changed by who keeps local people', async () => {
    const local = { email: 'local@acme.test', name: { ko: '로컬', en: 'Local' }, title: { ko: '', en: '' } };
    const people = { groups: [], people: [{ ...local, role: 'admin', groups: ['legal'] }] };
    expect((await world.admin('alpha', 'PUT', '/api/v1/people', people)).status).toBe(204);
    const browser = await world.signIn('alpha', 'a-5', { name: 'X', email: 'local@acme.test' });
    expect((await world.me(browser))!.role).toBe('member');
    expect((await world.admin('alpha', 'PUT', '/api/v1/people', people)).status).toBe(204);
    expect(await world.me(browser)).toMatchObject({ role: 'member', person: { name: { ko: 'X' } } });
  });

  it('stays the same person when name and e-mail change', async () => {
    const before = await world.me(await world.signIn('alpha', 'a-6', jiwoo));
    const after = await world.me(await world.signIn('alpha', 'a-6', { name: '이지우', email: 'new@acme.test' }));
    expect(after!.person).toMatchObject({ id: before!.person.id, email: 'new@acme.test', name: { ko: '이지우' } });
  });

  it('of the same subject at two issuers is two people, each in its tenant', async () => {
    const [alpha, beta] = [await world.signIn('alpha', 'same', jiwoo), await world.signIn('beta', 'same', jiwoo)];
    const [one, other] = [await world.me(alpha), await world.me(beta)];
    expect([one!.tenant.id, other!.tenant.id]).toEqual(['alpha', 'beta']);
    expect(one!.person.id).not.toBe(other!.person.id);
  });

  it('of two first sign-ins at a time is one person', async () => {
    world.providers.alpha.people.set('a-7', jiwoo);
    const browsers = [new PlainBrowser(), new PlainBrowser()];
    const callbacks: string[] = [];
    for (const browser of browsers) callbacks.push(await world.untilCallback('alpha', 'a-7', browser));
    await Promise.all(browsers.map((browser, index) => browser.request(callbacks[index]!)));
    const people = await Promise.all(browsers.map((browser) => world.me(browser)));
    expect(people[0]!.person.id).toBe(people[1]!.person.id);
  });
});

describe('role and groups', () => {
  it('are at each sign-in what the provider says now; groups given by hand stay', async () => {
    const admin = { ...jiwoo, roles: ['onggi-curator', 'onggi-admin'], groups: ['/legal', '/hr', '/unmapped'] };
    const before = await world.me(await world.signIn('alpha', 'a-8', admin));
    expect(before!.role).toBe('admin');
    expect(groupsOf(before)).toEqual(['everyone', 'hr', 'legal']);
    await world.api.tenants.admin.query(
      `INSERT INTO onggi.person_group (tenant_id, person_id, group_key)
       SELECT 'alpha', $1, key FROM unnest(ARRAY['legal', 'hr']) AS key WHERE key = 'legal'`,
      [before!.person.id],
    );
    const after = await world.me(await world.signIn('alpha', 'a-8', { ...jiwoo, groups: ['/hr'] }));
    expect(after!.role).toBe('member');
    expect(groupsOf(after)).toEqual(['everyone', 'hr', 'legal']);
    const last = await world.me(await world.signIn('alpha', 'a-8', jiwoo));
    expect(groupsOf(last)).toEqual(['everyone', 'legal']);
  });

  it('that nothing gives refuse the sign-in where the tenant wants it so', async () => {
    await world.configure('beta', { defaultRole: null });
    const browser = new PlainBrowser();
    world.providers.beta.people.set('b-1', jiwoo);
    const response = await browser.request(await world.untilCallback('beta', 'b-1', browser));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('NO_ROLE');
    expect(await world.me(browser)).toBeUndefined();
    await world.configure('beta');
  });

  it('do not let in a person who is suspended', async () => {
    const me = await world.me(await world.signIn('alpha', 'a-9', jiwoo));
    await world.api.tenants.admin.query(`UPDATE onggi.person SET status = 'suspended' WHERE person_id = $1`, [
      me!.person.id,
    ]);
    const browser = new PlainBrowser();
    const response = await browser.request(await world.untilCallback('alpha', 'a-9', browser));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('ACCOUNT_SUSPENDED');
    expect(await world.me(browser)).toBeUndefined();
  });
});

describe('the page after signing in', () => {
  it.each([
    'https://evil.test',
    '//evil.test',
    '/\\evil.test',
    '/%2F%2Fevil.test',
    '/%5Cevil.test',
    '/\t/evil.test',
    '/api/v1/me',
  ])('is never %p', async (returnTo) => {
    const response = await new PlainBrowser().request(world.startUrl('alpha', returnTo));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('is told in the reader’s language with what to do, and the page lets no script in', async () => {
    for (const [language, title] of [
      ['ko', '로그인하지 못했습니다'],
      ['en', 'You could not be signed in'],
    ] as const) {
      const response = await new PlainBrowser().request(`${world.callback}?code=1&state=<script>`, {
        headers: { 'accept-language': language },
      });
      const page = await response.text();
      expect(response.status).toBe(400);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page).toContain(title);
      expect(page).toContain('href="/sign-in"');
      expect(page).not.toContain('<script>');
    }
  });

  it('is the usual error for whoever wants no HTML', async () => {
    const reply = await world.api.call('GET', '/api/v1/session/oidc/callback?code=1&state=2');
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ error: { code: 'SIGN_IN_EXPIRED' } });
  });

  it('at the provider by the person’s own no is said so', async () => {
    const browser = new PlainBrowser();
    world.providers.alpha.refuses();
    const response = await browser.request(await world.untilCallback('alpha', 'a-1', browser));
    expect(await response.text()).toContain('SIGN_IN_DENIED');
  });

  it.each([
    ['a code that was used', (callback: URL) => callback, true],
    ['another state', (callback: URL) => (callback.searchParams.set('state', 'x'.repeat(43)), callback), false],
    ['no state', (callback: URL) => (callback.searchParams.delete('state'), callback), false],
    ['another code', (callback: URL) => (callback.searchParams.set('code', 'x'.repeat(43)), callback), false],
    ['another issuer', (callback: URL) => (callback.searchParams.set('iss', 'https://evil.test'), callback), false],
    ['no issuer', (callback: URL) => (callback.searchParams.delete('iss'), callback), false],
  ])('with %s signs nobody in', async (_, change, used) => {
    const browser = new PlainBrowser();
    world.providers.alpha.people.set('a-1', jiwoo);
    const callback = await world.untilCallback('alpha', 'a-1', browser);
    const cookies = new Map(browser.cookies.get(world.api.origin));
    if (used) await browser.request(callback);
    browser.cookies.set(world.api.origin, cookies);
    const response = await browser.request(change(new URL(callback)).href);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('SIGN_IN_UNVERIFIED');
    expect(await world.me(browser)).toBeUndefined();
  });

  it('in another browser than the one that began (login CSRF) signs nobody in', async () => {
    const victim = new PlainBrowser();
    const callback = await world.untilCallback('alpha', 'a-1', new PlainBrowser());
    const response = await victim.request(callback);
    expect(await response.text()).toContain('SIGN_IN_EXPIRED');
    expect(await world.me(victim)).toBeUndefined();
    await victim.request(world.startUrl('alpha'));
    expect(await (await victim.request(callback)).text()).toContain('SIGN_IN_UNVERIFIED');
    expect(await world.me(victim)).toBeUndefined();
  });

  it('with a sealed cookie that was changed signs nobody in', async () => {
    const browser = new PlainBrowser();
    const callback = await world.untilCallback('alpha', 'a-1', browser);
    const jar = browser.cookies.get(world.api.origin)!;
    const sealed = jar.get('onggi_sign_in')!;
    jar.set('onggi_sign_in', `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`);
    expect(await (await browser.request(callback)).text()).toContain('SIGN_IN_EXPIRED');
  });

  it('with one tenant’s code in another tenant’s sign-in signs nobody in', async () => {
    const browser = new PlainBrowser();
    const stolen = new URL(await world.untilCallback('alpha', 'a-1', new PlainBrowser()));
    const own = new URL(await world.untilCallback('beta', 'b-2', browser));
    for (const iss of [stolen.searchParams.get('iss')!, own.searchParams.get('iss')!]) {
      const mixed = new URL(own);
      mixed.searchParams.set('code', stolen.searchParams.get('code')!);
      mixed.searchParams.set('iss', iss);
      expect(await (await browser.request(mixed.href)).text()).toContain('SIGN_IN_UNVERIFIED');
    }
    expect(await world.me(browser)).toBeUndefined();
  });

  it('is written into the audit trail', async () => {
    const { rows } = await world.api.tenants.admin.query<{ outcome: string; code: string | null }>(
      `SELECT DISTINCT outcome, detail ->> 'code' AS code FROM onggi.audit_event
       WHERE tenant_id = 'alpha' AND action = 'session.start'`,
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { outcome: 'allowed', code: null },
        { outcome: 'denied', code: 'SIGN_IN_UNVERIFIED' },
        { outcome: 'denied', code: 'SIGN_IN_DENIED' },
        { outcome: 'denied', code: 'ACCOUNT_SUSPENDED' },
      ]),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { startForgingProvider } from '../../../../test/support/forging-provider.mjs';
import { PlainBrowser } from '../../../../test/support/plain-browser.mjs';
import { FederationWorld } from './federation.fixture.js';

let world: FederationWorld;
beforeAll(async () => {
  world = await FederationWorld.create();
});
afterAll(() => world.close());

async function signOut(browser: PlainBrowser): Promise<{ status: number; endSessionUrl: string | undefined }> {
  const response = await browser.request(`${world.api.origin}/api/v1/session`, {
    method: 'DELETE',
    headers: { 'x-onggi-request': '1' },
  });
  const text = await response.text();
  return {
    status: response.status,
    endSessionUrl: text === '' ? undefined : (JSON.parse(text) as { endSessionUrl: string }).endSessionUrl,
  };
}

/** What the person does at the provider: opens its page for signing out, and confirms. */
async function confirmAt(browser: PlainBrowser, endSessionUrl: string): Promise<Response> {
  const page = await (await browser.request(endSessionUrl)).text();
  const action = /action="([^"]+)"/.exec(page)![1]!;
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)![1]!;
  return browser.request(new URL(action, endSessionUrl).href, {
    method: 'POST',
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  });
}

describe('signing out', () => {
  it('ends our session at once, and leads to the provider to end its own, and back to the sign-in page', async () => {
    const browser = await world.signIn('alpha', 'a-1', {});
    const { status, endSessionUrl } = await signOut(browser);
    expect(status).toBe(200);
    expect(await world.me(browser)).toBeUndefined();
    const asked = new URL(endSessionUrl!);
    expect(asked.origin).toBe(world.providers.alpha.issuer);
    expect([...asked.searchParams.keys()].sort()).toEqual(['client_id', 'post_logout_redirect_uri']);
    const response = await confirmAt(browser, endSessionUrl!);
    expect(response.headers.get('location')).toBe(`${world.api.origin}/sign-in`);
  });

  it('of who did not come from a provider leads nowhere', async () => {
    const local = { name: { ko: '가', en: 'A' }, title: { ko: '', en: '' }, role: 'member', groups: [], demo: true };
    await world.admin('alpha', 'PUT', '/api/v1/people', {
      groups: [],
      people: [{ ...local, email: 'demo@acme.test' }],
    });
    const browser = new PlainBrowser();
    await browser.request(`${world.api.origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: 'alpha', email: 'demo@acme.test' }),
    });
    expect(await world.me(browser)).toBeDefined();
    expect(await signOut(browser)).toEqual({ status: 204, endSessionUrl: undefined });
  });
});

describe('signing out at the provider', () => {
  it('ends the sessions that began with the provider’s, in every browser of ours, and no other', async () => {
    const one = await world.signIn('alpha', 'a-2', {});
    const elsewhere = await world.signIn('alpha', 'a-2', {});
    const other = await world.signIn('alpha', 'a-3', {});
    const { endSessionUrl } = await signOut(await world.signIn('alpha', 'a-2', {}, one));
    const before = await world.signIn('alpha', 'a-2', {}, one);
    expect(await world.me(before)).toBeDefined();
    // The provider calls the back channel while it answers.
    await confirmAt(one, endSessionUrl!);
    expect(await world.me(one)).toBeUndefined();
    expect(await world.me(elsewhere)).toBeDefined();
    expect(await world.me(other)).toBeDefined();
  });
});

describe('a logout token', () => {
  type ForgingProvider = Awaited<ReturnType<typeof startForgingProvider>>;
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  let provider: ForgingProvider;
  beforeAll(async () => {
    provider = await startForgingProvider();
    await world.configure('beta', { issuer: provider.issuer });
  });
  afterAll(() => provider.stop());

  const now = () => Math.floor(Date.now() / 1000);
  const right = (over: Record<string, unknown> = {}) => ({
    iss: provider.issuer,
    aud: 'onggi',
    iat: now(),
    exp: now() + 120,
    jti: newId(),
    events: event,
    sub: 'b-1',
    ...over,
  });

  async function send(token: string, tenant = 'beta') {
    const response = await fetch(`${world.api.origin}/api/v1/session/oidc/${tenant}/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    });
    return { status: response.status, caching: response.headers.get('cache-control'), body: await response.text() };
  }

  /** A session of ours as if it had begun at the forging provider. */
  async function session(subject: string, sid: string | null): Promise<() => Promise<boolean>> {
    const { rows } = await world.api.tenants.admin.query<{ session_id: string }>(
      `WITH person AS (INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role, origin)
         VALUES ('beta', $1, '', '', '', 'member', 'oidc') RETURNING *),
       session AS (INSERT INTO onggi.session (tenant_id, session_id, token_hash, person_id, expires_at)
         SELECT tenant_id, person_id, '\\x00', person_id, now() + interval '1 hour' FROM person RETURNING *)
       INSERT INTO onggi.oidc_session (tenant_id, session_id, issuer, subject, sid)
         SELECT tenant_id, session_id, $2, $3, $4 FROM session RETURNING session_id`,
      [newId(), provider.issuer, subject, sid],
    );
    return async () => {
      const found = await world.api.tenants.admin.query<{ open: boolean }>(
        `SELECT revoked_at IS NULL AS open FROM onggi.session WHERE session_id = $1`,
        [rows[0]!.session_id],
      );
      return found.rows[0]!.open;
    };
  }

  it('with a sid ends that session; with a subject all of its sessions; with both what fits both', async () => {
    const first = await session('b-1', 'sid-1');
    const second = await session('b-1', 'sid-2');
    const other = await session('b-2', 'sid-1');
    expect((await send(await provider.sign(right({ sid: 'sid-1' })))).status).toBe(200);
    expect([await first(), await second(), await other()]).toEqual([false, true, true]);
    expect((await send(await provider.sign(right()))).status).toBe(200);
    expect([await second(), await other()]).toEqual([false, true]);
    const { sub: _, ...bySid } = right({ sid: 'sid-1' });
    expect(await send(await provider.sign(bySid, { header: { typ: 'logout+jwt' } }))).toMatchObject({
      status: 200,
      caching: 'no-store',
    });
    expect(await other()).toBe(false);
  });

  it('works once', async () => {
    const token = await provider.sign(right());
    expect((await send(token)).status).toBe(200);
    const open = await session('b-1', null);
    const again = await send(token);
    expect(again.status).toBe(400);
    expect(JSON.parse(again.body)).toMatchObject({ error: 'invalid_request' });
    expect(await open()).toBe(true);
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => provider.sign(right({ iss: 'https://evil.test' }))],
    ['for another audience', () => provider.sign(right({ aud: 'another' }))],
    ['that is old', () => provider.sign(right({ iat: now() - 3600 }))],
    ['that has expired', () => provider.sign(right({ exp: now() - 120 }))],
    ['without a time', () => provider.sign(right({ iat: undefined }))],
    ['without an id', () => provider.sign(right({ jti: undefined }))],
    ['without an event', () => provider.sign(right({ events: undefined }))],
    ['with another event', () => provider.sign(right({ events: { 'http://schemas.openid.net/event/other': {} } }))],
    ['with a nonce, as an ID token has it', () => provider.sign(right({ nonce: 'n' }))],
    ['with neither subject nor sid', () => provider.sign(right({ sub: undefined }))],
    ['that is not signed', () => provider.sign(right(), { alg: 'none' })],
    ['signed with the public key as a shared secret', () => provider.sign(right(), { alg: 'HS256' })],
    ['signed with another key', () => provider.sign(right(), { foreignKey: true })],
    ['that is none', async () => 'nothing'],
  ])('%s ends nothing', async (_, forge) => {
    const open = await session('b-1', null);
    const reply = await send(await forge());
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'invalid_request' });
    expect(await open()).toBe(true);
  });

  it('of one tenant’s provider ends nothing at another tenant', async () => {
    const open = await session('b-1', null);
    expect((await send(await provider.sign(right()), 'alpha')).status).toBe(400);
    expect(await open()).toBe(true);
  });
});

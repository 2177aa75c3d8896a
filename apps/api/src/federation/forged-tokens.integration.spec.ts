import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startForgingProvider } from '../../../../test/support/forging-provider.mjs';
import { PlainBrowser } from '../../../../test/support/plain-browser.mjs';
import { FederationWorld } from './federation.fixture.js';

type ForgingProvider = Awaited<ReturnType<typeof startForgingProvider>>;

let world: FederationWorld;
let provider: ForgingProvider;
beforeAll(async () => {
  world = await FederationWorld.create();
  provider = await startForgingProvider();
  await world.configure('alpha', { issuer: provider.issuer, scopes: [] });
});
afterAll(async () => {
  await provider.stop();
  await world.close();
});
beforeEach(() => {
  Object.assign(provider, { tokenStatus: 200, hang: false, discovery: {} });
});

const now = () => Math.floor(Date.now() / 1000);

/** Begins a sign-in and comes back with a token as `forge` makes it of the right one. */
async function signInWith(forge: (claims: Record<string, unknown>) => Promise<string>) {
  const browser = new PlainBrowser();
  const asked = new URL((await browser.request(world.startUrl('alpha'))).headers.get('location')!).searchParams;
  provider.idToken = await forge({
    iss: provider.issuer,
    sub: 'somebody',
    aud: 'onggi',
    nonce: asked.get('nonce'),
    iat: now(),
    exp: now() + 300,
  });
  const query = new URLSearchParams({ code: 'code', state: asked.get('state')!, iss: provider.issuer });
  const response = await browser.request(`${world.callback}?${query}`);
  return { response, page: await response.text(), me: await world.me(browser) };
}

describe('an ID token', () => {
  it('that is in order signs its subject in (or the others here would prove nothing)', async () => {
    const { response, me } = await signInWith((claims) => provider.sign(claims));
    expect(response.status).toBe(302);
    expect(me).toMatchObject({ tenant: { id: 'alpha' }, person: { name: { ko: 'somebody' } } });
  });

  it('is asked for with the code, its verifier, and the secret in the header as OAuth encodes it', () => {
    const sent = provider.tokenRequests.at(-1)!;
    expect(sent.get('code')).toBe('code');
    expect(sent.get('code_verifier')!.length).toBeGreaterThanOrEqual(43);
    expect(sent.get('client_secret')).toBeNull();
  });

  it.each<[string, (claims: Record<string, unknown>) => Promise<string>]>([
    ['without a nonce', ({ nonce: _, ...claims }) => provider.sign(claims)],
    ['with another nonce', (claims) => provider.sign({ ...claims, nonce: 'another' })],
    ['of another issuer', (claims) => provider.sign({ ...claims, iss: 'https://evil.test' })],
    ['for another audience', (claims) => provider.sign({ ...claims, aud: 'another' })],
    ['for several, authorised for another', (claims) => provider.sign({ ...claims, aud: ['onggi', 'x'], azp: 'x' })],
    ['that has expired', (claims) => provider.sign({ ...claims, iat: now() - 900, exp: now() - 600 })],
    ['that never expires', ({ exp: _, ...claims }) => provider.sign(claims)],
    ['without a subject', ({ sub: _, ...claims }) => provider.sign(claims)],
    ['that is not signed', (claims) => provider.sign(claims, { alg: 'none' })],
    ['signed with the public key as a shared secret', (claims) => provider.sign(claims, { alg: 'HS256' })],
    ['signed with another key', (claims) => provider.sign(claims, { foreignKey: true })],
    ['that was changed', async (claims) => (await provider.sign(claims)).replace(/\.(.)/, '.$1A')],
    ['that is none', async () => 'nothing'],
  ])('%s signs nobody in', async (_, forge) => {
    const { response, page, me } = await signInWith(forge);
    expect(response.status).toBe(400);
    expect(page).toContain('SIGN_IN_UNVERIFIED');
    expect(me).toBeUndefined();
  });
});

describe('a provider that does not answer as it should', () => {
  it('takes no code a second time', async () => {
    provider.tokenStatus = 400;
    const { page, me } = await signInWith((claims) => provider.sign(claims));
    expect(page).toContain('SIGN_IN_UNVERIFIED');
    expect(me).toBeUndefined();
  });

  it('is away: it says so, with what to do', async () => {
    provider.tokenStatus = 503;
    const { response, page } = await signInWith((claims) => provider.sign(claims));
    expect(response.status).toBe(503);
    expect(page).toContain('IDENTITY_PROVIDER_UNAVAILABLE');
  });

  it('hangs: nobody waits for long', async () => {
    await world.configure('alpha', { issuer: provider.issuer });
    provider.hang = true;
    const save = world.admin('alpha', 'PUT', '/api/v1/identity-provider', {
      issuer: provider.issuer,
      clientId: 'other',
    });
    expect(JSON.parse((await save).body)).toMatchObject({ error: { code: 'IDENTITY_PROVIDER_UNAVAILABLE' } });
  });

  it.each([
    ['calls itself something else', { issuer: 'https://evil.test' }],
    ['has no token endpoint', { token_endpoint: undefined }],
    ['has no keys', { jwks_uri: undefined }],
    ['sends browsers to a page without TLS', { authorization_endpoint: 'http://evil.test/auth' }],
    ['sends browsers to no page at all', { authorization_endpoint: 'javascript:alert(1)' }],
  ])('%s: it cannot be set', async (_, discovery) => {
    provider.discovery = discovery;
    const reply = await world.admin('alpha', 'PUT', '/api/v1/identity-provider', {
      issuer: provider.issuer,
      clientId: 'other',
    });
    expect(JSON.parse(reply.body)).toMatchObject({ error: { code: 'IDENTITY_PROVIDER_MISCONFIGURED' } });
  });
});

import { openidClient, startOpenidProvider } from '../../../../test/support/openid-provider.mjs';
import { PlainBrowser } from '../../../../test/support/plain-browser.mjs';
import { ApiWorld, type Reply } from '../api.fixture.js';

export type TestProvider = Awaited<ReturnType<typeof startOpenidProvider>>;

export interface Me {
  tenant: { id: string };
  person: { id: string; email: string; name: { ko: string; en: string } };
  role: string;
  groups: { key: string }[];
}

/** The whole api, and a provider for each of its tenants alpha and beta. */
export class FederationWorld {
  private constructor(
    readonly api: ApiWorld,
    readonly providers: Readonly<Record<'alpha' | 'beta', TestProvider>>,
    private readonly keys: ReadonlyMap<string, string>,
  ) {}

  static async create(): Promise<FederationWorld> {
    const api = await ApiWorld.create();
    const start = (tenant: string, claimsInIdToken: boolean) =>
      startOpenidProvider(
        {
          redirectUri: `${api.origin}/api/v1/session/oidc/callback`,
          postLogoutRedirectUri: `${api.origin}/sign-in`,
          backchannelLogoutUri: `${api.origin}/api/v1/session/oidc/${tenant}/backchannel-logout`,
        },
        { claimsInIdToken },
      );
    const providers = { alpha: await start('alpha', false), beta: await start('beta', true) };
    const keys = new Map<string, string>();
    for (const tenant of ['alpha', 'beta']) keys.set(tenant, await api.key(tenant, { role: 'admin' }));
    const world = new FederationWorld(api, providers, keys);
    for (const tenant of ['alpha', 'beta'] as const) await world.configure(tenant);
    return world;
  }

  /** As the tenant's administrator. */
  admin(tenant: string, method: string, url: string, body?: object): Promise<Reply> {
    return this.api.call(method, url, { key: this.keys.get(tenant)!, ...(body && { body }) });
  }

  /** Sets the tenant's provider to the real one of this world, or to what is given. */
  async configure(tenant: 'alpha' | 'beta', over: object = {}): Promise<Reply> {
    const reply = await this.admin(tenant, 'PUT', '/api/v1/identity-provider', {
      issuer: this.providers[tenant].issuer,
      ...openidClient,
      name: { ko: `${tenant} 계정`, en: `${tenant} account` },
      scopes: ['profile', 'email', 'onggi'],
      claims: { role: 'roles', groups: 'groups' },
      roles: { 'onggi-admin': 'admin', 'onggi-curator': 'curator' },
      groups: { '/legal': 'legal', '/hr': 'hr' },
      ...over,
    });
    if (reply.status !== 200) throw new Error(`${reply.status} ${reply.body}`);
    return reply;
  }

  startUrl(tenant: string, returnTo = '/'): string {
    return `${this.api.origin}/api/v1/session/oidc/${tenant}/start?returnTo=${encodeURIComponent(returnTo)}`;
  }

  get callback(): string {
    return `${this.api.origin}/api/v1/session/oidc/callback`;
  }

  /** As far as the address with the code, which is not asked for yet. */
  async untilCallback(
    tenant: 'alpha' | 'beta',
    subject: string,
    browser: PlainBrowser,
    returnTo = '/',
  ): Promise<string> {
    this.providers[tenant].signsIn(subject);
    return browser.followTo(this.startUrl(tenant, returnTo), this.callback);
  }

  /** Signs in as somebody whom the provider describes so. @returns the browser, signed in */
  async signIn(
    tenant: 'alpha' | 'beta',
    subject: string,
    claims: Record<string, unknown> = {},
    browser = new PlainBrowser(),
  ): Promise<PlainBrowser> {
    this.providers[tenant].people.set(subject, claims);
    const response = await browser.request(await this.untilCallback(tenant, subject, browser));
    if (response.status !== 302) throw new Error(`${response.status} ${await response.text()}`);
    return browser;
  }

  /** Who the browser is signed in as. @returns undefined for nobody */
  async me(browser: PlainBrowser): Promise<Me | undefined> {
    const response = await browser.request(`${this.api.origin}/api/v1/me`);
    if (response.status === 401) return undefined;
    return (await response.json()) as Me;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.providers).map((provider) => provider.stop()));
    await this.api.close();
  }
}

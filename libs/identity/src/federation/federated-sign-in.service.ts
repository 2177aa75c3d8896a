import { Inject, Injectable } from '@nestjs/common';
import { createLogger, InvalidInputError, OnggiError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import * as openid from 'openid-client';
import { platformContext } from '../credentials/keys.service.js';
import { startSession, type StartedSession } from '../sessions/session-rows.js';
import { personOfAccount } from './accounts.js';
import { lacksClaims, readIdentity } from './federated-identity.js';
import { rememberProviderSession } from './federated-sessions.js';
import { SignInExpiredError, SignInUnverifiedError } from './federation-errors.js';
import { FEDERATION_SETTINGS, type FederationSettings } from './federation-settings.js';
import type { ConnectedProvider } from './identity-provider.js';
import { IdentityProviders } from './identity-providers.service.js';
import { localPath } from './local-path.js';
import { ProviderConnections } from './provider-connections.js';
import { namedProviderError } from './provider-failures.js';
import { Sealer } from './sealer.js';

const log = createLogger('federation');

/** Where providers send the browser back to; one address for all tenants. */
const callbackPath = '/api/v1/session/oidc/callback';
const signedOutPath = '/sign-in';

/** For a sign-in: long enough to find the second factor. */
export const signInLifeMs = 10 * 60_000;
const purpose = 'sign-in under way';

/** A sign-in under way, sealed in a cookie of the browser that began it. */
interface SignInUnderWay {
  tenant: string;
  issuer: string;
  clientId: string;
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  /** Unix milliseconds. */
  expires: number;
}

interface Verified {
  claims: openid.IDToken;
  all: Record<string, unknown>;
}

/** Authorization code flow with PKCE at the provider of a tenant. No token of the provider leaves this class. */
@Injectable()
export class FederatedSignIn {
  private readonly sealer: Sealer;
  private readonly publicUrl: string;

  constructor(
    private readonly database: TenantDb,
    private readonly providers: IdentityProviders,
    private readonly connections: ProviderConnections,
    @Inject(FEDERATION_SETTINGS) settings: FederationSettings,
  ) {
    this.sealer = new Sealer(settings.secret);
    this.publicUrl = settings.publicUrl;
  }

  /** Addresses that are registered at the provider. */
  addresses(tenant: string): { redirectUri: string; postLogoutRedirectUri: string; backchannelLogoutUri: string } {
    return {
      redirectUri: `${this.publicUrl}${callbackPath}`,
      postLogoutRedirectUri: `${this.publicUrl}${signedOutPath}`,
      backchannelLogoutUri: `${this.publicUrl}/api/v1/session/oidc/${encodeURIComponent(tenant)}/backchannel-logout`,
    };
  }

  /**
   * Begins a sign-in.
   * @param returnTo path of the page to go to afterwards
   * @returns where to send the browser, and what it has to bring back in a cookie
   * @throws InvalidInputError for a `returnTo` that leads elsewhere; NotFoundError when the tenant has no provider
   */
  async begin(tenant: string, returnTo: string): Promise<{ url: string; underWay: string }> {
    const path = localPath(returnTo);
    if (path === undefined) throw notOurPage();
    const provider = await this.providers.active(tenant);
    const { configuration } = await this.connections.of(provider);
    const underWay: SignInUnderWay = {
      tenant,
      issuer: provider.issuer,
      clientId: provider.clientId,
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
      returnTo: path,
      expires: Date.now() + signInLifeMs,
    };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.addresses(tenant).redirectUri,
      scope: [...new Set(['openid', ...provider.settings.scopes])].join(' '),
      state: underWay.state,
      nonce: underWay.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(underWay.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, underWay: this.sealer.seal(JSON.stringify(underWay), purpose) };
  }

  /**
   * Ends a sign-in with a session of ours.
   * @param query of the callback, as it came: `code=…&state=…&iss=…`
   * @param sealed what `begin` gave to this browser
   * @param userAgent what the browser calls itself
   * @throws SignInExpiredError, SignInUnverifiedError, SignInDeniedError, AccountSuspendedError, NoRoleError and those of the
   *   provider's connection
   */
  async complete(
    query: string,
    sealed: string | undefined,
    userAgent?: string,
  ): Promise<StartedSession & { returnTo: string }> {
    const underWay = this.open(sealed);
    const provider = await this.providers.active(underWay.tenant);
    // Settings that changed meanwhile: the answer is another provider's.
    if (provider.issuer !== underWay.issuer || provider.clientId !== underWay.clientId) throw new SignInExpiredError();
    try {
      const session = await this.signIn(provider, await this.verify(provider, query, underWay), userAgent);
      return { ...session, returnTo: underWay.returnTo };
    } catch (error) {
      await this.recordRefusal(provider, error);
      throw error;
    }
  }

  private async signIn(
    provider: ConnectedProvider,
    { claims, all }: Verified,
    userAgent: string | undefined,
  ): Promise<StartedSession> {
    const identity = readIdentity(all, claims.sub, provider.settings);
    const account = { issuer: claims.iss, subject: claims.sub };
    const sid = typeof claims['sid'] === 'string' ? claims['sid'] : undefined;
    return this.database.run(platformContext(provider.tenant), async (transaction) => {
      const personId = await personOfAccount(transaction, account, identity, provider.settings);
      const session = await startSession(transaction, personId, { userAgent, by: 'oidc' });
      await rememberProviderSession(transaction, session.sessionId, { ...account, sid });
      return session;
    });
  }

  private async recordRefusal(provider: ConnectedProvider, error: unknown): Promise<void> {
    const code = error instanceof OnggiError ? error.code : 'INTERNAL';
    await this.database.run(platformContext(provider.tenant), (transaction) =>
      recordAudit(transaction, {
        action: 'session.start',
        outcome: 'denied',
        detail: { issuer: provider.issuer, code },
      }),
    );
  }

  /**
   * Where the browser ends the provider's own session, for a session of ours that began there.
   * @returns undefined when it did not, when the provider has no such page, or when it is not reached: signing out here
   *   does not wait for others
   */
  async endSessionUrl(context: TenantContext, sessionId: string): Promise<string | undefined> {
    const began = await this.database.run(context, (transaction) =>
      transaction.first<{ issuer: string }>(
        sql`SELECT issuer FROM onggi.oidc_session WHERE tenant_id = ${context.tenant} AND session_id = ${sessionId}`,
      ),
    );
    if (!began) return undefined;
    try {
      const provider = await this.providers.active(context.tenant);
      const { configuration } = await this.connections.of(provider);
      const endpoint = configuration.serverMetadata().end_session_endpoint;
      if (endpoint === undefined || provider.issuer !== began.issuer) return undefined;
      const { postLogoutRedirectUri } = this.addresses(context.tenant);
      // Without an id_token_hint: tokens stay on this side. Providers ask the person to confirm instead.
      return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: postLogoutRedirectUri }).href;
    } catch (error) {
      log.warn({ tenant: context.tenant, error: String(error) }, 'the provider’s own session was not ended');
      return undefined;
    }
  }

  private open(sealed: string | undefined): SignInUnderWay {
    const text = sealed === undefined ? undefined : this.sealer.open(sealed, purpose);
    if (text === undefined) throw new SignInExpiredError();
    const underWay = JSON.parse(text) as SignInUnderWay;
    if (underWay.expires < Date.now()) throw new SignInExpiredError();
    return underWay;
  }

  private async verify(provider: ConnectedProvider, query: string, underWay: SignInUnderWay): Promise<Verified> {
    const { configuration } = await this.connections.of(provider);
    const callback = new URL(this.addresses(provider.tenant).redirectUri);
    callback.search = query;
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, callback, {
        expectedState: underWay.state,
        expectedNonce: underWay.nonce,
        pkceCodeVerifier: underWay.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new SignInUnverifiedError(new Error('no ID token'));
      const { userinfo_endpoint: userinfo } = configuration.serverMetadata();
      const more =
        userinfo !== undefined && lacksClaims(claims, provider.settings)
          ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {};
      return { claims, all: { ...more, ...claims } };
    } catch (error) {
      throw namedProviderError(error);
    }
  }
}

function notOurPage(): InvalidInputError {
  return new InvalidInputError(
    {
      ko: '로그인한 뒤 갈 곳은 이 사이트의 화면이어야 합니다.',
      en: 'The page to go to after signing in has to be one of this site.',
    },
    {
      ko: '로그인 화면에서 다시 시작하세요. returnTo 에는 /로 시작하는 경로만 쓸 수 있습니다.',
      en: 'Start again from the sign-in page. returnTo takes a path that begins with a slash.',
    },
  );
}

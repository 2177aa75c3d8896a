import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch as jwksFetch, type JWTVerifyGetKey } from 'jose';
import * as openid from 'openid-client';
import { IdentityProviderMisconfiguredError, SignInUnverifiedError } from './federation-errors.js';
import { FEDERATION_SETTINGS, type FederationSettings } from './federation-settings.js';
import type { ConnectedProvider } from './identity-provider.js';
import { hostOf, isLoopback, mayRequest, type OutgoingRules } from './outgoing-addresses.js';
import { namedProviderError } from './provider-failures.js';
import { providerFetch, providerTimeoutMs } from './provider-fetch.js';

/** A provider as its discovery document describes it, ready to be spoken to. */
export interface ProviderConnection {
  configuration: openid.Configuration;
  /** The provider's signing keys, fetched when one is needed that is not known. */
  keys: JWTVerifyGetKey;
}

interface Cached {
  /** Changes with the settings. */
  version: string;
  until: number;
  connection: Promise<ProviderConnection>;
}

const freshForMs = 10 * 60_000;

/** Discovery, once in ten minutes for each tenant and whenever its settings change. */
@Injectable()
export class ProviderConnections {
  private readonly rules: OutgoingRules;
  private readonly fetch: ReturnType<typeof providerFetch>;
  private readonly cached = new Map<string, Cached>();

  constructor(@Inject(FEDERATION_SETTINGS) settings: FederationSettings) {
    this.rules = {
      loopback: isLoopback(hostOf(new URL(settings.publicUrl))),
      internalHosts: settings.internalHosts,
    };
    this.fetch = providerFetch(this.rules);
  }

  /** @throws IdentityProviderUnavailableError, IdentityProviderMisconfiguredError, ProviderAddressError */
  of(provider: ConnectedProvider): Promise<ProviderConnection> {
    const version = `${provider.issuer} ${provider.clientId} ${provider.updatedAt.toISOString()}`;
    const known = this.cached.get(provider.tenant);
    if (known?.version === version && known.until > Date.now()) return known.connection;
    const connection = this.connect(provider);
    const entry = { version, until: Date.now() + freshForMs, connection };
    this.cached.set(provider.tenant, entry);
    // A failure is told to those who wait for it, and tried again by the next.
    connection.catch(() => {
      if (this.cached.get(provider.tenant) === entry) this.cached.delete(provider.tenant);
    });
    return connection;
  }

  /** Asks the provider anew, as a check of settings that are about to be kept. */
  async connect(provider: ConnectedProvider): Promise<ProviderConnection> {
    const configuration = await this.discover(provider);
    const metadata = configuration.serverMetadata();
    // Addresses that stand for many issuers (Entra ID: common, organizations) would let in people of any company.
    if (metadata.issuer !== provider.issuer) {
      throw new IdentityProviderMisconfiguredError(new Error(`the issuer calls itself ${metadata.issuer}`), {
        ko: '발급자 주소를 로그인 제공자의 /.well-known/openid-configuration 에 적힌 issuer 와 똑같이 쓰세요.',
        en: 'Write the issuer exactly as the provider’s /.well-known/openid-configuration says it.',
      });
    }
    if (!metadata.authorization_endpoint || !metadata.token_endpoint || !metadata.jwks_uri) {
      throw new IdentityProviderMisconfiguredError(new Error('the discovery document lacks an endpoint'));
    }
    // Browsers are sent there; a page of the provider never lies on plain http.
    for (const address of [metadata.authorization_endpoint, metadata.end_session_endpoint]) {
      if (address !== undefined && !mayRequest(new URL(address), this.rules)) {
        throw new IdentityProviderMisconfiguredError(new Error(`not an address for browsers: ${address}`));
      }
    }
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
      timeoutDuration: providerTimeoutMs,
      [jwksFetch]: this.fetch,
    });
    return { configuration, keys };
  }

  private async discover(provider: ConnectedProvider): Promise<openid.Configuration> {
    const { clientSecret, settings } = provider;
    const authentication =
      clientSecret === undefined
        ? openid.None()
        : settings.tokenEndpointAuthMethod === 'client_secret_post'
          ? openid.ClientSecretPost(clientSecret)
          : openid.ClientSecretBasic(clientSecret);
    // Signatures of ID tokens are checked although they come over TLS from the provider itself.
    const execute = [openid.enableNonRepudiationChecks];
    if (this.rules.loopback) execute.push(openid.allowInsecureRequests);
    try {
      return await openid.discovery(new URL(provider.issuer), provider.clientId, undefined, authentication, {
        [openid.customFetch]: this.fetch,
        timeout: providerTimeoutMs / 1000,
        execute,
      });
    } catch (error) {
      const named = namedProviderError(error);
      throw named instanceof SignInUnverifiedError ? new IdentityProviderMisconfiguredError(error) : named;
    }
  }
}

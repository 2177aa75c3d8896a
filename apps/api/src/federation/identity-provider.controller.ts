import { Body, Controller, Delete, Get, HttpCode, Inject, Put } from '@nestjs/common';
import { FederatedSignIn, IdentityProviders, type IdentityProvider, type ProviderSettings } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import type { ApiConfiguration } from '../configuration.js';
import { CallerContext } from '../http/access.js';
import { API_CONFIGURATION } from '../tokens.js';
import { IdentityProviderInput, providerRequest } from './identity-provider.input.js';

/** The settings as they were given, without the secret, and the addresses to be registered at the provider. */
interface IdentityProviderView extends Omit<IdentityProvider, 'settings'>, ProviderSettings {
  addresses: { redirectUri: string; postLogoutRedirectUri: string; backchannelLogoutUri: string; scim: string };
}

/** Where the people of a tenant sign in. */
@Controller('api/v1/identity-provider')
export class IdentityProviderController {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly signIn: FederatedSignIn,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  @Get()
  async show(@CallerContext() context: TenantContext): Promise<IdentityProviderView> {
    return this.view(context, await this.providers.get(context));
  }

  /** Kept once the provider has answered. */
  @Put()
  async save(
    @CallerContext() context: TenantContext,
    @Body() body: IdentityProviderInput,
  ): Promise<IdentityProviderView> {
    return this.view(context, await this.providers.save(context, providerRequest(body)));
  }

  /** Whoever signed in through it is signed out. */
  @Delete()
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext): Promise<void> {
    await this.providers.remove(context);
  }

  private view(context: TenantContext, { settings, ...provider }: IdentityProvider): IdentityProviderView {
    const scim = `${this.configuration.ONGGI_PUBLIC_URL}/scim/v2`;
    return { ...provider, ...settings, addresses: { ...this.signIn.addresses(context.tenant), scim } };
  }
}

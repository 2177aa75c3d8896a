import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { BackchannelLogout, FederatedSignIn, signInLifeMs } from '@onggi/identity';
import { InvalidInputError, OnggiError, type LocalizedText } from '@onggi/platform';
import { TenantDirectory } from '@onggi/tenancy';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ApiConfiguration } from '../configuration.js';
import { logFailure } from '../http/error.filter.js';
import type { OnggiRequest } from '../http/request.js';
import { setSessionCookie } from '../http/session-cookie.js';
import { FormerSession } from '../session/former-session.js';
import { API_CONFIGURATION } from '../tokens.js';
import { sendProblem } from './problem-page.js';
import { SignInCookie } from './sign-in-cookie.js';

/** Signing in at a tenant's identity provider. The browser gets a session of ours and nothing of the provider's. */
@Controller('api/v1/session')
export class OidcController {
  private readonly cookie: SignInCookie;
  private readonly publicUrl: string;

  constructor(
    private readonly directory: TenantDirectory,
    private readonly signIn: FederatedSignIn,
    private readonly logout: BackchannelLogout,
    private readonly former: FormerSession,
    @Inject(API_CONFIGURATION) configuration: ApiConfiguration,
  ) {
    this.publicUrl = configuration.ONGGI_PUBLIC_URL;
    this.cookie = new SignInCookie(this.publicUrl);
  }

  /** The buttons of the sign-in page. */
  @Get('providers')
  async providers(): Promise<{ providers: { tenant: string; tenantName: LocalizedText; name: LocalizedText }[] }> {
    return { providers: await this.directory.signInProviders() };
  }

  /** Sends the browser to the provider. */
  @Get('oidc/:tenant/start')
  async start(
    @Param('tenant') tenant: string,
    @Query('returnTo') returnTo: unknown,
    @Req() request: OnggiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const { url, underWay } = await this.signIn.begin(tenant, typeof returnTo === 'string' ? returnTo : '/');
      this.cookie.set(reply, underWay, signInLifeMs);
      await reply.header('cache-control', 'no-store').redirect(url, 302);
    } catch (error) {
      await sendProblem(request, reply, error);
    }
  }

  /** The browser comes back from the provider. */
  @Get('oidc/callback')
  async callback(@Req() request: OnggiRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const query = /\?(.*)$/s.exec(request.url)?.[1] ?? '';
      const { token, expiresAt, returnTo } = await this.signIn.complete(
        query,
        this.cookie.of(request),
        request.headers['user-agent'],
      );
      await this.former.end(request);
      this.cookie.clear(reply);
      setSessionCookie(request, reply, token, expiresAt);
      const { pathname, search, hash } = new URL(returnTo, this.publicUrl);
      await reply.header('cache-control', 'no-store').redirect(`${pathname}${search}${hash}`, 302);
    } catch (error) {
      await sendProblem(request, reply, error);
    }
  }

  /** The provider says that a session is over (OpenID Connect Back-Channel Logout 1.0). */
  @Post('oidc/:tenant/backchannel-logout')
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: { type: 'object', required: ['logout_token'], properties: { logout_token: { type: 'string' } } } })
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async backchannelLogout(
    @Param('tenant') tenant: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: OnggiRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    const token = body?.['logout_token'];
    try {
      if (typeof token !== 'string') throw noToken();
      await this.logout.end(tenant, token);
      return undefined;
    } catch (error) {
      // In the words of OAuth, which providers log.
      if (!(error instanceof OnggiError) || error.httpStatus !== 400) throw error;
      logFailure(error, request.id);
      reply.status(400);
      return { error: 'invalid_request', error_description: error.localizedMessage.en };
    }
  }
}

function noToken(): InvalidInputError {
  return new InvalidInputError(
    { ko: 'logout_token 이 없습니다.', en: 'There is no logout_token.' },
    { ko: '양식으로 logout_token 을 보내세요.', en: 'Send logout_token as a form.' },
  );
}

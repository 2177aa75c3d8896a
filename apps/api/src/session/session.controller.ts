import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  AuthenticationService,
  PasswordsService,
  FederatedSignIn,
  PeopleService,
  platformContext,
  SessionsService,
  type Caller,
  type Group,
  type StartedSession,
} from '@onggi/identity';
import { NotFoundError, type LocalizedText } from '@onggi/platform';
import { TenantDirectory } from '@onggi/tenancy';
import { IsEmail, IsOptional, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { ApiConfiguration } from '../configuration.js';
import { CurrentCaller } from '../http/access.js';
import type { OnggiRequest } from '../http/request.js';
import { clearSessionCookie, setSessionCookie } from '../http/session-cookie.js';
import { API_CONFIGURATION } from '../tokens.js';
import { FormerSession } from './former-session.js';
import { MeService, type Me } from './me.service.js';
import { Names } from '../openapi/names.js';

class SignInRequest {
  @IsString()
  @Length(1, 40)
  @Names('tenants/:tenant')
  tenant!: string;

  @IsEmail()
  email!: string;

  /** Of a local account. Without it only a demo account is let in. */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  password?: string;

  /** Replaces a password that was set to be used once. */
  @IsOptional()
  @IsString()
  @Length(1, 1024)
  newPassword?: string;
}

interface DemoAccount {
  tenant: string;
  tenantName: LocalizedText;
  email: string;
  name: LocalizedText;
  title: LocalizedText;
  role: string;
  groups: Group[];
}

@Controller('api/v1')
export class SessionController {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly people: PeopleService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
    private readonly authentication: AuthenticationService,
    private readonly former: FormerSession,
    private readonly federation: FederatedSignIn,
    private readonly me: MeService,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  /** How one may sign in here, and to which companies by a password. */
  @Get('sign-in')
  async waysIn(): Promise<{ localAccounts: boolean; tenants: { id: string; name: LocalizedText }[] }> {
    if (this.configuration.ONGGI_LOCAL_ACCOUNTS === 'off') return { localAccounts: false, tenants: [] };
    const tenants = (await this.directory.list()).filter((tenant) => tenant.status === 'active');
    return { localAccounts: true, tenants: tenants.map(({ id, name }) => ({ id, name })) };
  }

  /** Accounts that anyone on this machine may sign in as; none where the demo is off. */
  @Get('accounts/demo')
  async demoAccounts(): Promise<{ accounts: DemoAccount[] }> {
    if (this.configuration.ONGGI_DEMO === 'off') return { accounts: [] };
    const tenants = (await this.directory.list()).filter((tenant) => tenant.status === 'active');
    const accounts = await Promise.all(
      tenants.map(async (tenant) =>
        (await this.people.demoAccounts(platformContext(tenant.id))).map((person) => ({
          tenant: tenant.id,
          tenantName: tenant.name,
          email: person.email,
          name: person.name,
          title: person.title,
          role: person.role,
          groups: person.groups,
        })),
      ),
    );
    return { accounts: accounts.flat() };
  }

  @Post('session')
  @HttpCode(200)
  async signIn(
    @Body() body: SignInRequest,
    @Req() request: OnggiRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    const started = await this.start(body, request);
    await this.former.end(request);
    setSessionCookie(request, reply, started.token, started.expiresAt);
    return this.me.of(await this.authentication.bySession(started.token));
  }

  @Delete('session')
  async signOut(
    @CurrentCaller() caller: Caller,
    @Req() request: OnggiRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ endSessionUrl: string } | undefined> {
    let endSessionUrl: string | undefined;
    if (caller.kind === 'person') {
      await this.sessions.end(caller.context, caller.sessionId);
      endSessionUrl = await this.federation.endSessionUrl(caller.context, caller.sessionId);
    }
    clearSessionCookie(request, reply);
    reply.status(endSessionUrl === undefined ? 204 : 200);
    return endSessionUrl === undefined ? undefined : { endSessionUrl };
  }

  @Get('me')
  whoAmI(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.me.of(caller);
  }

  private start(
    { tenant, email, password, newPassword }: SignInRequest,
    request: OnggiRequest,
  ): Promise<StartedSession> {
    const userAgent = request.headers['user-agent'];
    if (password === undefined) {
      if (this.configuration.ONGGI_DEMO === 'off') throw new NotFoundError();
      return this.sessions.startForDemoAccount(platformContext(tenant), email, userAgent);
    }
    if (this.configuration.ONGGI_LOCAL_ACCOUNTS === 'off') throw new NotFoundError();
    return this.passwords.signIn({
      ...{ tenant, email, password, address: request.ip },
      ...(newPassword === undefined ? {} : { newPassword }),
      ...(userAgent === undefined ? {} : { userAgent }),
    });
  }
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  AuthenticationService,
  PeopleService,
  platformContext,
  SessionsService,
  type Caller,
  type Group,
} from '@onggi/identity';
import { NotFoundError, type LocalizedText } from '@onggi/platform';
import { TenantDirectory } from '@onggi/tenancy';
import { IsEmail, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { ApiConfiguration } from '../configuration.js';
import { CurrentCaller } from '../http/access.js';
import type { OnggiRequest } from '../http/request.js';
import { clearSessionCookie, setSessionCookie } from '../http/session-cookie.js';
import { API_CONFIGURATION } from '../tokens.js';
import { MeService, type Me } from './me.service.js';

class SignInRequest {
  @IsString()
  @Length(1, 40)
  tenant!: string;

  @IsEmail()
  email!: string;
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
    private readonly authentication: AuthenticationService,
    private readonly me: MeService,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

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
    if (this.configuration.ONGGI_DEMO === 'off') throw new NotFoundError();
    const { token, expiresAt } = await this.sessions.startForDemoAccount(platformContext(body.tenant), body.email);
    setSessionCookie(request, reply, token, expiresAt);
    return this.me.of(await this.authentication.bySession(token));
  }

  @Delete('session')
  @HttpCode(204)
  async signOut(
    @CurrentCaller() caller: Caller,
    @Req() request: OnggiRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (caller.kind === 'person') await this.sessions.end(caller.context, caller.sessionId);
    clearSessionCookie(request, reply);
  }

  @Get('me')
  whoAmI(@CurrentCaller() caller: Caller): Promise<Me> {
    return this.me.of(caller);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Req } from '@nestjs/common';
import { PasswordsService, SessionsService, type Caller, type Session } from '@onggi/identity';
import { NotFoundError } from '@onggi/platform';
import { IsString, Length } from 'class-validator';
import type { ApiConfiguration } from '../configuration.js';
import { CurrentCaller } from '../http/access.js';
import type { OnggiRequest } from '../http/request.js';
import { API_CONFIGURATION } from '../tokens.js';

class ChangePasswordRequest {
  @IsString()
  @Length(1, 1024)
  current!: string;

  @IsString()
  @Length(1, 1024)
  next!: string;
}

/** What people do with their own sessions and password. A key has neither. */
@Controller('api/v1')
export class OwnAccountController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  @Get('sessions')
  async list(@CurrentCaller() caller: Caller): Promise<{ sessions: (Session & { current: boolean })[] }> {
    const { context, personId, sessionId } = personOf(caller);
    const sessions = await this.sessions.list(context, personId);
    return { sessions: sessions.map((session) => ({ ...session, current: session.id === sessionId })) };
  }

  /** Ends all but the present one. */
  @Delete('sessions')
  async endOthers(@CurrentCaller() caller: Caller): Promise<{ ended: number }> {
    const { context, personId, sessionId } = personOf(caller);
    return { ended: await this.sessions.endOthers(context, personId, sessionId) };
  }

  @Delete('sessions/:session')
  @HttpCode(204)
  async end(@CurrentCaller() caller: Caller, @Param('session') session: string): Promise<void> {
    const { context, personId } = personOf(caller);
    await this.sessions.endOwn(context, personId, session);
  }

  /** Ends the other sessions as well. */
  @Put('me/password')
  @HttpCode(204)
  async changePassword(
    @CurrentCaller() caller: Caller,
    @Body() body: ChangePasswordRequest,
    @Req() request: OnggiRequest,
  ): Promise<void> {
    if (this.configuration.ONGGI_LOCAL_ACCOUNTS === 'off') throw new NotFoundError();
    const { context, personId, sessionId } = personOf(caller);
    await this.passwords.change(context, { personId, sessionId, ...body, address: request.ip });
  }
}

/** @throws NotFoundError for a key */
function personOf(caller: Caller): Caller & { kind: 'person' } {
  if (caller.kind !== 'person') throw new NotFoundError();
  return caller;
}

import { Injectable } from '@nestjs/common';
import { AuthenticationService, SessionsService } from '@onggi/identity';
import { UnauthenticatedError } from '@onggi/platform';
import type { OnggiRequest } from '../http/request.js';
import { sessionTokenOf } from '../http/session-cookie.js';

/** A browser has one session: signing in ends the one that it had, whoever's it was. */
@Injectable()
export class FormerSession {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly sessions: SessionsService,
  ) {}

  async end(request: OnggiRequest): Promise<void> {
    const token = sessionTokenOf(request);
    if (token === undefined) return;
    try {
      const former = await this.authentication.bySession(token);
      if (former.kind === 'person') await this.sessions.end(former.context, former.sessionId);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
    }
  }
}

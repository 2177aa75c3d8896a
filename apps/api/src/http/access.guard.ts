import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthenticationService, type Caller } from '@onggi/identity';
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '@onggi/platform';
import { requireRole } from '@onggi/tenancy';
import { accessKey, type Access } from './access.js';
import { requestOf, type OnggiRequest } from './request.js';
import { sessionTokenOf } from './session-cookie.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Denies what is not declared; otherwise finds the caller and checks that the declaration lets it in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // A field of an object type is reached only through a query or mutation, which was checked.
    const access = this.reflector.getAllAndOverride<Access | undefined>(accessKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === undefined) throw new ForbiddenError('nobody');
    if (access === 'public') return true;
    const request = requestOf(context);
    request.caller ??= await this.authenticate(request);
    return allow(request.caller, access);
  }

  private async authenticate(request: OnggiRequest): Promise<Caller> {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw new UnauthenticatedError();
      return this.authentication.byBearer(token);
    }
    const session = sessionTokenOf(request);
    if (session === undefined) throw new UnauthenticatedError();
    if (!safeMethods.has(request.method)) requireOwnPage(request);
    return this.authentication.bySession(session);
  }
}

/** Another site can make a browser send our cookie, but not a header of our own. */
function requireOwnPage(request: OnggiRequest): void {
  if (request.headers['x-onggi-request'] !== undefined) return;
  throw new InvalidInputError(
    { ko: '이 요청에는 X-Onggi-Request 헤더가 필요합니다.', en: 'This request needs the header X-Onggi-Request.' },
    {
      ko: '쿠키로 보낼 때는 X-Onggi-Request: 1 을 함께 보내세요.',
      en: 'Send X-Onggi-Request: 1 along with the cookie.',
    },
  );
}

function allow(caller: Caller, access: Exclude<Access, 'public'>): true {
  if (access === 'machine') {
    if (caller.kind !== 'machine') throw new ForbiddenError('platform');
    return true;
  }
  if (caller.kind === 'machine') throw new ForbiddenError(access);
  if (access !== 'member') requireRole(caller.context, access);
  return true;
}

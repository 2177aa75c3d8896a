import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthenticationService, missingFor, operations, type Caller, type Subject } from '@onggi/identity';
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '@onggi/platform';
import { recordAudit, TenantDb, type TenantContext } from '@onggi/tenancy';
import { Refusals } from '../audit/refusals.js';
import { requestOf, type OnggiRequest } from '../http/request.js';
import { sessionTokenOf } from '../http/session-cookie.js';
import { operationName, targetOf } from './operation-name.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Denies what is not in the table of operations; otherwise finds the caller and checks that the table lets it in. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly authentication: AuthenticationService,
    private readonly database: TenantDb,
    private readonly refusals: Refusals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operations[operationName(context)];
    if (operation === undefined) throw new ForbiddenError('nobody');
    if (operation.requires === 'public') return true;
    const request = requestOf(context);
    // A websocket outlives the rights that it was opened with: each of its operations proves them anew.
    const known = request.headers.upgrade === undefined ? request.caller : undefined;
    const caller = known ?? (await this.authenticate(request));
    request.caller = caller;
    const missing = missingFor(operation, subjectOf(caller));
    if (missing !== undefined) {
      const refusal = new ForbiddenError(missing);
      await this.refusals.record(context, refusal);
      throw refusal;
    }
    if (caller.kind === 'break-glass') await this.recordBreakGlass(caller.context, context);
    return true;
  }

  /** Before anything is shown: what cannot be recorded is not done. */
  private recordBreakGlass(caller: TenantContext, context: ExecutionContext): Promise<void> {
    const entry = {
      action: 'break-glass.use',
      target: targetOf(context),
      detail: { operation: operationName(context) },
    };
    return this.database.run(caller, (transaction) => recordAudit(transaction, entry));
  }

  private async authenticate(request: OnggiRequest): Promise<Caller> {
    const authorization = request.headers.authorization;
    if (authorization !== undefined) {
      const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw new UnauthenticatedError();
      return this.authentication.byBearer(token, request.ip);
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

function subjectOf(caller: Caller): Subject {
  if (caller.kind === 'machine') return { role: 'platform' };
  return { role: caller.context.role, scopes: caller.kind === 'key' ? caller.scopes : undefined };
}

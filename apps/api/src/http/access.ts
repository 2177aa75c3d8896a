import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Caller } from '@onggi/identity';
import { ForbiddenError, UnauthenticatedError } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { requestOf, readerLanguage } from './request.js';

/** The tenant context of whoever calls. What an operation requires stands in the table of libs/identity. */
export const CallerContext = createParamDecorator((_: unknown, context: ExecutionContext): TenantContext => {
  const caller = requestOf(context).caller;
  if (!caller) throw new UnauthenticatedError();
  if (caller.kind === 'machine') throw new ForbiddenError('member');
  return caller.context;
});

export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = requestOf(context).caller;
  if (!caller) throw new UnauthenticatedError();
  return caller;
});

/** ko or en, from Accept-Language. */
export const ReaderLanguage = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readerLanguage(requestOf(context)),
);

import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Caller } from '@onggi/identity';
import { ForbiddenError, UnauthenticatedError } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { requestOf, readerLanguage } from './request.js';

/** What a route or resolver requires. One without an entry is refused by the guard. */
export type Access = 'public' | 'machine' | 'member' | 'curator' | 'admin';

export const accessKey = 'onggi:access';

/** Declares who may call. `member` and above need a key or session of a tenant; `machine` the installation's own key. */
export const Requires = (access: Access) => SetMetadata(accessKey, access);

/** The tenant context of whoever calls. */
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

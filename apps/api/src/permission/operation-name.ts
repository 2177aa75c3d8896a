import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { requestOf } from '../http/request.js';

/** The operation behind a handler, by its name in the table of operations. */
export function operationName(context: ExecutionContext): string {
  if (context.getType<string>() === 'graphql') {
    const { parentType, fieldName } = GqlExecutionContext.create(context).getInfo<GraphQLResolveInfo>();
    return `${parentType.name}.${fieldName}`;
  }
  const request = requestOf(context);
  return routeName(request.method, request.routeOptions.url ?? '');
}

/** A HEAD is the GET whose body is not sent. */
export function routeName(method: string, url: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url}`;
}

const longestTarget = 200;

/** What the operation was called for, as an audit row names it: the first parameter of the path, or the argument `id`. */
export function targetOf(context: ExecutionContext): string {
  const given: Record<string, unknown> =
    context.getType<string>() === 'graphql'
      ? { id: GqlExecutionContext.create(context).getArgs<{ id?: unknown }>().id }
      : { ...(requestOf(context).params as object) };
  const target = Object.values(given).find((value) => typeof value === 'string') ?? '';
  // PostgreSQL keeps no NUL in a text.
  return target.replaceAll('\0', '').slice(0, longestTarget);
}

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

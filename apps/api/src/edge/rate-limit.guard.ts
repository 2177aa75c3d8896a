import {
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiConfiguration } from '../configuration.js';
import { requestOf, type OnggiRequest } from '../http/request.js';
import { API_CONFIGURATION } from '../tokens.js';
import { RateLimitedError } from './edge-errors.js';

const askingKey = 'onggi:asking';

/** Marks an operation that begins an answer: a limit of its own, because a model works for it. */
export const Asks = () => SetMetadata(askingKey, true);

const minuteMs = 60_000;
type Limit = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * After authentication: how often a person or key, and its tenant, may call in a minute. Each field at the root of a
 * GraphQL request is an operation. Counted in this process (edge-settings.ts).
 */
@Injectable()
export class RateLimitGuard implements CanActivate, OnModuleInit {
  private limits: { check: Limit; who: { ko: string; en: string; perMinute: number }; asking: boolean }[] = [];

  constructor(
    private readonly reflector: Reflector,
    private readonly adapter: HttpAdapterHost,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    const limit = (perMinute: number, key: (request: FastifyRequest) => string) =>
      fastify.createRateLimit({ max: perMinute, timeWindow: minuteMs, keyGenerator: key });
    const { ONGGI_RATE_TENANT, ONGGI_RATE_PRINCIPAL, ONGGI_RATE_ANSWERS } = this.configuration;
    this.limits = [
      {
        check: limit(ONGGI_RATE_PRINCIPAL, principalOf),
        who: { ko: '한 사람이나 키는', en: 'A person or key', perMinute: ONGGI_RATE_PRINCIPAL },
        asking: false,
      },
      {
        check: limit(ONGGI_RATE_TENANT, tenantOf),
        who: { ko: '한 테넌트는', en: 'A tenant', perMinute: ONGGI_RATE_TENANT },
        asking: false,
      },
      {
        check: limit(ONGGI_RATE_ANSWERS, principalOf),
        who: { ko: '한 사람이나 키의 질문은', en: 'A person or key asking questions', perMinute: ONGGI_RATE_ANSWERS },
        asking: true,
      },
    ];
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    // Public operations have no caller; they count for their address.
    if (!request.caller) return true;
    const asking = this.reflector.get<true | undefined>(askingKey, context.getHandler()) === true;
    for (const { check, who, asking: onlyAsking } of this.limits) {
      if (onlyAsking && !asking) continue;
      const state = await check(request);
      if (!state.isAllowed && state.isExceeded) throw new RateLimitedError(who, state.ttl);
    }
    return true;
  }
}

function tenantOf({ caller }: OnggiRequest): string {
  return !caller || caller.kind === 'machine' ? '' : caller.context.tenant;
}

function principalOf(request: OnggiRequest): string {
  const { caller } = request;
  return !caller || caller.kind === 'machine' ? 'machine' : `${caller.context.tenant} ${caller.context.principal}`;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimitedError } from './edge-errors.js';

const minuteMs = 60_000;
type Limit = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * How often an address may come without a valid credential. Requests that were let in are not counted: a whole office
 * may share one address. The files of the page and health are free.
 */
export class AddressRate {
  private readonly limit: Limit;

  constructor(
    fastify: FastifyInstance,
    private readonly perMinute: number,
  ) {
    this.limit = fastify.createRateLimit({ max: perMinute, timeWindow: minuteMs, ipv6Subnet: 64 });
  }

  /** Before authentication: has this address used its minute up? */
  async refusalOf(request: FastifyRequest): Promise<RateLimitedError | undefined> {
    if (!isCounted(request)) return undefined;
    const state = await this.limit(request, { increment: false });
    if (state.isAllowed || !state.isExceeded) return undefined;
    const who = { ko: '로그인하지 않은 요청은 한 주소에서', en: 'An address without a valid credential' };
    return new RateLimitedError({ ...who, perMinute: this.perMinute }, state.ttl);
  }

  /** After the reply: a request that brought nothing valid counts. */
  async count(request: FastifyRequest, status: number): Promise<void> {
    const { caller } = request as { caller?: unknown };
    if (isCounted(request) && (caller === undefined || status === 401)) await this.limit(request);
  }
}

function isCounted({ url }: FastifyRequest): boolean {
  return /^\/(api|v1|graphql|scim)(\/|\?|$)/.test(url);
}

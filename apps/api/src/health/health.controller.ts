import { Controller, Get, Inject, Res } from '@nestjs/common';
import { TenantDirectory } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { Requires } from '../http/access.js';
import { API_CONFIGURATION } from '../tokens.js';
import type { ApiConfiguration } from '../configuration.js';

interface Check {
  name: string;
  ok: boolean;
  detail?: string;
}

const probeTimeoutMs = 2_000;

@Controller('health')
@Requires('public')
export class HealthController {
  constructor(
    private readonly directory: TenantDirectory,
    @Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration,
  ) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** 200 only when a question can be answered: the database answers and the models pass their own checks. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; checks: Check[] }> {
    const checks = await Promise.all([
      check('database', () => this.directory.ping()),
      check('inference', () => probe(`${this.configuration.ONGGI_INFERENCE_URL}/health/ready`)),
    ]);
    const ready = checks.every((one) => one.ok);
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }
}

async function check(name: string, probing: () => Promise<void>): Promise<Check> {
  try {
    await probing();
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function probe(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answers ${response.status}`);
}

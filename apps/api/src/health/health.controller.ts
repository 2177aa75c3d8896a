import { Controller, Get, Inject, Res } from '@nestjs/common';
import { reachModelServer } from '@onggi/models';
import { TenantDirectory } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { API_CONFIGURATION } from '../tokens.js';
import type { ApiConfiguration } from '../configuration.js';

interface Check {
  name: string;
  ok: boolean;
  detail?: string;
}

const probeTimeoutMs = 2_000;

@Controller('health')
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
    const checks = await Promise.all([check('database', () => this.directory.ping()), ...this.modelChecks()]);
    const ready = checks.every((one) => one.ok);
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }

  /** Our own server says whether its models can be used; of another one it is known that it answers to our key. */
  private modelChecks(): Promise<Check>[] {
    const { ONGGI_INFERENCE_URL, ONGGI_INFERENCE_KEY, ONGGI_EMBEDDING_URL, ONGGI_CHAT_URL, ONGGI_CHAT_KEY } =
      this.configuration;
    const signal = AbortSignal.timeout(probeTimeoutMs);
    const reach = (url: string, key: string | undefined) => reachModelServer({ url, ...(key && { key }) }, signal);
    const checks: Promise<Check>[] = [];
    if (!ONGGI_EMBEDDING_URL || !ONGGI_CHAT_URL) {
      checks.push(check('inference', () => probe(`${ONGGI_INFERENCE_URL}/health/ready`, signal)));
    }
    if (ONGGI_EMBEDDING_URL) checks.push(check('embeddings', () => reach(ONGGI_EMBEDDING_URL, ONGGI_INFERENCE_KEY)));
    if (ONGGI_CHAT_URL) checks.push(check('chat', () => reach(ONGGI_CHAT_URL, ONGGI_CHAT_KEY)));
    return checks;
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

async function probe(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`answers ${response.status}`);
}

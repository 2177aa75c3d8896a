import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KeysService, platformContext, type KeyRequest } from '@onggi/identity';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TwoTenants } from '../../../libs/tenancy/src/two-tenants.fixture.js';
import { freePort } from '../../../deploy/local/ports.mjs';
import { z } from 'zod';
import { createApplication } from './application.js';
import type { ApiConfiguration } from './configuration.js';
import { edgeSettings } from './edge/edge-settings.js';

export interface Reply {
  status: number;
  body: string;
  headers: Headers;
}

const machineSecret = 'machine-secret-of-a-test';

/** The whole api on a database of its own with the tenants alpha and beta; no model server, no worker. */
export class ApiWorld {
  static readonly machineKey = `onggi_machine_${machineSecret}`;

  private constructor(
    readonly tenants: TwoTenants,
    readonly application: NestFastifyApplication,
    readonly origin: string,
    private readonly home: string,
  ) {}

  static async create(start: typeof createApplication = createApplication): Promise<ApiWorld> {
    const tenants = await TwoTenants.create();
    const home = await mkdtemp(path.join(tmpdir(), 'onggi-api-'));
    try {
      const configuration = configurationOf(tenants, home, await freePort(undefined));
      const application = await start(configuration, machineSecret);
      await application.listen(configuration.PORT, '127.0.0.1');
      return new ApiWorld(tenants, application, configuration.ONGGI_PUBLIC_URL, home);
    } catch (error) {
      await tenants.close();
      await rm(home, { recursive: true });
      throw error;
    }
  }

  /** A key of a tenant, as its holder has it. */
  async key(tenant: string, request: Partial<KeyRequest> = {}): Promise<string> {
    const { key } = await this.application
      .get(KeysService, { strict: false })
      .create(platformContext(tenant), { name: 'spec', role: 'member', groups: [], ...request });
    return key;
  }

  async call(
    method: string,
    url: string,
    of: { key?: string; body?: object; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const response = await fetch(new URL(url, this.origin), {
      method,
      headers: {
        ...(of.key === undefined ? {} : { authorization: `Bearer ${of.key}` }),
        ...(of.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...of.headers,
      },
      ...(of.body === undefined ? {} : { body: JSON.stringify(of.body) }),
    });
    return { status: response.status, body: await response.text(), headers: response.headers };
  }

  async close(): Promise<void> {
    await this.application.close();
    await this.tenants.close();
    await rm(this.home, { recursive: true });
  }
}

function configurationOf({ server }: TwoTenants, home: string, port: number): ApiConfiguration {
  return {
    PORT: port,
    HOST: '127.0.0.1',
    ONGGI_PUBLIC_URL: `http://127.0.0.1:${port}`,
    ONGGI_OIDC_INTERNAL_HOSTS: [],
    ONGGI_APP_DATABASE_URL: server.urlFor('onggi_app'),
    ONGGI_AUDITOR_DATABASE_URL: server.urlFor('onggi_auditor'),
    ONGGI_DATABASE_CONNECTIONS: 20,
    ONGGI_HOME: home,
    ONGGI_CONTEXT_KEY_FILE: path.join(server.home, 'secrets', 'context.key'),
    ONGGI_DEMO: 'on',
    ONGGI_EGRESS: 'open',
    ONGGI_LOCAL_ACCOUNTS: 'on',
    ONGGI_INFERENCE_URL: 'http://127.0.0.1:9',
    ONGGI_EMBEDDING_PROFILE: 'multilingual-e5-small',
    ONGGI_TOKEN_VECTORS: 'on',
    ONGGI_RERANK: 'off',
    ONGGI_RERANK_WEIGHT: 0.5,
    ONGGI_RERANK_BUDGET_MS: 2_000,
    ONGGI_MULTI_QUERY: 'auto',
    ONGGI_S3_REGION: 'us-east-1',
    ONGGI_S3_PATH_STYLE: 'on',
    ONGGI_PASSAGE_INDEX: 'postgres',
    ONGGI_OPENSEARCH_PREFIX: 'onggi',
    ...z.object(edgeSettings).parse({}),
  };
}

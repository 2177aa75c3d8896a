import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PASSAGE_INDEX_SETTINGS } from '@onggi/retrieval';
import {
  AuditTrail,
  ContextKeys,
  createPool,
  Notifications,
  ProcessIdentity,
  TenantDb,
  TenantDirectory,
  TenantPrisma,
} from '@onggi/tenancy';
import type { ApiConfiguration } from './configuration.js';
import { API_CONFIGURATION } from './tokens.js';

const POOL = Symbol('Pool');
const AUDITOR_POOL = Symbol('AuditorPool');
type Pool = ReturnType<typeof createPool>;

/** Few people read the trail, and none of them waits for another for long. */
const auditorPoolSize = 2;

/** What every module stands on: configuration, the one door to tenant data, this process's proof of life, notifications. */
@Global()
@Module({})
export class FoundationModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly identity: ProcessIdentity,
    private readonly notifications: Notifications,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(AUDITOR_POOL) private readonly auditorPool: Pool,
  ) {}

  static register(configuration: ApiConfiguration): DynamicModule {
    const url = configuration.ONGGI_APP_DATABASE_URL;
    return {
      module: FoundationModule,
      providers: [
        { provide: API_CONFIGURATION, useValue: configuration },
        { provide: PASSAGE_INDEX_SETTINGS, useValue: configuration },
        {
          provide: POOL,
          useFactory: () =>
            createPool({ url, max: configuration.ONGGI_DATABASE_CONNECTIONS, applicationName: 'onggi-api' }),
        },
        { provide: ContextKeys, useFactory: () => ContextKeys.of(configuration) },
        {
          provide: TenantDb,
          useFactory: (pool: Pool, keys: ContextKeys) => new TenantDb(pool, keys),
          inject: [POOL, ContextKeys],
        },
        {
          provide: TenantPrisma,
          useFactory: (pool: Pool, keys: ContextKeys) => new TenantPrisma(pool, keys),
          inject: [POOL, ContextKeys],
        },
        { provide: TenantDirectory, useFactory: (pool: Pool) => new TenantDirectory(pool), inject: [POOL] },
        {
          provide: AUDITOR_POOL,
          useFactory: () =>
            createPool({
              url: configuration.ONGGI_AUDITOR_DATABASE_URL,
              max: auditorPoolSize,
              applicationName: 'onggi-auditor',
            }),
        },
        {
          provide: AuditTrail,
          useFactory: (pool: Pool, keys: ContextKeys) => new AuditTrail(new TenantDb(pool, keys)),
          inject: [AUDITOR_POOL, ContextKeys],
        },
        { provide: ProcessIdentity, useFactory: () => new ProcessIdentity(url) },
        {
          provide: Notifications,
          useFactory: () => new Notifications(url, ['answer_event', 'answer_cancel', 'ingestion_job']),
        },
      ],
      exports: [
        API_CONFIGURATION,
        PASSAGE_INDEX_SETTINGS,
        TenantDb,
        TenantPrisma,
        TenantDirectory,
        AuditTrail,
        ProcessIdentity,
        Notifications,
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.identity.start();
    await this.notifications.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.notifications.stop(), this.identity.stop()]);
    await Promise.all([this.pool.end(), this.auditorPool.end()]);
  }
}

import { recover } from '@onggi/ingestion';
import { createLogger } from '@onggi/platform';
import { serviceContext, type TenantDb, type TenantDirectory } from '@onggi/tenancy';

const log = createLogger('recovery');
const everyMs = 15_000;

/** Looks through all tenants, again and again, for what a dead process left behind. */
export class RecoveryRounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: TenantDb,
    private readonly directory: TenantDirectory,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      // A round that takes long is not overtaken by the next.
      this.running ??= this.round()
        .catch((error: unknown) => log.warn({ error: String(error) }, 'a round of recovery was cut short'))
        .finally(() => (this.running = undefined));
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    for (const tenant of await this.directory.list()) {
      if (tenant.status !== 'active') continue;
      const recovered = await recover(this.database, serviceContext(tenant.id, 'recovery'));
      if (recovered.sealedJobs + recovered.versions + recovered.finishes > 0) {
        log.warn({ tenant: tenant.id, ...recovered }, 'work that a dead process left was taken up again');
      }
    }
  }
}

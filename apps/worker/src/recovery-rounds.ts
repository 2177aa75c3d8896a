import { removeDiscardedOriginals, type OriginalStore } from '@onggi/corpus';
import { bringIntoForce, recountDaily, recover, type PassageUpkeep } from '@onggi/ingestion';
import { createLogger } from '@onggi/platform';
import { recoverEvaluations } from '@onggi/quality';
import { serviceContext, type TenantContext, type TenantDb, type TenantDirectory } from '@onggi/tenancy';

const log = createLogger('recovery');
const everyMs = 15_000;

/**
 * Looks through all tenants, again and again, for what a dead process or a removed document left behind, for what has come
 * into force, and for passages that were indexed without something.
 */
export class RecoveryRounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: TenantDb,
    private readonly directory: TenantDirectory,
    private readonly originals: OriginalStore,
    /** Undefined where passages are not found by the rows that it completes. */
    private readonly passages: PassageUpkeep | undefined,
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
    this.stopping.abort();
    await this.running;
  }

  private async round(): Promise<void> {
    for (const tenant of await this.directory.list()) {
      if (tenant.status !== 'active') continue;
      const context = serviceContext(tenant.id, 'recovery');
      const recovered = await recover(this.database, context);
      if (recovered.sealedJobs + recovered.versions + recovered.finishes > 0) {
        log.warn({ tenant: tenant.id, ...recovered }, 'work that a dead process left was taken up again');
      }
      const evaluations = await recoverEvaluations(this.database, context);
      if (evaluations > 0) log.warn({ tenant: tenant.id, evaluations }, 'evaluations without a job got one again');
      const documents = await bringIntoForce(this.database, serviceContext(tenant.id, 'schedule'));
      if (documents > 0) log.info({ tenant: tenant.id, documents }, 'versions whose day has come are shown');
      await recountDaily(this.database, context);
      await this.passages?.look(serviceContext(tenant.id, 'passage-upkeep'), this.stopping.signal);
      await this.removeDiscarded(context);
    }
  }

  /** A store of originals that is away holds up neither the other tenants nor their work. */
  private async removeDiscarded(context: TenantContext): Promise<void> {
    const { tenant } = context;
    try {
      const files = await removeDiscardedOriginals(this.database, this.originals, context);
      if (files > 0) log.info({ tenant, files }, 'originals of removed documents were removed');
    } catch (error) {
      log.warn({ tenant, error: String(error) }, 'originals of removed documents stay for now');
    }
  }
}

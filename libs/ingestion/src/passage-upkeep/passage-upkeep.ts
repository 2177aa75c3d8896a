import { isOutdatedAnalyzer, type MorphologicalAnalyzer } from '@onggi/language';
import type { EmbedderRegistry } from '@onggi/models';
import { createLogger } from '@onggi/platform';
import {
  analyzersInUse,
  embeddingSets,
  markOutdated,
  nextIncompleteVersion,
  passagesToAnalyze,
  requestSetJob,
  type EmbeddingSet,
} from '@onggi/retrieval';
import { enqueue, type TenantContext, type TenantDb } from '@onggi/tenancy';
import { Rhythm } from '../work/rhythm.js';
import { presentAnalyzer } from './present-analyzer.js';

const log = createLogger('passage-upkeep');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const versionsPerMark = 500;
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

/** What asks for the jobs. */
export interface PassageUpkeepParts {
  database: TenantDb;
  analyzer: MorphologicalAnalyzer;
  embedders: EmbedderRegistry;
}

/**
 * Looks for passages that lack something and asks for the job that gives it: every minute for those without morphemes, which
 * costs one look into a small index; every hour, and first when the process begins, for those with morphemes of an older
 * analyzer and for those without token vectors.
 */
export class PassageUpkeep {
  private readonly waiting = new Map<string, number>();
  private readonly soon: Rhythm;
  private readonly late: Rhythm;

  /** @param now a monotonic clock in milliseconds */
  constructor(
    private readonly parts: PassageUpkeepParts,
    now?: () => number,
  ) {
    this.soon = new Rhythm(minuteMs, now);
    this.late = new Rhythm(hourMs, now);
  }

  /** Passages of all tenants in documents of which some wait for morphemes, as of the last look. */
  get passagesLeft(): number {
    return [...this.waiting.values()].reduce((sum, passages) => sum + passages, 0);
  }

  /** @param context a service's */
  async look(context: TenantContext, signal: AbortSignal): Promise<void> {
    if (!this.soon.due(context.tenant)) return;
    if (this.late.due(context.tenant)) {
      await this.findOutdated(context, signal);
      await this.askForTokens(context);
    }
    await this.parts.database.run(context, async (transaction) => {
      const passages = await passagesToAnalyze(transaction);
      this.waiting.set(context.tenant, passages);
      if (passages > 0) await enqueue(transaction, 'analyze-passages', [{ payload: {}, key: 'analyze' }]);
    });
  }

  private async findOutdated(context: TenantContext, signal: AbortSignal): Promise<void> {
    const { database, analyzer } = this.parts;
    const present = await presentAnalyzer(analyzer, signal);
    if (present === undefined) return;
    const inUse = await database.run(context, analyzersInUse);
    const outdated = inUse.filter((each) => each !== '' && isOutdatedAnalyzer(each, present));
    if (outdated.length === 0) return;
    log.info({ tenant: context.tenant, outdated, present }, 'passages are analyzed by a newer analyzer');
    for (let marked = versionsPerMark; marked === versionsPerMark;) {
      marked = await database.run(context, (transaction) => markOutdated(transaction, outdated, versionsPerMark));
    }
  }

  private async askForTokens(context: TenantContext): Promise<void> {
    await this.parts.database.run(context, async (transaction) => {
      for (const set of await embeddingSets(transaction)) {
        if (!this.givesTokens(set) || set.wholeAt === null) continue;
        const lacking = await nextIncompleteVersion(transaction, set, beforeAllIds, { withTokens: true });
        if (lacking === undefined) continue;
        log.info({ tenant: context.tenant, setId: set.setId }, 'passages without token vectors are given them');
        await requestSetJob(transaction, 'build-embedding-set', set.setId);
      }
    });
  }

  /** A set that is still built is given both by its build. */
  private givesTokens({ profile }: EmbeddingSet): boolean {
    const { embedders } = this.parts;
    return embedders.nameOf(profile) !== undefined && embedders.of(profile).withTokens !== undefined;
  }
}

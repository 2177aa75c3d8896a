import { Inject, Injectable } from '@nestjs/common';
import { EMBEDDERS, sameSpace, type EmbedderRegistry } from '@onggi/models';
import { NotFoundError } from '@onggi/platform';
import {
  enqueue,
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import {
  EmbeddingSetInUseError,
  EmbeddingSetJustReplacedError,
  EmbeddingSetNotWholeError,
  NoPreviousEmbeddingSetError,
} from '../retrieval-errors.js';
import { embeddingSet, embeddingSets, holdSets, requestSetJob, type EmbeddingSet } from './embedding-set.js';
import { passagesToAnalyze } from '../lexical/reanalysis.js';
import { coverage, passagesWithTokens } from './missing-vectors.js';

/** A set as administrators see it. */
export interface NamedEmbeddingSet extends EmbeddingSet {
  /** Name of its profile; null when this installation does not know it. */
  profileName: string | null;
}

/** What passages still lack, as the worker's planned jobs see it. */
export interface PassagesLeft {
  /** Passages of documents of which some wait for morphemes. */
  toAnalyze: number;
  /** How many passages have token vectors, by number of the set. */
  withTokens: ReadonlyMap<number, number>;
}

/** Longer than any question takes from being embedded to being searched. */
const graceMs = 60_000;
const probeLanguage = 'en';

/**
 * Changes the embedding model of a tenant without a gap: a set is built beside the active one, switched to in one
 * transaction, and switched back the same way. Each act is an administrator's and leaves an audit row.
 */
@Injectable()
export class EmbeddingSetsService {
  constructor(
    private readonly database: TenantDb,
    @Inject(EMBEDDERS) private readonly embedders: EmbedderRegistry,
  ) {}

  /** Names of the profiles that a set can be built of. */
  get profiles(): string[] {
    return this.embedders.names;
  }

  /** @throws ForbiddenError */
  async list(context: TenantContext): Promise<NamedEmbeddingSet[]> {
    requireRole(context, 'admin');
    return (await this.database.run(context, embeddingSets)).map((set) => this.named(set));
  }

  /** @throws ForbiddenError */
  async passagesLeft(context: TenantContext): Promise<PassagesLeft> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => ({
      toAnalyze: await passagesToAnalyze(transaction),
      withTokens: await passagesWithTokens(transaction),
    }));
  }

  /**
   * Begins to build a set of the profile, or takes up the build of the one that is there.
   * @throws UnknownEmbeddingProfileError
   * @throws EmbeddingModelNotServedError, ModelUnavailableError when its model does not answer now
   */
  async build(context: TenantContext, profileName: string, signal: AbortSignal): Promise<NamedEmbeddingSet> {
    requireRole(context, 'admin');
    const embedder = this.embedders.named(profileName);
    await embedder.embedQuery('Is the model there?', probeLanguage, signal);
    return this.database.run(context, async (transaction) => {
      await holdSets(transaction, 'alone');
      const known = (await embeddingSets(transaction)).find(({ profile }) => sameSpace(profile, embedder.profile));
      const setId = known?.setId ?? (await this.insert(transaction, embedder.profile));
      await requestSetJob(transaction, 'build-embedding-set', setId);
      await recordAudit(transaction, { action: 'embedding-set.build', target: `${setId}`, detail: { profileName } });
      return this.existing(transaction, setId);
    });
  }

  /**
   * Searches in this set from now on. The one before becomes `previous`.
   * @param because what speaks for it, for the audit trail
   * @throws NotFoundError
   * @throws EmbeddingSetNotWholeError
   */
  async switchTo(
    context: TenantContext,
    setId: number,
    because: Readonly<Record<string, unknown>> = {},
  ): Promise<NamedEmbeddingSet> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => {
      await holdSets(transaction, 'alone');
      return this.activate(transaction, setId, because);
    });
  }

  /** Switches to the set that was active before. @throws NoPreviousEmbeddingSetError, EmbeddingSetNotWholeError */
  async rollBack(context: TenantContext): Promise<NamedEmbeddingSet> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => {
      await holdSets(transaction, 'alone');
      const [last] = (await embeddingSets(transaction))
        .filter(({ state }) => state === 'previous')
        .sort((left, right) => right.stateSince.getTime() - left.stateSince.getTime());
      if (!last) throw new NoPreviousEmbeddingSetError();
      return this.activate(transaction, last.setId);
    });
  }

  /**
   * Takes a set from search for good; its vectors go in a job.
   * @param force true to remove a set at once that questions may still be under way in: they are embedded anew
   * @throws NotFoundError, EmbeddingSetInUseError, EmbeddingSetJustReplacedError
   */
  async remove(context: TenantContext, setId: number, force = false): Promise<void> {
    requireRole(context, 'admin');
    await this.database.run(context, async (transaction) => {
      await holdSets(transaction, 'alone');
      const { state, stateSince } = await this.existing(transaction, setId);
      if (state === 'active') throw new EmbeddingSetInUseError(setId);
      const leftMs = graceMs - (Date.now() - stateSince.getTime());
      if (state === 'previous' && leftMs > 0 && !force) throw new EmbeddingSetJustReplacedError(setId, leftMs);
      await setState(transaction, setId, 'removed');
      await requestSetJob(transaction, 'empty-embedding-set', setId);
      await recordAudit(transaction, { action: 'embedding-set.remove', target: `${setId}`, detail: { force } });
    });
  }

  private async activate(
    transaction: TenantTransaction,
    setId: number,
    because: Readonly<Record<string, unknown>> = {},
  ): Promise<NamedEmbeddingSet> {
    const set = await this.existing(transaction, setId);
    if (set.state === 'active') return set;
    const covered = await coverage(transaction, setId);
    if (!set.wholeAt || covered.vectors < covered.passages) throw new EmbeddingSetNotWholeError(setId, covered);
    const active = (await embeddingSets(transaction)).find(({ state }) => state === 'active');
    if (active) await setState(transaction, active.setId, 'previous');
    await setState(transaction, setId, 'active');
    await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
    await recordAudit(transaction, {
      action: 'embedding-set.switch',
      target: `${setId}`,
      detail: { ...because, before: active?.setId ?? null },
    });
    return this.existing(transaction, setId);
  }

  private async existing(transaction: TenantTransaction, setId: number): Promise<NamedEmbeddingSet> {
    const set = await embeddingSet(transaction, setId);
    if (!set) throw new NotFoundError();
    return this.named(set);
  }

  /** Numbers are never used again: a question under way must not meet another model's vectors under the number it has. */
  private async insert(transaction: TenantTransaction, profile: EmbeddingSet['profile']): Promise<number> {
    const { tenant } = transaction.context;
    const row = await transaction.first<{ set_id: number }>(
      sql`INSERT INTO onggi.embedding_set (tenant_id, set_id, model, variant, dimensions, centring_version)
          SELECT ${tenant}, coalesce(max(set_id), 0) + 1, ${profile.model}, ${profile.variant}, ${profile.dimensions}::int,
                 ${profile.centringVersion}
          FROM onggi.embedding_set WHERE tenant_id = ${tenant} RETURNING set_id`,
    );
    if (!row) throw new NotFoundError();
    return row.set_id;
  }

  private named(set: EmbeddingSet): NamedEmbeddingSet {
    return { ...set, profileName: this.embedders.nameOf(set.profile) ?? null };
  }
}

async function setState(
  transaction: TenantTransaction,
  setId: number,
  state: EmbeddingSet['state'] | 'removed',
): Promise<void> {
  await transaction.execute(
    sql`UPDATE onggi.embedding_set SET state = ${state}, state_since = now()
        WHERE tenant_id = ${transaction.context.tenant} AND set_id = ${setId}`,
  );
}

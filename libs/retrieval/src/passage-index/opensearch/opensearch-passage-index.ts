import { createLogger } from '@onggi/platform';
import type { TenantContext, TenantDb, TenantTransaction } from '@onggi/tenancy';
import { EmbeddingSetMismatchError, SearchEngineUnavailableError } from '../../retrieval-errors.js';
import { activeSets } from '../../embedding-sets/embedding-set.js';
import { readStatistics } from '../index-statistics.js';
import type {
  CandidateList,
  IndexQuery,
  IndexStatistics,
  PassageIndex,
  SearchedSet,
  StagedChunk,
} from '../passage-index.js';
import { purgeChunks } from '../purge-chunks.js';
import { setsToStage, stageWithoutTerms } from '../stage-chunks.js';
import { countPassages, deleteVersions, sweep } from './count-passages.js';
import { EngineSearch, type CountedList } from './find-in-engine.js';
import { OpenSearchClient, type OpenSearchPatience, type OpenSearchSettings } from './opensearch-client.js';
import { indexDefinition, indexName, languages, passageDocument, vectorMapping } from './passage-documents.js';
import { termStatistics } from './term-statistics.js';
import { visibleVersions, type VisibleVersions } from './visible-versions.js';

const log = createLogger('passage-index');

/** Passages a bulk request: some 2 MB. */
const passagesPerRequest = 256;
/** Passages of the search service's candidates at most. */
const mostPerLeg = 200;

export interface OpenSearchOptions {
  patience?: OpenSearchPatience;
  /** Visible passages up to which all are scored by vector instead of searching the graph. */
  exactUpTo?: number;
}

/**
 * The passage index in OpenSearch with its k-NN plugin, for more passages or machines than one PostgreSQL serves. The
 * database keeps texts and vectors, and what is live and who may see it: the engine is asked for the versions that a caller may
 * see at this moment, so what it holds beyond that (staged and undone, retired, not yet removed) is never found.
 */
export class OpenSearchPassageIndex implements PassageIndex {
  private readonly client: OpenSearchClient;
  private readonly exactUpTo: number;
  private bm25Factor: Promise<number> | undefined;
  /** What a transaction has staged: purging the same version in it does not take that away. */
  private readonly staged = new WeakMap<TenantTransaction, Set<string>>();

  constructor(
    private readonly database: TenantDb,
    private readonly settings: OpenSearchSettings,
    { patience, exactUpTo = 10_000 }: OpenSearchOptions = {},
  ) {
    this.client = new OpenSearchClient(settings, patience);
    this.exactUpTo = exactUpTo;
  }

  /** @throws EmbeddingSetsChangedError, SearchEngineUnavailableError */
  async stage(transaction: TenantTransaction, versionId: string, chunks: readonly StagedChunk[]): Promise<void> {
    const { tenant } = transaction.context;
    const setIds = await setsToStage(transaction, chunks);
    const index = await this.ensureIndex(tenant, chunks);
    const staged = this.staged.get(transaction) ?? new Set();
    this.staged.set(transaction, staged);
    for (let from = 0; from < chunks.length; from += passagesPerRequest) {
      const batch = chunks.slice(from, from + passagesPerRequest);
      const replaced = await stageWithoutTerms(transaction, versionId, setIds, batch);
      const last = from + passagesPerRequest >= chunks.length;
      await this.write(
        index,
        batch.flatMap((chunk) => [
          { index: { _id: chunk.chunkId } },
          passageDocument(tenant, versionId, setIds, chunk),
        ]),
        last,
      );
      for (const { chunkId } of batch) staged.add(chunkId);
      if (replaced.length > 0) {
        this.afterCommit(transaction, () =>
          this.write(
            index,
            replaced.map((id) => ({ delete: { _id: id } })),
            true,
          ),
        );
      }
    }
  }

  async purge(transaction: TenantTransaction, versionIds: readonly string[]): Promise<number> {
    if (versionIds.length === 0) return 0;
    const { tenant } = transaction.context;
    const index = indexName(this.settings.prefix, tenant);
    this.afterCommit(transaction, () =>
      deleteVersions(this.client, index, versionIds, [...(this.staged.get(transaction) ?? [])]),
    );
    return purgeChunks(transaction, versionIds);
  }

  async sets(transaction: TenantTransaction): Promise<SearchedSet[]> {
    return activeSets(
      transaction,
      transaction.context.grants.map((grant) => grant.tenant),
    );
  }

  /** @throws EmbeddingSetMismatchError, SearchEngineUnavailableError */
  async search(transaction: TenantTransaction, query: IndexQuery): Promise<CandidateList[]> {
    await this.checkSets(transaction, query);
    const seen = await visibleVersions(transaction, query);
    const [lists, factor] = await Promise.all([
      Promise.all(seen.map((visible) => this.listsOf(visible, query))),
      this.factor(),
    ]);
    return new EngineSearch(this.client, factor, this.exactUpTo).find(lists.flat());
  }

  /** Frees what broken-off work left in the engine; its term counts are its own affair. @param context a service's */
  async refreshStatistics(context: TenantContext): Promise<void> {
    const index = indexName(this.settings.prefix, context.tenant);
    await sweep(this.client, index, this.database, context);
    await countPassages(this.client, index, this.database, context);
  }

  stats(transaction: TenantTransaction): Promise<IndexStatistics[]> {
    return readStatistics(transaction);
  }

  async removeTenant(tenant: string): Promise<void> {
    await this.client.send('DELETE', `${indexName(this.settings.prefix, tenant)}?ignore_unavailable=true`);
  }

  private async checkSets(transaction: TenantTransaction, { vectors }: IndexQuery): Promise<void> {
    const sets = await this.sets(transaction);
    for (const { tenant, setId } of vectors) {
      const granted = transaction.context.grants.some((grant) => grant.tenant === tenant);
      if (granted && !sets.some((set) => set.tenant === tenant && set.setId === setId)) {
        throw new EmbeddingSetMismatchError(tenant, undefined);
      }
    }
  }

  private async listsOf(visible: VisibleVersions, query: IndexQuery): Promise<CountedList[]> {
    const { tenant } = visible;
    const index = indexName(this.settings.prefix, tenant);
    const asked = query.terms.filter((term) => term.tenant === tenant);
    const terms = new Map<number, number>();
    for (const { term, weight } of asked) terms.set(term, Math.max(weight, terms.get(term) ?? 0));
    const codes = asked.filter((term) => term.code).map((term) => term.term);
    const given = query.vectors.find((each) => each.tenant === tenant);
    const vector = given && { setId: given.setId, values: given.vector };
    const perLeg = Math.min(query.perLeg, mostPerLeg);
    const statistics = await termStatistics(this.client, index, terms.keys());
    return languages.map((language) => ({
      query: { ...visible, language, index, vector, terms, codes, perLeg },
      statistics: statistics[language],
    }));
  }

  /** Before version 3 the engine's BM25 holds the factor (k1 + 1), afterwards it does not. */
  private factor(): Promise<number> {
    this.bm25Factor ??= this.client
      .send<{ version: { number: string } }>('GET', '')
      .then((reply) => (Number.parseInt(reply?.version.number ?? '', 10) < 3 ? 1 : 2.2))
      .catch((error: unknown) => {
        this.bm25Factor = undefined;
        throw error;
      });
    return this.bm25Factor;
  }

  /** Each time: a tenant that was removed may come again under its name. */
  private async ensureIndex(tenant: string, chunks: readonly StagedChunk[]): Promise<string> {
    const index = indexName(this.settings.prefix, tenant);
    const dimensions = chunks.flatMap(({ vectors }) =>
      vectors.map(({ setId, vector }) => [setId, vector.length] as const),
    );
    await this.client.send('PUT', index, indexDefinition, ['resource_already_exists_exception']);
    await this.client.send('PUT', `${index}/_mapping`, vectorMapping(new Map(dimensions)));
    return index;
  }

  private async write(index: string, lines: readonly object[], wait: boolean): Promise<void> {
    const path = `${index}/_bulk?refresh=${wait ? 'wait_for' : 'false'}`;
    const reply = await this.client.send<{ errors: boolean; items: object[] }>('POST', path, [...lines]);
    if (reply?.errors) throw new SearchEngineUnavailableError(new Error(JSON.stringify(reply.items).slice(0, 500)));
  }

  /** The database has the truth by then: what the engine could not be told is swept with the next statistics. */
  private afterCommit(transaction: TenantTransaction, work: () => Promise<void>): void {
    transaction.afterCommit(() =>
      work().catch((error: unknown) => log.warn({ err: error }, 'passages are left in OpenSearch for the next sweep')),
    );
  }
}

import { newId } from '@onggi/platform';
import { serviceContext, sql, tenantContext, type TenantContext } from '@onggi/tenancy';
import type { PassageIndex, QueryVector } from '../../passage-index/passage-index.js';
import { halfvecLiteral } from '../../passage-index/stage-chunks.js';
import type { SearchService } from '../../search/search.service.js';
import { quantiles, timed, type Quantiles } from '../quantiles.js';
import { groups, measuredTenant, type ScaleWorld } from './scale-world.js';
import { SyntheticCorpus } from './synthetic-corpus.js';

const questions = 100;
const warmUp = 10;
const askers = 4;

/** What share of the passages each caller sees. */
const scopes: Record<string, { groups: readonly string[]; corpora?: readonly string[] }> = {
  all: { groups: groups.map(({ group }) => group) },
  half: { groups: ['fifty', 'ten', 'one'] },
  tenth: { groups: ['ten', 'one'] },
  hundredth: { groups: ['one'] },
  oneCorpus: { groups: groups.map(({ group }) => group), corpora: ['corpus-1'] },
};

/** Questions put to the measured tenant. */
export class SearchLoad {
  private readonly corpus = new SyntheticCorpus(measuredTenant, 11);

  constructor(
    private readonly world: ScaleWorld,
    private readonly search: SearchService,
    private readonly index: PassageIndex,
  ) {}

  async byScope(): Promise<Record<string, Quantiles>> {
    const found: Record<string, Quantiles> = {};
    for (const scope of Object.keys(scopes)) found[scope] = quantiles(await this.asked(scope, questions));
    return found;
  }

  /** pgvector without anything of ours on the same vectors: HNSW where there is one, and reading them all. */
  async bare(): Promise<Record<'hnsw' | 'exact', Quantiles>> {
    const partition = `partition."chunk_vector__${measuredTenant}" WHERE set_id = 1 AND language = 'en'`;
    const ask = async (order: string) => {
      const samples: number[] = [];
      for (let asked = -warmUp; asked < questions; asked++) {
        const text = `SELECT chunk_id FROM ${partition} ORDER BY ${order} LIMIT 10`;
        const values = [halfvecLiteral(this.corpus.vector())];
        const ms = await timed(() => this.world.admin.query({ name: `bare-${order}`, text, values }));
        if (asked >= 0) samples.push(ms);
      }
      return quantiles(samples);
    };
    return {
      hnsw: await ask('embedding::halfvec(384) <#> $1::halfvec(384)'),
      exact: await ask('(embedding <#> $1::halfvec) + 0'),
    };
  }

  /** Four askers at once, while documents of the same tenant are staged one after the other. */
  async besideIngest(): Promise<{ all: Quantiles; staged: number }> {
    let asking = true;
    let staged = 0;
    const ingest = async () => {
      for (; asking; staged++) await this.stageDocument();
    };
    const ingesting = ingest();
    const samples = await Promise.all(Array.from({ length: askers }, () => this.asked('all', questions))).finally(
      () => (asking = false),
    );
    await ingesting;
    return { all: quantiles(samples.flat()), staged };
  }

  private async asked(scope: string, count: number): Promise<number[]> {
    const { groups: of = [], corpora } = scopes[scope] ?? {};
    const context = tenantContext({
      tenant: measuredTenant,
      principal: 'person:bench',
      role: 'member',
      groups: [...of],
      label: 'S',
    });
    const samples: number[] = [];
    const found = new Set<string>();
    for (let asked = -warmUp; asked < count; asked++) {
      const query = this.corpus.question(asked % 2 === 0 ? 'ko' : 'en');
      const vectors = [
        { tenant: measuredTenant, setId: 1, vector: this.corpus.vector(), tokens: this.corpus.questionTokens() },
      ];
      const ms = await timed(async () => {
        for (const versionId of await this.ask(context, query, vectors, corpora)) found.add(versionId);
      });
      if (asked >= 0) samples.push(ms);
    }
    const foreign = await this.world.foreignVersions([...found]);
    if (foreign > 0) throw new Error(`${foreign} documents of another tenant were found`);
    return samples;
  }

  /** @returns versions found @throws Error when there are none */
  private async ask(
    context: TenantContext,
    query: string,
    vectors: readonly QueryVector[],
    corpora: readonly string[] | undefined,
  ): Promise<string[]> {
    return this.world.database.run(context, async (transaction) => {
      const { passages } = await this.search.find(transaction, { query, first: 10, corpora }, { vectors });
      if (passages.length === 0) throw new Error('nothing was found');
      return passages.map(({ versionId }) => versionId);
    });
  }

  private async stageDocument(): Promise<void> {
    const versionId = newId();
    await this.world.insertVersion(versionId);
    const chunks = Array.from({ length: 20 }, (_, ordinal) => {
      const { text, vector } = this.corpus.passage('en');
      return {
        ...{ chunkId: newId(), ordinal, language: 'en' as const, start: 0, end: text.length, page: 1, heading: '' },
        ...{ locator: {}, tokenCount: 300, text, searchText: text, vectors: [{ setId: 1, vector }] },
      };
    });
    await this.world.database.run(serviceContext(measuredTenant, 'bench'), async (transaction) => {
      await this.index.stage(transaction, versionId, chunks);
      await transaction.execute(
        sql`UPDATE onggi.document_version SET live = true, status = 'published' WHERE tenant_id = ${measuredTenant} AND version_id = ${versionId}`,
      );
    });
  }
}

/**
 * Hybrid search without the embedding of the question, against a bare pgvector query over the same vectors in the same
 * database, turn about:
 *
 *     DATABASE_URL=postgres://superuser@host/postgres ONGGI_HOME=.onggi node libs/retrieval/dist/bench/search-bench.js
 *
 * Ours is everything: context, both legs with rights, ranking, texts under row-level security, audit row, commit. The
 * peer is SELECT … ORDER BY embedding <=> $1 LIMIT 10, exact, on a plain table. Prints JSON.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MorphologicalAnalyzer } from '@onggi/language';
import type { Embedder } from '@onggi/models';
import { EmbedderRegistry, multilingualE5Small, profileOf } from '@onggi/models';
import { newId, type Language } from '@onggi/platform';
import { serviceContext, sql, tenantContext } from '@onggi/tenancy';
import type { StagedChunk } from '../passage-index/passage-index.js';
import { PostgresPassageIndex } from '../passage-index/postgres-passage-index.js';
import { halfvecLiteral } from '../passage-index/stage-chunks.js';
import { SearchService } from '../search/search.service.js';
import { quantiles, timed, type Quantiles } from './quantiles.js';
import { scratchTenant, type ScratchTenant } from './scratch-tenant.js';
import { clusteredVector, randomUnitVector, SeededNumbers, SyntheticText } from './synthetic-text.js';

export interface SearchBenchResult {
  pages: number;
  passages: number;
  ours: Quantiles;
  bare: Quantiles;
  /** Share of ours: stored tokens of the best twenty read under row-level security and compared with the question's. */
  tokens: Quantiles;
  /** Median of ours against the median of the bare query. */
  ratio: number;
}

const pageCounts = [300, 2_000];
const passagesPerPage = 2;
const pagesPerDocument = 10;
const questions = 120;
const warmUp = 10;
const dimensions = 384;
/** Tokens of a passage and of a question, without punctuation. */
const passageTokens = 220;
const questionTokens = 14;
const nobody = () => Promise.reject(new Error('no model is asked in this benchmark'));
const embedder: Embedder = {
  profile: profileOf(multilingualE5Small),
  unrelated: multilingualE5Small.unrelated,
  embedPassages: nobody,
  embedQuery: nobody,
};
const analyzer: MorphologicalAnalyzer = { analyzePassages: nobody, analyzeQuestion: nobody };

/** @param server superuser URL and ONGGI_HOME. Takes about two minutes. */
export async function benchSearch(server: { url: string; home: string }): Promise<SearchBenchResult[]> {
  const scratch = await scratchTenant(server.url, server.home, profileOf(multilingualE5Small));
  try {
    const world = new BenchWorld(scratch);
    const results: SearchBenchResult[] = [];
    for (const pages of pageCounts) {
      await world.growTo(pages);
      results.push(await world.measure(pages));
    }
    return results;
  } finally {
    await scratch.drop();
  }
}

/** A tenant's growing passages, and questions for them. */
export class BenchWorld {
  private readonly index: PostgresPassageIndex;
  private readonly search: SearchService;
  private readonly text: SyntheticText;
  private readonly centres: Float32Array[];
  private pages = 0;

  private readonly numbers = new SeededNumbers(7);

  constructor(private readonly scratch: ScratchTenant) {
    this.index = new PostgresPassageIndex(scratch.database);
    this.search = new SearchService(scratch.database, this.index, EmbedderRegistry.single(embedder), analyzer);
    this.text = new SyntheticText(this.numbers);
    this.centres = Array.from({ length: 300 }, () => randomUnitVector(this.numbers, dimensions));
  }

  async growTo(pages: number): Promise<void> {
    for (; this.pages < pages; this.pages += pagesPerDocument) await this.addDocument();
    await this.index.refreshStatistics(serviceContext(this.scratch.tenant, 'bench'));
    const { admin } = this.scratch;
    await admin.query('DROP TABLE IF EXISTS public.bare_vector');
    await admin.query('CREATE TABLE public.bare_vector AS SELECT chunk_id, embedding FROM onggi.chunk_vector');
    await admin.query('VACUUM ANALYZE');
  }

  async measure(pages: number): Promise<SearchBenchResult> {
    const ours: number[] = [];
    const bare: number[] = [];
    const tokens: number[] = [];
    for (let asked = -warmUp; asked < questions; asked++) {
      const vector = clusteredVector(this.numbers, this.centres);
      const query = this.text.question(asked % 2 === 0 ? 'ko' : 'en');
      let tokensMs = 0;
      const oursMs = await timed(async () => {
        tokensMs = await this.ask(query, vector);
      });
      const bareMs = await timed(() => this.askBare(vector));
      if (asked < 0) continue;
      ours.push(oursMs);
      bare.push(bareMs);
      tokens.push(tokensMs);
    }
    const [mine, theirs] = [quantiles(ours), quantiles(bare)];
    const ratio = Number((mine.p50 / theirs.p50).toFixed(2));
    return { pages, passages: pages * passagesPerPage, ours: mine, bare: theirs, tokens: quantiles(tokens), ratio };
  }

  /** One search of a question without its embedding. @returns milliseconds */
  askOnce(asked: number): Promise<number> {
    const vector = clusteredVector(this.numbers, this.centres);
    const query = this.text.question(asked % 2 === 0 ? 'ko' : 'en');
    return timed(async () => {
      await this.ask(query, vector);
    });
  }

  /** @returns milliseconds that comparing tokens took */
  private async ask(query: string, vector: Float32Array): Promise<number> {
    const context = tenantContext({
      tenant: this.scratch.tenant,
      principal: 'person:bench',
      role: 'member',
      groups: [],
      label: 'S',
    });
    const tokens = Float32Array.from(
      { length: questionTokens * dimensions },
      (_, index) => vector[index % dimensions] ?? 0,
    );
    const { trace } = await this.scratch.database.run(context, (transaction) =>
      this.search.find(
        transaction,
        { query, first: 10, trace: true },
        { vectors: [{ tenant: this.scratch.tenant, setId: 1, vector, tokens }] },
      ),
    );
    return trace?.tokens?.ms ?? Number.NaN;
  }

  private async askBare(vector: Float32Array): Promise<void> {
    await this.scratch.admin.query({
      name: 'bare',
      text: 'SELECT chunk_id FROM public.bare_vector ORDER BY embedding <=> $1::halfvec LIMIT 10',
      values: [halfvecLiteral(vector)],
    });
  }

  private async addDocument(): Promise<void> {
    const { tenant, database, corpusId, accessSetId } = this.scratch;
    const [documentId, versionId] = [newId(), newId()];
    const chunks = Array.from({ length: pagesPerDocument * passagesPerPage }, (_, ordinal) => this.chunk(ordinal));
    await database.run(serviceContext(tenant, 'bench'), async (transaction) => {
      await transaction.execute(
        sql`INSERT INTO onggi.document VALUES (${tenant}, ${documentId}, ${corpusId}, 'bench', ${documentId}, 'a.md')`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number,
              status, live, content_sha256, byte_size, original_key, title, chunk_count)
            VALUES (${tenant}, ${versionId}, ${documentId}, ${corpusId}, ${accessSetId}, 1, 'published', true, ${Buffer.alloc(32)},
                    1, 'k', 'Bench', ${chunks.length})`,
      );
      await this.index.stage(transaction, versionId, chunks);
    });
  }

  private chunk(ordinal: number): StagedChunk {
    const language: Language = this.pages % (2 * pagesPerDocument) === 0 ? 'ko' : 'en';
    const text = this.text.passage(language);
    const page = Math.floor(ordinal / passagesPerPage) + 1;
    return {
      chunkId: newId(),
      ordinal,
      language,
      start: 0,
      end: text.length,
      page,
      heading: '',
      locator: { kind: 'page', page },
      tokenCount: 350,
      text,
      searchText: text,
      vectors: [
        {
          setId: 1,
          vector: clusteredVector(this.numbers, this.centres),
          tokens: randomBytes((passageTokens * dimensions) / 8),
        },
      ],
    };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL: url = '', ONGGI_HOME: home = '.onggi' } = process.env;
  writeFileSync(1, `${JSON.stringify(await benchSearch({ url, home }), undefined, 2)}\n`);
}

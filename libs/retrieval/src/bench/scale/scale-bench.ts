/**
 * Search at scale, without the embedding of the question, on synthetic passages of four large and a hundred small tenants:
 *
 *     DATABASE_URL=postgres://superuser@host/postgres ONGGI_HOME=.onggi BENCH_CHUNKS=10000,100000 \
 *       node libs/retrieval/dist/bench/scale/scale-bench.js
 *
 * For each size: time of load, recount and index builds; milliseconds of a whole search (rights, both legs, ranking, texts,
 * audit row) for callers who see all, half, a tenth and a hundredth, and in one corpus; the same beside four askers and a
 * running ingest; bare pgvector queries in the same run; recall of each leg against reading everything. Prints JSON.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MorphologicalAnalyzer } from '@onggi/language';
import { EmbedderRegistry, multilingualE5Small, profileOf, type Embedder } from '@onggi/models';
import { newId } from '@onggi/platform';
import { createPool, serviceContext } from '@onggi/tenancy';
import { IndexMaintenance } from '../../passage-index/index-maintenance.js';
import { PostgresPassageIndex } from '../../passage-index/postgres-passage-index.js';
import { SearchService } from '../../search/search.service.js';
import { quantiles, timed } from '../quantiles.js';
import { contextKeysOf, migrateDatabase } from '../scratch-tenant.js';
import { legRecall } from './leg-recall.js';
import { SearchLoad } from './search-load.js';
import { measuredTenant, ScaleWorld } from './scale-world.js';

const nobody = () => Promise.reject(new Error('no model is asked in this benchmark'));
const analyzer: MorphologicalAnalyzer = { analyzePassages: nobody, analyzeQuestion: nobody };
const { unrelated } = multilingualE5Small;
const profile = profileOf(multilingualE5Small);
const embedder: Embedder = { profile, unrelated, embedPassages: nobody, embedQuery: nobody };

/** @param chunks of the largest tenant, one run a size */
export async function benchScale(server: { url: string; home: string }, chunks: readonly number[]): Promise<object[]> {
  const results: object[] = [];
  for (const size of chunks) results.push(await inScratchDatabase(server, (world) => measure(world, size)));
  return results;
}

async function measure(world: ScaleWorld, chunks: number): Promise<object> {
  const index = new PostgresPassageIndex(world.database);
  const service = serviceContext(measuredTenant, 'bench');
  const maintenance = new IndexMaintenance(world.database, world.provisioner, world.maintenance);
  const loadMs = await timed(() => world.load(chunks, profile));
  const recountMs = await timed(() => index.refreshStatistics(service));
  const buildMs = await timed(() => maintenance.run(service, new AbortController().signal));
  const search = new SearchService(world.database, index, EmbedderRegistry.single(embedder), analyzer);
  const load = new SearchLoad(world, search, index);
  const alone = await load.byScope();
  return {
    chunks,
    seconds: { load: loadMs / 1_000, recount: recountMs / 1_000, indexes: buildMs / 1_000 },
    megabytes: await world.sizes(),
    alone,
    bare: await load.bare(),
    fourAskersAndIngest: await load.besideIngest(),
    recallAt10: await legRecall(world),
    flipMs: quantiles(await world.flips(20)),
    purgeMs: await timed(() => world.purge(index)),
  };
}

async function inScratchDatabase<Result>(
  { url, home }: { url: string; home: string },
  work: (world: ScaleWorld) => Promise<Result>,
): Promise<Result> {
  const name = `onggi_bench_${newId().slice(-12)}`;
  const server = createPool({ url, max: 1, applicationName: 'onggi-bench' });
  await server.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  try {
    await migrateDatabase(own.href, home);
    const world = new ScaleWorld(own.href, contextKeysOf(home));
    return await work(world).finally(() => world.close());
  } finally {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL: url = '', ONGGI_HOME: home = '.onggi', BENCH_CHUNKS: sizes = '10000' } = process.env;
  writeFileSync(1, `${JSON.stringify(await benchScale({ url, home }, sizes.split(',').map(Number)), undefined, 2)}\n`);
}

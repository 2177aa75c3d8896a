/**
 * Ranks the questions of an evaluation set that was ingested by other schemes, on the passages of the index:
 *
 *     DATABASE_URL=postgres://superuser@host/postgres node libs/evaluation/dist/comparison/compare-schemes.js REQUEST
 *
 * REQUEST is a JSON file of a {@link ComparisonRequest}; `onggi bench retrieval` writes it. Prints a SchemeComparison as JSON.
 */
import { readFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createEmbedder, createMorphologicalAnalyzer, type Embedder } from '@onggi/models';
import { createPool } from '@onggi/tenancy';
import type { EvaluationSet } from '../evaluation-set/evaluation-set.js';
import { readEvaluationSet } from '../evaluation-set/read-evaluation-set.js';
import type { QueryOutcome } from '../report/query-outcome.js';
import { ablations, asItIs } from './ablations.js';
import type { ComparedWorld, Scheme } from './compared-world.js';
import { peerSchemes } from './peer-schemes.js';
import { postgresFullText } from './postgres-full-text.js';
import { WorldReader } from './read-world.js';
import {
  agreement,
  rankedSet,
  schemeReport,
  type Agreement,
  type RankedSet,
  type SchemeReport,
} from './scheme-report.js';

/** What the program that ingested the set hands over. */
export interface ComparisonRequest {
  /** Folder of the evaluation set. */
  folder: string;
  tenant: string;
  /** Key of the corpus that holds the set's documents. */
  corpus: string;
  /** Pairs of Onggi's document id and the set's. */
  setIds: [onggi: string, set: string][];
  /** What the API gave, by name of the way it was asked; the first is what schemes are compared with. */
  runs: { name: string; outcomes: QueryOutcome[] }[];
  ablations: boolean;
  /** Base URL of the model server. */
  modelServer: string;
}

export interface SchemeComparison {
  passages: number;
  /** Onggi through its API, then the other schemes, compared with it. */
  schemes: SchemeReport[];
  /** The ranking in memory, then with one part changed each, compared with it; null when not asked for. */
  ablations: SchemeReport[] | null;
  /** Of the ranking in memory with the API's; null without ablations. */
  agreement: Agreement | null;
}

/** Nobody waits: a text without its vector or morphemes would be another one. */
const patienceMs = 10 * 60_000;
const patience = { queryTimeoutMs: patienceMs, questionTimeoutMs: patienceMs, passagesTimeoutMs: patienceMs };

/** @param databaseUrl of a role that reads every row and may make temporary tables */
export async function compareSchemes(request: ComparisonRequest, databaseUrl: string): Promise<SchemeComparison> {
  const set = await readEvaluationSet(request.folder);
  const pool = createPool({ url: databaseUrl, max: 2, applicationName: 'onggi-bench' });
  try {
    const models = { url: request.modelServer, ...patience };
    const embedder = createEmbedder(models);
    const reader = new WorldReader(pool, embedder, createMorphologicalAnalyzer(models));
    const place = { ...request, setIds: new Map(request.setIds) };
    const world = await reader.read(set, place, { strayBlanks: request.ablations });
    const runs = request.runs.map(({ name, outcomes }) => rankedSet(set, name, outcomes));
    const [onggi] = runs;
    if (!onggi) throw new RangeError('There is no run to compare with.');
    const peers = [...(await fullText(pool, set, world)), ...(await run(set, world, peerSchemes(world)))];
    const changed = request.ablations
      ? await run(set, world, ablations(world, await untitledVectors(embedder, world)))
      : [];
    const offline = changed.find(({ name }) => name === asItIs);
    return {
      passages: world.chunks.length,
      schemes: [...runs, ...peers].map((ranked) => schemeReport(set, ranked, onggi)),
      ablations: offline ? changed.map((ranked) => schemeReport(set, ranked, offline)) : null,
      agreement: offline ? agreement(offline, onggi) : null,
    };
  } finally {
    await pool.end();
  }
}

async function fullText(
  pool: ReturnType<typeof createPool>,
  set: EvaluationSet,
  world: ComparedWorld,
): Promise<RankedSet[]> {
  const session = await pool.connect();
  try {
    return await run(set, world, await postgresFullText(session, world));
  } finally {
    session.release(true);
  }
}

async function run(set: EvaluationSet, world: ComparedWorld, schemes: readonly Scheme[]): Promise<RankedSet[]> {
  const ranked: RankedSet[] = [];
  for (const scheme of schemes) {
    const outcomes: QueryOutcome[] = [];
    for (const query of world.queries) {
      const places = await scheme.rank(query);
      outcomes.push({ queryId: query.id, found: places.map((place) => world.chunks[place]?.document ?? '') });
    }
    ranked.push(rankedSet(set, scheme.name, outcomes));
  }
  return ranked;
}

/** The passages embedded anew without title and headings; undefined where none has any. */
async function untitledVectors(embedder: Embedder, { chunks }: ComparedWorld): Promise<Float32Array[] | undefined> {
  if (chunks.every(({ heading }) => heading === '')) return undefined;
  const passages = chunks.map(({ searchText, heading, language }) => ({
    text: searchText.slice(heading.length).trim(),
    language,
  }));
  return embedder.embedPassages(passages, new AbortController().signal);
}

const [, program, requestFile] = process.argv;
if (program === fileURLToPath(import.meta.url) && requestFile !== undefined) {
  const request = JSON.parse(await readFile(requestFile, 'utf8')) as ComparisonRequest;
  writeFileSync(1, `${JSON.stringify(await compareSchemes(request, process.env['DATABASE_URL'] ?? ''))}\n`);
}

import type { TenantTransaction } from '@onggi/tenancy';
import type { QueryVector } from '../passage-index/passage-index.js';
import type { TracedRerank } from '../reranking/rerank-trace.js';
import { rerankScores } from '../reranking/rerank-scores.js';
import type { Passage } from '../search/passage.js';
import { maxSim, questionTables, type QuestionTables } from './max-sim.js';
import { readTokens } from './token-rows.js';

/** Passages whose tokens are read. */
const passagesRead = 20;
/** Of a question, each of which costs as much as the others; what is longer is a pasted text. */
const questionTokens = 32;

/**
 * Weight of the tokens' z beside the first stage's score. Among passages of one language words have settled the order
 * already, so it is small there (docs/adr/0016-stored-token-vectors.md has the figures).
 */
export const tokenWeights = { alone: 0.25, mixed: 0.5 } as const;

/** What comparing tokens did. */
export interface TokenTrace {
  ms: number;
  /** Of z beside the first stage's score. */
  weight: number;
  /** In their new order. */
  candidates: TracedRerank[];
}

/** Passages in their new order, and how they came to it: undefined where none could be compared. */
export interface ComparedPassages {
  passages: Passage[];
  trace?: TokenTrace;
}

/**
 * The best passages by their scores and by how well their tokens cover the question's: z inside each language, for a model
 * favours the question's own. A passage without stored tokens neither gains nor loses: it counts as an average one of those
 * that have some, and they are measured by each other alone.
 * @param ranked best first; what is behind the passages read stays where it is
 * @param tenantOf the tenant of a passage, by its id
 */
export async function compareTokens(
  transaction: TenantTransaction,
  vectors: readonly QueryVector[],
  ranked: readonly Passage[],
  tenantOf: ReadonlyMap<string, string>,
): Promise<ComparedPassages> {
  const began = performance.now();
  const read = ranked.slice(0, passagesRead);
  const relevances = await relevancesOf(transaction, vectors, read, tenantOf);
  if (relevances.size === 0) return { passages: [...ranked] };
  const given = read.map((passage, index) => ({
    passage,
    rankBefore: index + 1,
    language: passage.lang,
    score: passage.score,
    ...(relevances.get(passage.chunkId) ?? { relevance: null }),
  }));
  const isMixed = new Set(read.map(({ lang }) => lang)).size > 1;
  const weight = isMixed ? tokenWeights.mixed : tokenWeights.alone;
  const reranked = rerankScores(given, weight);
  return {
    passages: [...reranked.map(({ passage, score }) => ({ ...passage, score })), ...ranked.slice(passagesRead)],
    trace: {
      ms: Math.round(10 * (performance.now() - began)) / 10,
      weight,
      candidates: reranked.map(({ passage, rankBefore, relevance, z, score }, index) => ({
        chunkId: passage.chunkId,
        rankBefore,
        rank: index + 1,
        relevance,
        z,
        score,
      })),
    },
  };
}

/** By the passages' ids. Tenants whose sets are of one model share the question's tokens: their passages are compared. */
async function relevancesOf(
  transaction: TenantTransaction,
  vectors: readonly QueryVector[],
  passages: readonly Passage[],
  tenantOf: ReadonlyMap<string, string>,
): Promise<Map<string, { relevance: number; measure: Float32Array }>> {
  const relevances = new Map<string, { relevance: number; measure: Float32Array }>();
  const tables = new Map<Float32Array, QuestionTables>();
  for (const { tenant, setId, vector, tokens } of vectors) {
    const ids = passages.map(({ chunkId }) => chunkId).filter((chunkId) => tenantOf.get(chunkId) === tenant);
    if (!tokens || ids.length === 0) continue;
    const rows = await readTokens(transaction, { tenant, setId }, ids);
    if (rows.length === 0) continue;
    const dimensions = vector.length;
    const table = tables.get(tokens) ?? questionTables(tokens.subarray(0, questionTokens * dimensions), dimensions);
    tables.set(tokens, table);
    for (const row of rows) relevances.set(row.chunkId, { relevance: maxSim(table, row.tokens), measure: tokens });
  }
  return relevances;
}

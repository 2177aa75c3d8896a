import type { SimilarityConstants } from '@onggi/models';
import type { Language } from '@onggi/platform';
import type { TenantTransaction } from '@onggi/tenancy';
import type { QueryVector } from '../passage-index/passage-index.js';
import type { TracedRerank } from '../reranking/rerank-trace.js';
import type { Passage } from '../search/passage.js';
import { maxSim, questionTables, type QuestionTables } from './max-sim.js';
import { tokenScores, tokenWeights, type TokenWeights } from './token-scores.js';
import { readTokens } from './token-rows.js';

/** Passages whose tokens are read, at least; beyond these where both languages are among them. */
const passagesRead = { alone: 20, mixed: 30 } as const;
/** Of a question, each of which costs as much as the others; what is longer is a pasted text. */
const questionTokens = 32;

/** What comparing tokens did. */
export interface TokenTrace {
  ms: number;
  weights: TokenWeights;
  /** In their new order. `above`: usual deviations above what is usual for the two languages, less the candidates' mean. */
  candidates: (TracedRerank & { above: number })[];
}

/** What a question's tokens and a passage's have in common. */
interface Relevance {
  relevance: number;
  measure: Float32Array;
  similarity?: SimilarityConstants;
}

/** Passages in their new order, and how they came to it: undefined where none could be compared. */
export interface ComparedPassages {
  passages: Passage[];
  trace?: TokenTrace;
}

/**
 * The best passages by their scores and by how well their tokens cover the question's. A passage without stored tokens neither gains nor loses: it counts as an average one of those
 * that have some, and they are measured by each other alone.
 * @param ranked best first; what is behind the passages read stays where it is
 * @param tenantOf the tenant of a passage, by its id
 */
export async function compareTokens(
  transaction: TenantTransaction,
  vectors: readonly QueryVector[],
  ranked: readonly Passage[],
  tenantOf: ReadonlyMap<string, string>,
  question: Language,
): Promise<ComparedPassages> {
  const began = performance.now();
  const isMixed = mixesLanguages(ranked.map(({ lang }) => lang));
  const read = ranked.slice(0, isMixed ? passagesRead.mixed : passagesRead.alone);
  const relevances = await relevancesOf(transaction, vectors, read, tenantOf);
  if (relevances.size === 0) return { passages: [...ranked] };
  const given = read.map((passage, index) => ({
    passage,
    rankBefore: index + 1,
    language: passage.lang,
    score: passage.score,
    ...(relevances.get(passage.chunkId) ?? { relevance: null }),
  }));
  const hasConstants = given.some((each) => 'similarity' in each);
  const weights = tokenWeights(question, isMixed, hasConstants);
  const reranked = tokenScores(given, question, weights);
  return {
    passages: [...reranked.map(({ passage, score }) => ({ ...passage, score })), ...ranked.slice(read.length)],
    trace: {
      ms: Math.round(10 * (performance.now() - began)) / 10,
      weights,
      candidates: reranked.map(({ passage, rankBefore, relevance, z, above, score }, index) => ({
        chunkId: passage.chunkId,
        rankBefore,
        rank: index + 1,
        relevance,
        z,
        above,
        score,
      })),
    },
  };
}

/** True where both languages are among the best. @param languages of the passages, best first */
export function mixesLanguages(languages: readonly Language[]): boolean {
  return new Set(languages.slice(0, passagesRead.alone)).size > 1;
}

/** By the passages' ids. Tenants whose sets are of one model share the question's tokens: their passages are compared. */
async function relevancesOf(
  transaction: TenantTransaction,
  vectors: readonly QueryVector[],
  passages: readonly Passage[],
  tenantOf: ReadonlyMap<string, string>,
): Promise<Map<string, Relevance>> {
  const relevances = new Map<string, Relevance>();
  const tables = new Map<Float32Array, QuestionTables>();
  for (const { tenant, setId, vector, tokens, tokenSimilarity: similarity } of vectors) {
    const ids = passages.map(({ chunkId }) => chunkId).filter((chunkId) => tenantOf.get(chunkId) === tenant);
    if (!tokens || ids.length === 0) continue;
    const rows = await readTokens(transaction, { tenant, setId }, ids);
    if (rows.length === 0) continue;
    const dimensions = vector.length;
    const table = tables.get(tokens) ?? questionTables(tokens.subarray(0, questionTokens * dimensions), dimensions);
    tables.set(tokens, table);
    for (const row of rows) {
      const relevance = maxSim(table, row.tokens);
      relevances.set(row.chunkId, { relevance, measure: tokens, ...(similarity && { similarity }) });
    }
  }
  return relevances;
}

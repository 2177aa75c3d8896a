import type { Reranker } from '@onggi/models';
import { createLogger, OnggiError } from '@onggi/platform';
import type { Passage } from '../search/passage.js';
import { rerankScores } from './rerank-scores.js';
import type { RerankTrace, TracedRerank } from './rerank-trace.js';

const log = createLogger('reranking');

/** For what passages are searched. */
export type SearchPurpose = 'search' | 'answer';

export interface RerankingOptions {
  /** Reranked unless a request says otherwise. */
  purposes: readonly SearchPurpose[];
  /** Of the relevance's z beside the first stage's score. */
  weight: number;
  /** How long a search waits for the reranker, in milliseconds, before the first stage's order stands. */
  budgetMs: number;
  /** True for a reranker that compares token vectors as well: where stored ones were compared it has nothing to add. */
  comparesTokens?: boolean;
}

/** Passages in their new order, and how they came to it. */
export interface Reranked {
  passages: Passage[];
  trace: RerankTrace;
}

/** Passages that the reranker reads. */
const passagesRead = 20;

/** The second stage of a search: the best passages of the first are read together with the question. No transaction is open. */
export class Reranking {
  constructor(
    private readonly reranker: Reranker,
    private readonly options: RerankingOptions,
  ) {}

  /**
   * Unasked only where both languages are among the best: there it wins, in a corpus of one language words have settled
   * the order already (docs/quality.md).
   * @param asked what the request itself says
   * @param tokensCompared true where stored tokens had their say
   */
  isWanted(
    asked: boolean | undefined,
    purpose: SearchPurpose,
    ranked: readonly Passage[],
    tokensCompared = false,
  ): boolean {
    if (asked !== undefined) return asked;
    if (tokensCompared && this.options.comparesTokens) return false;
    const languages = new Set(ranked.slice(0, passagesRead).map(({ lang }) => lang));
    return languages.size > 1 && this.options.purposes.includes(purpose);
  }

  /**
   * A reranker that is away, busy or slow is no failure of the search: the order stays as it was, and the trace says why.
   * @param ranked best first; what is behind the passages read stays where it is
   * @throws the signal's reason when the caller aborts
   */
  async rerank(question: string, ranked: readonly Passage[], signal: AbortSignal): Promise<Reranked> {
    const began = performance.now();
    const { model } = this.reranker;
    const timeout = AbortSignal.timeout(this.options.budgetMs);
    const elapsed = (): number => Math.round(performance.now() - began);
    try {
      const read = ranked.slice(0, passagesRead);
      const relevances = await this.reranker.rerank(question, read.map(textOf), AbortSignal.any([signal, timeout]));
      const { passages, candidates } = this.inOrder(read, relevances);
      const all = [...passages, ...ranked.slice(passagesRead)];
      return { passages: all, trace: { outcome: 'reranked', model, ms: elapsed(), candidates } };
    } catch (error) {
      signal.throwIfAborted();
      if (!timeout.aborted && !(error instanceof OnggiError)) throw error;
      const reason = timeout.aborted ? 'budget' : (error as OnggiError).code;
      log.warn({ model, reason, ms: elapsed() }, 'not reranked');
      return { passages: [...ranked], trace: { outcome: 'skipped', model, ms: elapsed(), reason } };
    }
  }

  private inOrder(
    read: readonly Passage[],
    relevances: readonly number[],
  ): { passages: Passage[]; candidates: TracedRerank[] } {
    const given = read.map((passage, index) => ({
      passage,
      rankBefore: index + 1,
      language: passage.lang,
      score: passage.score,
      relevance: relevances[index] ?? 0,
    }));
    const reranked = rerankScores(given, this.options.weight);
    return {
      passages: reranked.map(({ passage, score }) => ({ ...passage, score })),
      candidates: reranked.map(({ passage, rankBefore, relevance, z, score }, index) => ({
        chunkId: passage.chunkId,
        rankBefore,
        rank: index + 1,
        relevance,
        z,
        score,
      })),
    };
  }
}

/** As the passage was embedded: under its title and heading. */
function textOf({ title, heading, text }: Passage): string {
  return [title, heading, text].filter((part) => part !== '').join('\n');
}

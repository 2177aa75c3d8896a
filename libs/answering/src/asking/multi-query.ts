import type { ChatModel, ChatUsage } from '@onggi/models';
import { spreadDocuments, type Passage, type SearchRequest, type SearchService } from '@onggi/retrieval';
import type { TenantContext } from '@onggi/tenancy';
import { mergeByRank } from './merge-by-rank.js';
import { questionVariants } from './question-variants.js';
import { withinBudget } from './within-budget.js';

/** auto: where the chat model is a large one. */
export type MultiQuerySetting = 'auto' | 'off';

/** What the variants of a question found beside the question. */
export interface FurtherSearch {
  /** As they were searched; empty when there were none. */
  variants: readonly string[];
  /** Of all searches, best first. */
  passages: readonly Passage[];
  /** True when they have a passage that the question's own search had not. */
  isNew: boolean;
  usage: ChatUsage;
}

/** For all variants together. */
const searchMs = 6_000;

/**
 * Searches once more, in other words, for a question whose own words found no answer. A small model is never asked: it was
 * measured unable to rewrite questions.
 */
export class MultiQuery {
  constructor(
    private readonly search: SearchService,
    private readonly model: ChatModel,
    private readonly setting: MultiQuerySetting,
  ) {}

  get isWanted(): boolean {
    return this.setting === 'auto' && this.model.writesProse;
  }

  /**
   * @param request the first search, with the question as it is meant: the variants keep its caller, scope and filters
   * @param found what the first search found, best first
   * @throws the signal's reason when aborted
   */
  async further(
    context: TenantContext,
    request: SearchRequest,
    found: readonly Passage[],
    signal: AbortSignal,
  ): Promise<FurtherSearch> {
    const { variants, usage } = await questionVariants(this.model, context.tenant, request.query, signal);
    const results = await withinBudget('search_variants', searchMs, signal, (inTime) =>
      Promise.all(variants.map((query) => this.search.search(context, { ...request, query }, inTime))),
    );
    if (!results || variants.length === 0) return { variants: [], passages: found, isNew: false, usage };
    const { first, perDocument = first } = request;
    const merged = mergeByRank([found, ...results.map(({ passages }) => passages)]);
    const passages = spreadDocuments(merged, perDocument, first).slice(0, first);
    const known = new Set(found.map(({ chunkId }) => chunkId));
    return { variants, passages, isNew: passages.some(({ chunkId }) => !known.has(chunkId)), usage };
  }
}

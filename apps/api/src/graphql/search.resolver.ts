import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { SearchService } from '@onggi/retrieval';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext } from '../http/access.js';
import { FiltersInput } from '../search/filters-input.js';
import { checkedQuery } from '../search/checked-query.js';
import { SearchResult } from './answer.types.js';

const mostPassages = 50;

@Resolver()
export class SearchResolver {
  constructor(private readonly searching: SearchService) {}

  @Query(() => SearchResult, { name: 'search' })
  find(
    @CallerContext() context: TenantContext,
    @Args('query') query: string,
    @Args('first', { type: () => Int, nullable: true }) first?: number,
    @Args('corpora', { type: () => [String], nullable: true }) corpora?: string[],
    @Args('filters', { type: () => FiltersInput, nullable: true }) filters?: FiltersInput,
    @Args('rerank', { type: () => Boolean, nullable: true }) rerank?: boolean,
  ): Promise<SearchResult> {
    return this.searching.search(context, {
      query: checkedQuery(query),
      first: Math.min(Math.max(first ?? 10, 1), mostPassages),
      corpora: corpora ?? undefined,
      filters: filters ?? undefined,
      rerank: rerank ?? undefined,
    });
  }
}

import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ExpertService } from '@onggi/answering';
import { SearchService, type SearchResult } from '@onggi/retrieval';
import { requireRole, type TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, Max, Min, ValidateNested } from 'class-validator';
import { CallerContext } from '../http/access.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { checkedQuery } from './checked-query.js';
import { FiltersInput } from './filters-input.js';
import { Names } from '../openapi/names.js';

class SearchBody {
  @IsString()
  query!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  first?: number;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Names('corpora/:corpus')
  corpora?: string[];

  /** Key of an expert: its corpora, and its glossary between the languages. */
  @IsOptional()
  @IsString()
  @Names('experts/:expert')
  expert?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => FiltersInput)
  filters?: FiltersInput;

  /** True to be told how each passage came to its place: for curators. */
  @IsOptional()
  @IsBoolean()
  trace?: boolean;

  /** Whether the best passages are read once more together with the question. Default: as the installation has it. */
  @IsOptional()
  @IsBoolean()
  rerank?: boolean;

  /** Id of an embedding set of the caller's tenant, to measure it before it is switched to: for curators. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(32_767)
  @Names('embedding-sets/:set')
  embeddingSet?: number;
}

@Controller('api/v1/search')
export class SearchController {
  constructor(
    private readonly search: SearchService,
    private readonly experts: ExpertService,
  ) {}

  @Post()
  @HttpCode(200)
  async find(
    @CallerContext() context: TenantContext,
    @Body() body: SearchBody,
    @Req() request: OnggiRequest,
  ): Promise<SearchResult> {
    const query = checkedQuery(body.query);
    if (body.trace) requireRole(context, 'curator');
    const scope = body.expert === undefined ? undefined : await this.experts.searchScope(context, body.expert);
    return this.search.search(
      context,
      {
        query,
        first: body.first ?? 10,
        corpora: body.corpora ?? scope?.corpora,
        glossary: scope?.glossary,
        filters: body.filters,
        trace: body.trace,
        rerank: body.rerank,
        embeddingSet: body.embeddingSet,
      },
      signalOf(request),
    );
  }
}

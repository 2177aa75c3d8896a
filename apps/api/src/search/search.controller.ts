import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { SearchService, type SearchResult } from '@onggi/retrieval';
import type { TenantContext } from '@onggi/tenancy';
import { IsArray, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { CallerContext, Requires } from '../http/access.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { checkedQuery } from './checked-query.js';

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
  corpora?: string[];
}

@Controller('api/v1/search')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Post()
  @HttpCode(200)
  @Requires('member')
  find(
    @CallerContext() context: TenantContext,
    @Body() body: SearchBody,
    @Req() request: OnggiRequest,
  ): Promise<SearchResult> {
    return this.search.search(
      context,
      { query: checkedQuery(body.query), first: body.first ?? 10, corpora: body.corpora },
      signalOf(request),
    );
  }
}

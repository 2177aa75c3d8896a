import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import type { Language } from '@onggi/platform';
import { EmbeddingSetsService, type NamedEmbeddingSet } from '@onggi/retrieval';
import type { TenantContext } from '@onggi/tenancy';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { embeddingSetView, type EmbeddingSetView } from './embedding-set-view.js';

class BuildRequest {
  /** Name of an embedding profile. */
  @IsString()
  @Length(1, 100)
  profile!: string;
}

class RemoveQuery {
  /** `true`: although questions may be under way in it. */
  @IsOptional()
  @IsIn(['true', 'false'])
  force?: 'true' | 'false';
}

/** The embedding models of a tenant: one is searched, another can be built beside it, switched to, and back. */
@Controller('api/v1/embedding-sets')
export class EmbeddingSetsController {
  constructor(private readonly sets: EmbeddingSetsService) {}

  @Get()
  async list(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
  ): Promise<{ embeddingSets: EmbeddingSetView[]; profiles: string[] }> {
    const sets = await this.sets.list(context);
    return { embeddingSets: sets.map((set) => embeddingSetView(set, language)), profiles: this.sets.profiles };
  }

  /** Begins or takes up a build; what is searched does not change. */
  @Post()
  @HttpCode(202)
  async build(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
    @Body() body: BuildRequest,
    @Req() request: OnggiRequest,
  ): Promise<EmbeddingSetView> {
    return embeddingSetView(await this.sets.build(context, body.profile, signalOf(request)), language);
  }

  @Post('rollback')
  @HttpCode(200)
  rollBack(@CallerContext() context: TenantContext, @ReaderLanguage() language: Language): Promise<EmbeddingSetView> {
    return this.viewOf(this.sets.rollBack(context), language);
  }

  @Post(':set/switch')
  @HttpCode(200)
  switchTo(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
    @Param('set', ParseIntPipe) setId: number,
  ): Promise<EmbeddingSetView> {
    return this.viewOf(this.sets.switchTo(context, setId), language);
  }

  @Delete(':set')
  @HttpCode(204)
  async remove(
    @CallerContext() context: TenantContext,
    @Param('set', ParseIntPipe) setId: number,
    @Query() query: RemoveQuery,
  ): Promise<void> {
    await this.sets.remove(context, setId, query.force === 'true');
  }

  private async viewOf(changed: Promise<NamedEmbeddingSet>, language: Language): Promise<EmbeddingSetView> {
    return embeddingSetView(await changed, language);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import type { Language } from '@onggi/platform';
import { NoEvidenceError, SwitchEvidence } from '@onggi/quality';
import { EmbeddingSetsService, type NamedEmbeddingSet } from '@onggi/retrieval';
import type { TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { embeddingSetView, type EmbeddingSetView } from './embedding-set-view.js';
import { Names } from '../openapi/names.js';

class BuildRequest {
  /** Name of an embedding profile. */
  @IsString()
  @Length(1, 100)
  profile!: string;
}

class EvidenceBody {
  /** Id of an evaluation run in the active set. */
  @IsString()
  @Length(1, 36)
  @Names('evaluation-runs/:run')
  before!: string;

  /** Id of a run of the same evaluation set in the set to be switched to. */
  @IsString()
  @Length(1, 36)
  @Names('evaluation-runs/:run')
  after!: string;
}

class SwitchBody {
  /** Two runs that show that nothing gets worse. */
  @IsOptional()
  @ValidateNested()
  @Type(() => EvidenceBody)
  evidence?: EvidenceBody;

  /** True: switch without them. Needs a reason. */
  @IsOptional()
  @IsBoolean()
  force?: boolean;

  /** For the audit trail. */
  @IsOptional()
  @IsString()
  @Length(3, 500)
  reason?: string;
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
  constructor(
    private readonly sets: EmbeddingSetsService,
    private readonly switchEvidence: SwitchEvidence,
  ) {}

  @Get()
  async list(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
  ): Promise<{
    embeddingSets: (EmbeddingSetView & { withTokens: number })[];
    profiles: string[];
    passagesToAnalyze: number;
  }> {
    const [sets, { toAnalyze, withTokens }] = [await this.sets.list(context), await this.sets.passagesLeft(context)];
    return {
      embeddingSets: sets.map((set) => ({
        ...embeddingSetView(set, language),
        withTokens: withTokens.get(set.setId) ?? 0,
      })),
      profiles: this.sets.profiles,
      passagesToAnalyze: toAnalyze,
    };
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

  /** Refused unless two runs show that nothing gets worse, or it is forced with a reason. */
  @Post(':set/switch')
  @HttpCode(200)
  async switchTo(
    @CallerContext() context: TenantContext,
    @ReaderLanguage() language: Language,
    @Param('set', ParseIntPipe) setId: number,
    @Body() { evidence, force, reason }: SwitchBody,
  ): Promise<EmbeddingSetView> {
    if (evidence) await this.switchEvidence.require(context, setId, evidence);
    else if (!force || reason === undefined) throw new NoEvidenceError();
    return this.viewOf(this.sets.switchTo(context, setId, { evidence, forced: !evidence, reason }), language);
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
